/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Late wakeups, link by link, and what each piece of the wait was spent on:
 * every piece has one cause, so that the shares add up to the latency.
 * docs/methods.md, "Causes of late wakeups".
 */
#ifndef EFI_LATENCY_CAUSE_H
#define EFI_LATENCY_CAUSE_H

#include "cli/run/run.h"

/* The chain of a wakeup: due -> expire -> waking -> enqueued -> run. */
enum late_link {
	LINK_EXPIRE = 0,	/* from due to the timer's interrupt */
	LINK_WAKING,		/* from there to sched_waking */
	LINK_ENQUEUE,		/* to sched_wakeup */
	LINK_RUN,		/* to running */
	LINK_CNT
};

/* Where two hold, the first is the cause: the innermost. */
enum cause_kind {
	CAUSE_ALL_CPUS = 0,	/* every CPU was stopped at once */
	CAUSE_FIRMWARE_MASKED,	/* interrupts masked inside firmware */
	CAUSE_IRQ_OFF,		/* interrupts off in the kernel, exact */
	CAUSE_MASKED,		/* interrupts not taken: nobody saw why */
	CAUSE_EFI_PREEMPT_OFF,	/* an EFI call that nothing could preempt */
	CAUSE_PREEMPT_OFF,	/* preemption off in the kernel, exact */
	CAUSE_KERNEL_HELD,	/* a lower priority kept the CPU: inferred */
	CAUSE_PRIORITY,		/* an equal or higher priority had the CPU */
	CAUSE_IDLE_EXIT,	/* the CPU was idle */
	CAUSE_INTERRUPT,	/* the timer's interrupt, or its softirq */
	CAUSE_SCHEDULING,	/* the rest, while it is short */
	CAUSE_UNEXPLAINED,	/* the rest beyond that */
	CAUSE_KIND_CNT
};

/* A part of a latency. */
struct cause_share {
	uint64_t ns;
	enum cause_kind kind;
	/* What did it, by kind; NULL and 0 where that is not known. */
	uint64_t efi_seq;			/* of the call, though it may not be in the run */
	const struct efi_call_event *call;
	const struct run_window *window;	/* the longest, of several with its begin */
	const char *comm;			/* EVENT_COMM_LEN bytes, maybe without an end */
	uint32_t tid;
	int32_t prio;				/* of who held the CPU by priority or inferred */
};

struct late_cause {
	const struct late_event *ev;
	uint64_t latency_ns;			/* from the first known link until it ran */
	uint64_t link_ns[LINK_CNT];		/* NO_FIGURE: not known */
	uint64_t wait_ns;			/* of it, from sched_waking on */
	uint64_t ipi_ns;			/* of it, another CPU's wakeup was not taken */
	const struct cause_share *shares;	/* largest first; they add up to the latency */
	size_t share_cnt;
};

/* The same thing over the run: kind and service with requester, symbol, or task. */
struct cause_group {
	const struct cause_share *share;	/* the largest of it in any late wakeup */
	uint64_t total_ns;
	uint64_t main_cnt;			/* late wakeups whose largest share it was */
};

struct causes {
	struct late_cause *lates;		/* in the run's order */
	size_t late_cnt;
	const struct late_cause **worst;	/* the same, latest first */
	struct cause_share *shares;		/* of all */
	size_t share_cnt;
	struct cause_group *groups;		/* largest total first */
	size_t group_cnt;
	uint64_t floor_ns;			/* later than this is late */
	uint64_t slack_ns;			/* scheduling, while it is not longer */
	uint64_t unstored_cnt;			/* late, and not in the run */
	uint64_t beyond_ns;			/* latency beyond the floor, summed */
	uint64_t explained_ns;			/* of it, with a cause other than unexplained */
};

/* "firmware_masked", …: stable */
const char *cause_kind_name(enum cause_kind kind);
/* "expire", … */
const char *late_link_name(enum late_link link);

/* What scheduling takes at least: on no machine does it go without. */
#define SCHEDULING_LEAST_NS	10000
#define SCHEDULING_MOST_NS	50000

/*
 * slack_ns: what scheduling takes on this machine, in which a wait needs no
 * cause; kept between the two above. 0 or -ENOMEM. The run must outlive it.
 */
int causes_new(struct causes *c, const struct run *run, uint64_t slack_ns);
void causes_drop(struct causes *c);

#endif
