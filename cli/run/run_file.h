/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only reader and writer of run files (docs/run-file.md).
 *
 * Functions return 0 or a negative value: a negative errno for I/O, or one of
 * enum run_file_error.  run_file_strerror() puts it in words, with the path
 * and what SQLite said.
 */
#ifndef EFI_LATENCY_RUN_FILE_H
#define EFI_LATENCY_RUN_FILE_H

#include "cli/run/run.h"

#define RUN_FILE_SCHEMA		2	/* 1 is still read */
#define RUN_FILE_APPLICATION_ID	0x45464c54	/* "EFLT" */

enum run_file_error {
	RUN_FILE_FOREIGN = -10001,	/* no run file at all */
	RUN_FILE_DAMAGED = -10002,
	RUN_FILE_NEWER = -10003,	/* written by a newer efi-latency */
	RUN_FILE_OLDER = -10004,	/* a schema no longer read */
};

/* Reading */
int run_file_load(const char *path, struct run **run);
/*
 * Hands over each run that a merged file was made of, with the name it had, or
 * the one run of any other file, with NULL; take() owns the run, and a negative
 * value ends it.
 */
int run_file_load_each(const char *path, int (*take)(void *ctx, struct run *run, const char *name),
		       void *ctx);

/* Writing */
struct run_file;

/* Refuses (-EEXIST) to replace a file that is not a run file. */
int run_file_create(const char *path, struct run_file **file);
/* All writes up to the next run_file_commit() land together or not at all. */
int run_file_put_meta(struct run_file *file, const struct run *run);
int run_file_put_fact(struct run_file *file, const char *key, const char *value);
int run_file_put_probe(struct run_file *file, const struct run_probe *probe);
int run_file_add_call(struct run_file *file, const struct run_call *call);
/* The same frames get the same id. */
int run_file_add_stack(struct run_file *file, const char *frames, int64_t *id);
/* Makes this a merged file: keeps the run of path, or those that it was merged from. */
int run_file_add_replicate(struct run_file *file, const char *path);
int run_file_add_gap(struct run_file *file, const struct gap_event *ev);
int run_file_add_late(struct run_file *file, const struct late_event *ev);
int run_file_add_switch(struct run_file *file, const struct run_switch *sw);
/* Evidence of a late wakeup; begin and end are copied. */
int run_file_add_window(struct run_file *file, const struct run_window *window);
/* These replace what an earlier commit stored under the same key. */
int run_file_put_counter(struct run_file *file, const char *name, uint64_t value);
int run_file_put_place(struct run_file *file, const struct run_place *place);
/* All of the worst windows, of every CPU and kind. */
int run_file_put_worst_windows(struct run_file *file, const struct run_window *windows,
			       size_t cnt);
int run_file_put_loss(struct run_file *file, const char *name, uint64_t value);
int run_file_put_hist(struct run_file *file, const struct run_hist *hist);
int run_file_put_worst(struct run_file *file, const struct wakeup_event *ev, size_t cnt);
int run_file_commit(struct run_file *file, uint64_t now_ns);
/* Marks the run complete, folds the WAL in: one plain file is left. */
int run_file_finish(struct run_file *file, uint64_t now_ns);
/* Frees; without run_file_finish() the run stays marked incomplete. */
void run_file_close(struct run_file *file);

/* The last error in words; valid until the next call. */
const char *run_file_strerror(int err, const char *path);

#endif
