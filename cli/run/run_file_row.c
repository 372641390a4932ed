// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_file_row.h"

#include <errno.h>
#include <string.h>

#include "cli/run/run_file.h"
#include "cli/run/run_file_error.h"

void row_bad(struct row *row)
{
	if (!row->err)
		row->err = run_file_fail(RUN_FILE_DAMAGED, sqlite3_sql(row->stmt));
}

bool row_null(struct row *row)
{
	if (sqlite3_column_type(row->stmt, row->col) != SQLITE_NULL)
		return false;
	row->col++;
	return true;
}

int64_t row_int(struct row *row, int64_t min, int64_t max)
{
	int64_t v = sqlite3_column_int64(row->stmt, row->col);

	if (sqlite3_column_type(row->stmt, row->col++) == SQLITE_INTEGER && v >= min && v <= max)
		return v;
	row_bad(row);
	return 0;
}

uint64_t row_cnt(struct row *row)
{
	return (uint64_t)row_int(row, 0, INT64_MAX);
}

uint32_t row_cpu(struct row *row)
{
	return (uint32_t)row_int(row, 0, UINT16_MAX);
}

uint32_t row_u32(struct row *row)
{
	return (uint32_t)row_int(row, 0, UINT32_MAX);
}

int16_t row_s16(struct row *row)
{
	return (int16_t)row_int(row, INT16_MIN, INT16_MAX);
}

int32_t row_s32(struct row *row)
{
	return (int32_t)row_int(row, INT32_MIN, INT32_MAX);
}

/* NULL is absent, which the event ABI writes as 0. */
uint64_t row_cnt_or_0(struct row *row)
{
	return row_null(row) ? 0 : row_cnt(row);
}

const char *row_text(struct row *row)
{
	const char *text;

	if (sqlite3_column_type(row->stmt, row->col) != SQLITE_TEXT)
		row_bad(row);
	text = (const char *)sqlite3_column_text(row->stmt, row->col++);
	return text ? text : "";
}

char *row_dup(struct row *row)
{
	char *text = strdup(row_text(row));

	if (!text && !row->err)
		row->err = -ENOMEM;
	return text;
}

void row_comm(struct row *row, char comm[EVENT_COMM_LEN])
{
	const char *text = row_null(row) ? "" : row_text(row);
	size_t len = strlen(text);

	if (len > EVENT_COMM_LEN)
		row_bad(row);
	else
		memcpy(comm, text, len);
}

unsigned int row_name(struct row *row, const char *(*name)(unsigned int i), unsigned int cnt)
{
	const char *text = row_text(row);

	for (unsigned int i = 0; i < cnt; i++)
		if (!strcmp(text, name(i)))
			return i;
	row_bad(row);
	return 0;
}

enum wakeup_class row_class(struct row *row)
{
	return row_name(row, wakeup_class_name, WAKEUP_CLASS_CNT);
}
