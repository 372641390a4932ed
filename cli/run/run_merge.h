/* SPDX-License-Identifier: GPL-2.0-only */
/* Many runs in one file: pooled for who reads one run, and each of them whole. */
#ifndef EFI_LATENCY_RUN_MERGE_H
#define EFI_LATENCY_RUN_MERGE_H

#include "cli/run/run.h"

/*
 * pool is what run_pool() made of the runs in the files.  As run_file.h; on
 * errors *failed names the file.
 */
int run_merge(const char *out, const struct run *pool, const char *const *paths, size_t cnt,
	      const char **failed);

#endif
