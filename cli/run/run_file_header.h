/* SPDX-License-Identifier: GPL-2.0-only */
/* The first 100 bytes, read before SQLite gets to see the file; private to cli/run. */
#ifndef EFI_LATENCY_RUN_FILE_HEADER_H
#define EFI_LATENCY_RUN_FILE_HEADER_H

#include <stdbool.h>
#include <stdint.h>

struct run_file_header {
	bool ours;		/* it has our application_id */
	uint32_t user_version;
};

/* 0, RUN_FILE_FOREIGN, RUN_FILE_DAMAGED or a negative errno. */
int run_file_read_header(const char *path, struct run_file_header *header);

#endif
