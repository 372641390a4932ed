/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs that belong together: one run file, or all of a directory; merged files count as theirs. */
#ifndef EFI_LATENCY_RUN_SET_H
#define EFI_LATENCY_RUN_SET_H

#include "cli/run/run.h"

#define RUN_FILE_EXTENSION	".efirun"

struct run_set {
	struct run **runs;
	char **names;		/* of each run: its file, and inside a merged one its own */
	size_t cnt;
	char **paths;		/* of the files, in order of name */
	size_t path_cnt;
};

/* Sees each run as it comes, so that not all of them need to be whole at once. */
typedef int (*run_set_seen)(void *ctx, struct run *run);

/*
 * As run_file_load(), for every *.efirun of a directory; -ENODATA when it has
 * none.  seen may be NULL; its error ends the loading.  On errors *failed names
 * the file, until run_set_free().
 */
int run_set_load(const char *path, struct run_set *set, run_set_seen seen, void *ctx,
		 const char **failed);
void run_set_free(struct run_set *set);

#endif
