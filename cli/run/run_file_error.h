/* SPDX-License-Identifier: GPL-2.0-only */
/* Errors of SQLite in this project's terms; private to cli/run. */
#ifndef EFI_LATENCY_RUN_FILE_ERROR_H
#define EFI_LATENCY_RUN_FILE_ERROR_H

#include <sqlite3.h>

/* Remembers why, for run_file_strerror(), and returns err. */
int run_file_fail(int err, const char *why);
/* Likewise for what SQLite answered on db; 0 for success. */
int run_file_sqlite_error(sqlite3 *db, int rc);

#endif
