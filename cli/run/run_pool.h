/* SPDX-License-Identifier: GPL-2.0-only */
/* Several runs as if they were one; docs/run-file.md, "Merged runs". */
#ifndef EFI_LATENCY_RUN_POOL_H
#define EFI_LATENCY_RUN_POOL_H

#include "cli/run/run.h"

#define RUN_VARIES	"(varies)"	/* a fact or a name that the runs differ in */

/* 0 or -ENOMEM. Borrows nothing from the runs. */
int run_pool(const struct run *const *runs, size_t cnt, struct run **pool);

#endif
