/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bound of the scheduling latency from what was seen, after D. B. de
 * Oliveira and others, "Demystifying the Real-Time Linux Scheduling Latency",
 * ECRTS 2020: L <= max(D_ST, D_POID) + D_PAIE + D_PSD + interrupts.
 */
#ifndef EFI_LATENCY_BOUND_H
#define EFI_LATENCY_BOUND_H

#include "cli/run/run.h"

/* One of the sum's terms. */
struct bound_term {
	uint64_t ns;
	const struct run_window *window;	/* that took it; NULL: see at_most */
	bool at_most;	/* no window of the kind was kept: the shortest kept one bounds it */
};

enum bound_irq {
	BOUND_IRQ_NONE = 0,	/* neither was seen: taken for 0 */
	BOUND_IRQ_WINDOW,	/* the longest window that an interrupt's entry began */
	BOUND_IRQ_LATENCY,	/* none was: the probe timer's worst delay stands for it */
};

enum bound_state {
	BOUND_NOT_WATCHED = 0,	/* the run knows nothing of windows */
	BOUND_NO_WINDOWS,	/* no exact ones: the kernel has no preemptirq events */
	BOUND_KNOWN,
	BOUND_EXCEEDED,		/* a task waited longer: it is none */
};

struct bound {
	enum bound_state state;
	struct bound_term poid;	/* preemption or interrupts off, not to schedule */
	struct bound_term psd;	/* from preemption off to the switch, in the scheduler */
	struct bound_term st;	/* the scheduler's way out, after the switch */
	struct bound_term irq;	/* one interrupt */
	enum bound_irq irq_from;
	uint64_t bound_ns;
	uint64_t seen_ns;	/* the largest latency of an RT task; 0: none was seen */
	const char *seen_by;	/* how: "late wakeup", "wakeup", "victim" */
};

#endif
