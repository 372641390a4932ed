/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupt latency, and the windows with preemption or interrupts off: by
 * CPU, by place, and the worst.
 */
#ifndef EFI_LATENCY_WINDOWS_H
#define EFI_LATENCY_WINDOWS_H

#include "cli/analysis/dist.h"
#include "cli/run/run.h"

#define PLACE_TOP_CNT	10
#define WINDOW_TOP_CNT	3

/* Histograms of one source that is no task's latency. */
struct source_figures {
	struct latency side[2];		/* [inside]: outside and inside EFI calls */
	struct latency all;
	struct cpu_dist {
		unsigned int cpu;
		struct dist dist;	/* inside and outside together */
	} *cpus;			/* by number */
	size_t cpu_cnt;
};

struct window_figures {
	struct source_figures source[RUN_HIST_SOURCE_CNT];	/* none of wakeup and victim */
	/* That with the longest window first. */
	const struct run_place *places[WINDOW_KIND_CNT][PLACE_TOP_CNT];
	size_t place_cnt[WINDOW_KIND_CNT];
	/* Longest first; exact ones. */
	struct top_window {
		const struct run_window *window;
		uint64_t length_ns;
		const struct efi_call_event *call;	/* it lay in; NULL: none, or not stored */
		const char *begin_stack;		/* NULL: none was taken */
		const char *end_stack;
	} worst[WINDOW_KIND_CNT][WINDOW_TOP_CNT];
	size_t worst_cnt[WINDOW_KIND_CNT];
};

/* Whether a source has any value. */
bool source_seen(const struct source_figures *s);

/* 0 or -ENOMEM. The run must outlive it. */
int window_figures_new(struct window_figures *w, const struct run *run);
void window_figures_drop(struct window_figures *w);

#endif
