/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The figures of one run.  Pure: no I/O, no clock, no globals.  What each
 * figure means, and its limits: docs/methods.md.
 */
#ifndef EFI_LATENCY_ANALYSIS_H
#define EFI_LATENCY_ANALYSIS_H

#include "cli/analysis/bound.h"
#include "cli/analysis/cause.h"
#include "cli/analysis/dist.h"
#include "cli/analysis/phase.h"
#include "cli/analysis/windows.h"
#include "cli/run/run.h"

#define COMM_BYTES	(EVENT_COMM_LEN + 1)
#define SERVICE_TOP_CNT	3
#define WORST_RT_CNT	10
#define WORST_FAIR_CNT	5

/* A task and what it did, e.g. a requester and its firmware time. */
struct actor {
	char comm[COMM_BYTES];
	uint32_t id;			/* requester: pid; first switched to: tid */
	uint64_t call_cnt;
	uint64_t firmware_ns;
};

struct service_figures {
	unsigned int service;		/* enum efi_service */
	uint64_t call_cnt;
	uint64_t error_cnt;		/* status with the high bit set */
	uint64_t bypassed_cnt;		/* did not go through the workqueue */
	uint64_t timed_out_cnt;
	struct dist phase[PHASE_CNT];
	enum preemptible preemptible;
	uint64_t preempt_unknown_cnt;	/* door not seen, or the kernel's model not known */
	uint64_t held_ns;		/* setup to teardown, of calls not preemptible */
	uint64_t switched_call_cnt;	/* calls switched out inside firmware */
	uint64_t switch_cnt;
	uint64_t irq_call_cnt;		/* calls interrupted inside firmware */
	uint64_t irq_cnt;
	/* Of calls in which a timer could tell; of each the least that it was. */
	struct dist masked;
	uint64_t masked_low_ns;		/* summed over these, as is the most */
	uint64_t masked_high_ns;
	uint64_t masked_longest_ns;	/* one stretch; NO_FIGURE without such calls */
	uint64_t masked_call_cnt;	/* calls with a stretch */
	struct actor requesters[SERVICE_TOP_CNT];	/* most firmware time first */
	size_t requester_cnt;
	struct actor switched_to[SERVICE_TOP_CNT];	/* most calls first */
	size_t switched_to_cnt;
};

struct cpu_held {
	unsigned int cpu;
	uint64_t held_ns;
};

struct victim_figures {
	unsigned int cpu;
	uint64_t period_ns;
	struct dist dist;
};

struct worst_wakeup {
	const struct wakeup_event *ev;
	uint64_t latency_ns;
	const struct efi_call_event *call;	/* that it overlapped; NULL: none, or not stored */
	uint64_t overlap_ns;		/* with the call's setup to teardown; NO_FIGURE */
	enum preemptible preemptible;	/* of that call */
};

/*
 * The victim was later than any wakeup was: the difference passed before
 * sched_waking, where this version does not see.
 */
enum gap_kind {
	GAP_NONE = 0,
	GAP_UNKNOWN,		/* no EFI call was long enough to be the reason */
	GAP_FIRMWARE,		/* a call was: masked interrupts or a stopped CPU */
};

struct gap {
	enum gap_kind kind;
	uint64_t victim_max_ns;
	uint64_t wakeup_max_ns;		/* of class rt */
	const struct efi_call_event *call;	/* the longest in firmware */
	enum preemptible preemptible;	/* of that call */
};

#define REASON_BYTES	200

struct validity {
	bool valid;
	char (*reasons)[REASON_BYTES];
	size_t reason_cnt;
};

/* The recorder's own programs, while the kernel counted them. */
struct self_cost {
	uint64_t counted_ns;		/* for how long; 0: not at all */
	uint64_t run_ns;		/* on all CPUs together */
	uint64_t run_cnt;
};

/* Taken from all CPUs together, from outside the kernel; NO_FIGURE: not known. */
struct stolen {
	uint64_t steal_ns;		/* by a hypervisor; resolution 10 ms */
	uint64_t smi_cnt;
};

struct analysis {
	const struct run *run;		/* borrowed */
	uint64_t duration_ns;
	struct service_figures *services;	/* with calls only, by number */
	size_t service_cnt;
	struct cpu_held *held;		/* CPUs held at all, by number */
	size_t held_cnt;
	struct latency wakeup[WAKEUP_CLASS_CNT][2];	/* [class][inside] */
	struct latency rt_wakeup;	/* inside and outside together */
	struct latency victim;		/* all CPUs */
	struct victim_figures *victims;
	size_t victim_cnt;
	struct worst_wakeup *worst;	/* RT first, then by latency */
	size_t worst_cnt;
	bool rt_only;			/* no wakeup of a fair task was recorded */
	uint64_t probe_period_ns;	/* of the recorder's timer; 0: it had none */
	struct window_figures windows;
	struct causes causes;
	struct bound bound;
	struct gap gap;
	struct self_cost self_cost;
	struct stolen stolen;
	struct validity validity;
};

/* 0 or -ENOMEM. The run must outlive the analysis. */
int analysis_new(const struct run *run, struct analysis **analysis);
void analysis_free(struct analysis *a);

/* Time all CPUs were held, in ns per second of recording; NO_FIGURE for an empty one. */
uint64_t analysis_held_ns_per_s(const struct analysis *a, uint64_t held_ns);

#endif
