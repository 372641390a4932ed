/* SPDX-License-Identifier: GPL-2.0-only */
/* The run of an open database; private to cli/run. */
#ifndef EFI_LATENCY_RUN_FILE_LOAD_H
#define EFI_LATENCY_RUN_FILE_LOAD_H

#include <sqlite3.h>

#include "cli/run/run.h"

int run_file_load_db(sqlite3 *db, struct run **run);

#endif
