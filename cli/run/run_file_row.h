/* SPDX-License-Identifier: GPL-2.0-only */
/* One row of a query, taken column by column and checked; private to cli/run. */
#ifndef EFI_LATENCY_RUN_FILE_ROW_H
#define EFI_LATENCY_RUN_FILE_ROW_H

#include <sqlite3.h>

#include "cli/run/run.h"

/* Takes the next column of a row; the first error sticks. */
struct row {
	sqlite3_stmt *stmt;
	int col;
	int err;
};

/* No recording writes such a row. */
void row_bad(struct row *row);
/* Takes the column only if it is NULL. */
bool row_null(struct row *row);
int64_t row_int(struct row *row, int64_t min, int64_t max);
uint64_t row_cnt(struct row *row);
/* NULL is absent, which the event ABI writes as 0. */
uint64_t row_cnt_or_0(struct row *row);
uint32_t row_cpu(struct row *row);
uint32_t row_u32(struct row *row);
int16_t row_s16(struct row *row);
int32_t row_s32(struct row *row);
/* Valid until the next row; never NULL. */
const char *row_text(struct row *row);
char *row_dup(struct row *row);
void row_comm(struct row *row, char comm[EVENT_COMM_LEN]);
/* The number whose name it is, of 0 to cnt - 1. */
unsigned int row_name(struct row *row, const char *(*name)(unsigned int i), unsigned int cnt);
enum wakeup_class row_class(struct row *row);

#endif
