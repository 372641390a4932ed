/* SPDX-License-Identifier: GPL-2.0-only */
/* Of what held a CPU, what several runs have in common; private to cli/run. */
#ifndef EFI_LATENCY_RUN_POOL_EVIDENCE_H
#define EFI_LATENCY_RUN_POOL_EVIDENCE_H

#include "cli/run/run.h"

/*
 * Gaps, late wakeups, switches and the windows kept for them explain each other
 * by their time on one machine: they stay in the runs.  The pool has room for
 * the rest; 0 or -ENOMEM.
 */
int run_pool_counters(struct run *pool, const struct run *run);
int run_pool_places(struct run *pool, const struct run *run);
/* The run's calls and stacks will be numbered from these on. */
int run_pool_windows(struct run *pool, const struct run *run, uint64_t seq, int64_t stack);
/* As many of each CPU and kind as a recording keeps, when all runs are in. */
void run_pool_keep_windows(struct run *pool);

#endif
