/* SPDX-License-Identifier: GPL-2.0-only */
/* A fresh run file's database, from nothing to WAL and back; private to cli/run. */
#ifndef EFI_LATENCY_RUN_FILE_CREATE_H
#define EFI_LATENCY_RUN_FILE_CREATE_H

#include <sqlite3.h>

int run_file_create_db(const char *path, sqlite3 **db);
int run_file_fold_wal(sqlite3 *db);

#endif
