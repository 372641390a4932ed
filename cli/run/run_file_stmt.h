/* SPDX-License-Identifier: GPL-2.0-only */
/* The writer's prepared statements and how they are fed; private to cli/run. */
#ifndef EFI_LATENCY_RUN_FILE_STMT_H
#define EFI_LATENCY_RUN_FILE_STMT_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "cli/run/run_file.h"

enum stmt {
	STMT_BEGIN,
	STMT_COMMIT,
	STMT_SAVE,
	STMT_UNDO,
	STMT_KEEP,
	STMT_META,
	STMT_END,
	STMT_COMPLETE,
	STMT_FACT,
	STMT_LOSS,
	STMT_COUNTER,
	STMT_PROBE,
	STMT_STACK,
	STMT_STACK_ID,
	STMT_CALL,
	STMT_MASKED,
	STMT_HIST_DROP,
	STMT_HIST,
	STMT_HIST_ID,
	STMT_HIST_SAME,
	STMT_BIN_DROP,
	STMT_BIN,
	STMT_WORST_DROP,
	STMT_WORST,
	STMT_PLACE_DROP,
	STMT_PLACE,
	STMT_PLACE_ID,
	STMT_PLACE_SAME,
	STMT_PLACE_BIN_DROP,
	STMT_PLACE_BIN,
	STMT_WINDOW_DROP,
	STMT_WINDOW,
	STMT_GAP,
	STMT_LATE,
	STMT_OCCUPANT,
	STMT_SWITCH,
	STMT_CNT
};

struct run_file {
	sqlite3 *db;
	sqlite3_stmt *stmt[STMT_CNT];
};

/* Binds the next parameter of a statement; the first error sticks. */
struct binder {
	sqlite3_stmt *stmt;
	int col;
	int rc;
};

int run_file_prepare(struct run_file *file);
struct binder bind_begin(struct run_file *file, enum stmt id);
void bind_int(struct binder *b, int64_t v);
void bind_cnt(struct binder *b, uint64_t v);
void bind_null(struct binder *b);
/* What is absent is NULL in the file, never 0. */
void bind_cnt_if(struct binder *b, bool present, uint64_t v);
void bind_text(struct binder *b, const char *text);
void bind_comm(struct binder *b, const char comm[EVENT_COMM_LEN]);
/* Runs a statement that yields at most one integer, stored in *value. */
int bind_run(struct run_file *file, struct binder *b, int64_t *value);
int run_plain(struct run_file *file, enum stmt id);
int run_with_id(struct run_file *file, enum stmt id, int64_t key);
/* All that write() writes, or none of it, also when the caller goes on to commit. */
int run_whole(struct run_file *file, int (*write)(struct run_file *file, const void *what),
	      const void *what);

#endif
