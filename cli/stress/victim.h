/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Periodic SCHED_FIFO threads, one a CPU, that measure how late they wake.
 *
 * As cyclictest does: latency is the time after clock_nanosleep() minus the
 * time that it was due, and periods that passed meanwhile are skipped.  Unlike
 * there the skipped ones are counted, and the first period is not.
 */
#ifndef EFI_LATENCY_VICTIM_H
#define EFI_LATENCY_VICTIM_H

#include <stddef.h>

#include "cli/util/cpu_list.h"
#include "cli/util/workload.h"

struct victim_result {
	struct workload_victim record;	/* as the recorder gets it */
	uint64_t skipped_cnt;		/* periods that passed while it was late */
};

struct victims;

/* 0 when every thread has woken once; else a negative errno and a reason. */
int victims_start(const struct cpu_list *cpus, unsigned int prio, uint64_t period_ns,
		  struct victims **victims, const char **why);
/* Ends the threads; their figures stay until victims_free(). */
void victims_stop(struct victims *victims);
size_t victims_cnt(const struct victims *victims);
const struct victim_result *victims_result(const struct victims *victims, size_t i);
void victims_free(struct victims *victims);

#endif
