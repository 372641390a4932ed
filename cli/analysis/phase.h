/* SPDX-License-Identifier: GPL-2.0-only */
/* The phases that partition a call's total latency. */
#ifndef EFI_LATENCY_PHASE_H
#define EFI_LATENCY_PHASE_H

#include <stdint.h>

#include "bpf/event.h"

enum phase {
	PHASE_LOCK_WAIT = 0,
	PHASE_QUEUE_WAIT,
	PHASE_SETUP,
	PHASE_FIRMWARE,
	PHASE_TEARDOWN,
	PHASE_WAKEUP,
	PHASE_TOTAL,
	PHASE_CNT
};

/* "lock_wait", … */
const char *phase_name(enum phase phase);
/* NO_FIGURE when the call did not pass the phase or it was not probed. */
uint64_t phase_ns(const struct efi_call_event *ev, enum phase phase);

/* Whether a task could have preempted the firmware of a call. */
enum preemptible {
	PREEMPTIBLE_UNKNOWN = 0,
	PREEMPTIBLE_NO,
	PREEMPTIBLE_YES,
	PREEMPTIBLE_MIXED,	/* of several calls: some yes, some no */
};

const char *preemptible_name(enum preemptible p);
/* From the state at the door, on a kernel that preempts its own code. */
enum preemptible call_preemptible(const struct efi_call_event *ev);

#endif
