/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What held the CPUs, by source, CPU and time, so that what held one at a
 * moment is found by binary search; private to cli/analysis.
 */
#ifndef EFI_LATENCY_HOLD_H
#define EFI_LATENCY_HOLD_H

#include "cli/run/run.h"

enum hold_source {
	SOURCE_ALL_CPUS = 0,	/* gaps on every online CPU at once; of no CPU: ask for 0 */
	SOURCE_FIRMWARE_GAP,	/* gaps inside firmware */
	SOURCE_IRQ_OFF,		/* exact windows; the scheduler's own up to its switch */
	SOURCE_GAP,		/* all other gaps */
	SOURCE_CALL,		/* EFI calls, setup to teardown */
	SOURCE_PREEMPT_OFF,	/* exact windows, likewise */
	SOURCE_CNT
};

struct segment {
	uint64_t begin_ns, end_ns;	/* the end is not in it */
	unsigned int cpu;
	/* By source: struct run_gap, run_window or run_call; NULL: all CPUs. */
	const void *of;
};

/* Disjoint on a CPU; by CPU and time. */
struct segments {
	struct segment *at;
	size_t cnt;
};

struct holds {
	struct segments source[SOURCE_CNT];
};

/*
 * The scheduler's own windows hold nobody up while they take less than
 * slack_ns. 0 or -ENOMEM, then there is nothing to drop. The run must outlive it.
 */
int holds_new(struct holds *e, const struct run *run, uint64_t slack_ns);
void holds_drop(struct holds *e);

/* Walks along one CPU's segments of a source, forwards only. */
struct cursor {
	const struct segment *at, *end;
};

struct cursor cursor_at(const struct segments *s, unsigned int cpu, uint64_t ns);
/* What covers the moment, or NULL; lowers *until_ns to where that changes. */
const struct segment *cursor_cover(struct cursor *c, uint64_t ns, uint64_t *until_ns);

/* Makes segments disjoint: of two that overlap the earlier keeps its time. */
void segments_flatten(struct segments *s);
/* Times at which gaps (disjoint on each CPU) cover every CPU of a list at once. 0 or -ENOMEM. */
int segments_on_all(const struct segments *gaps, const char *cpu_list, struct segments *out);

#endif
