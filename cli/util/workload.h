/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a workload hands its own figures to the recorder that started it.
 *
 * The recorder makes a memfd, leaves it open across exec and names it in the
 * environment; the workload appends records; the recorder reads them after
 * the workload ended.  A workload without that variable prints only.
 */
#ifndef EFI_LATENCY_WORKLOAD_H
#define EFI_LATENCY_WORKLOAD_H

#include <stdint.h>

#include "bpf/hist.h"

#define WORKLOAD_FD_ENV		"EFI_LATENCY_WORKLOAD_FD"
#define WORKLOAD_MAGIC		0x454c5744U	/* "ELWD" */

/* Latency of one periodic SCHED_FIFO thread, as it measured itself. */
struct workload_victim {
	uint32_t magic;
	uint32_t cpu;
	uint32_t prio;		/* SCHED_FIFO priority, 1 to 99 */
	uint32_t pad;
	uint64_t period_ns;
	struct hist latency;	/* wakeup time minus due time, per period */
};

/* Both: 0 or a negative errno; submit is 0 when no recorder listens. */
int workload_submit(const struct workload_victim *victim);
/* -ENODATA at the end, -EPROTO for anything that is no record. */
int workload_next(int fd, struct workload_victim *victim);

#endif
