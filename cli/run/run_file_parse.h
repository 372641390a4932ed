/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows of a run file, checked value by value; private to cli/run. */
#ifndef EFI_LATENCY_RUN_FILE_PARSE_H
#define EFI_LATENCY_RUN_FILE_PARSE_H

#include <sqlite3.h>
#include <stdint.h>

/* Takes the next column of a row; the first error sticks. */
struct row {
	sqlite3_stmt *stmt;
	int col;
	int err;
};

int64_t row_int(struct row *row, int64_t min, int64_t max);

/* Each fills one zeroed element; row->err says whether the row was sane. */
void run_parse_meta(struct row *row, void *elem);
void run_parse_fact(struct row *row, void *elem);
void run_parse_loss(struct row *row, void *elem);
void run_parse_probe(struct row *row, void *elem);
void run_parse_stack(struct row *row, void *elem);
void run_parse_call(struct row *row, void *elem);
void run_parse_hist(struct row *row, void *elem);
void run_parse_worst(struct row *row, void *elem);

#endif
