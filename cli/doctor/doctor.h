/* SPDX-License-Identifier: GPL-2.0-only */
/* What this machine can measure: checks, and what follows from them. */
#ifndef EFI_LATENCY_DOCTOR_H
#define EFI_LATENCY_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

enum doctor_state {
	DOCTOR_UNKNOWN = 0,	/* could not be read */
	DOCTOR_OK,
	DOCTOR_NO,
};

enum doctor_check_id {
	DOCTOR_PRIVILEGES = 0,
	DOCTOR_KERNEL,
	DOCTOR_PREEMPT_RT,
	DOCTOR_EFI,
	DOCTOR_RUNTIME,
	DOCTOR_BTF,
	DOCTOR_LOCKDOWN,
	DOCTOR_KPTR,
	DOCTOR_SCHED_TRACEPOINTS,
	DOCTOR_IRQ_TRACEPOINTS,
	DOCTOR_PROBE_TIMER,
	DOCTOR_FUNCTIONS,
	DOCTOR_FENTRY,
	DOCTOR_KPROBES,
	DOCTOR_PREEMPTIBLE,
	DOCTOR_PREEMPTIRQ,
	DOCTOR_SMI,
	DOCTOR_EFIVARFS,
	DOCTOR_RTC_EFI,
	DOCTOR_EFI_TEST,
	DOCTOR_CHECK_CNT
};

struct doctor_check {
	const char *name;
	enum doctor_state state;
	char seen[160];		/* what was found, and what it means */
	const char *todo;	/* what to do about it; NULL: nothing to do */
};

/* Something that a user may want measured. */
struct doctor_goal {
	const char *what;
	bool possible;
	const char *because;	/* seen[] of the check that forbids it; NULL when possible */
	const char *todo;	/* NULL: nothing helps */
};

#define DOCTOR_GOAL_MAX 12

struct doctor {
	struct doctor_check checks[DOCTOR_CHECK_CNT];
	struct doctor_goal goals[DOCTOR_GOAL_MAX];
	size_t goal_cnt;
	bool records_calls;	/* record would see EFI calls */
	bool records_wakeups;	/* record would see wakeup latency */
};

void doctor_examine(struct doctor *d);

/* "ok", "no", "unknown" */
const char *doctor_state_name(enum doctor_state state);

/* The two halves of doctor_examine(). */
void doctor_run_checks(struct doctor *d);
void doctor_judge(struct doctor *d);

#endif
