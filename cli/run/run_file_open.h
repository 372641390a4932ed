/* SPDX-License-Identifier: GPL-2.0-only */
/* A run file's database opened to be read, checked; private to cli/run. */
#ifndef EFI_LATENCY_RUN_FILE_OPEN_H
#define EFI_LATENCY_RUN_FILE_OPEN_H

#include <sqlite3.h>

/* The file and its log are not changed. */
int run_file_open_db(const char *path, sqlite3 **db);

/* Schema, tables and pages of a database that is open already. */
int run_file_check_db(sqlite3 *db);

/* The number of its schema. */
int run_file_schema(sqlite3 *db, unsigned int *schema);

#endif
