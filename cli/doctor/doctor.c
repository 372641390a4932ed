// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "cli/doctor/doctor.h"

#define BIT(id)		(1U << (id))
#define WAKEUP_NEEDS	(BIT(DOCTOR_PRIVILEGES) | BIT(DOCTOR_BTF) | BIT(DOCTOR_LOCKDOWN) | \
			 BIT(DOCTOR_KPTR) | BIT(DOCTOR_SCHED_TRACEPOINTS))
#define CALL_NEEDS	(WAKEUP_NEEDS | BIT(DOCTOR_EFI) | BIT(DOCTOR_RUNTIME) | \
			 BIT(DOCTOR_FUNCTIONS))

_Static_assert(DOCTOR_CHECK_CNT <= 32, "needs are bits");

/* In the order of the report; never: what no kernel lets us see. */
static const struct {
	const char *what;
	unsigned int needs;
	const char *never;
	const char *todo;
} goals[] = {
	{ "wakeup latency of every task, by CPU and class", WAKEUP_NEEDS, NULL, NULL },
	{ "every EFI call: service, requester, lock wait, queue wait, setup, firmware, teardown",
	  CALL_NEEDS, NULL, NULL },
	{ "wakeup latency inside EFI calls apart from outside", CALL_NEEDS, NULL, NULL },
	{ "preemption and interrupt state at the firmware's door", CALL_NEEDS, NULL, NULL },
	{ "who interrupts a call", CALL_NEEDS | BIT(DOCTOR_IRQ_TRACEPOINTS), NULL, NULL },
	{ "the cause of each late wakeup of a real-time task", WAKEUP_NEEDS, NULL, NULL },
	{ "how long no interrupt is taken, and how much of that is inside the firmware",
	  CALL_NEEDS | BIT(DOCTOR_PROBE_TIMER), NULL, NULL },
	{ "every window with preemption or interrupts off, and where it began",
	  WAKEUP_NEEDS | BIT(DOCTOR_PREEMPTIRQ), NULL, NULL },
	{ "SMIs", BIT(DOCTOR_PRIVILEGES) | BIT(DOCTOR_SMI), NULL, NULL },
	{ "what the firmware does meanwhile: SMM, EL3", 0,
	  "no probe runs there", "efi-latency stress --victim shows the effect on a task" },
};

_Static_assert(sizeof(goals) / sizeof(*goals) <= DOCTOR_GOAL_MAX, "they fit");

const char *doctor_state_name(enum doctor_state state)
{
	switch (state) {
	case DOCTOR_OK:
		return "ok";
	case DOCTOR_NO:
		return "no";
	default:
		return "unknown";
	}
}

/* The first check that says no; what is unknown is left for record to find out. */
static const struct doctor_check *first_no(const struct doctor *d, unsigned int needs)
{
	size_t i;

	for (i = 0; i < DOCTOR_CHECK_CNT; i++)
		if ((needs & BIT(i)) && d->checks[i].state == DOCTOR_NO)
			return &d->checks[i];
	return NULL;
}

/* Calls are seen by fentry, or else by kprobes. */
static unsigned int with_fallback(const struct doctor *d, unsigned int needs)
{
	if ((needs & BIT(DOCTOR_FUNCTIONS)) && d->checks[DOCTOR_FENTRY].state == DOCTOR_NO)
		needs |= BIT(DOCTOR_KPROBES);
	return needs;
}

void doctor_judge(struct doctor *d)
{
	const struct doctor_check *no;
	size_t i;

	d->goal_cnt = sizeof(goals) / sizeof(*goals);
	for (i = 0; i < d->goal_cnt; i++) {
		struct doctor_goal *goal = &d->goals[i];

		no = first_no(d, with_fallback(d, goals[i].needs));
		goal->what = goals[i].what;
		goal->possible = !no && !goals[i].never;
		goal->because = no ? no->seen : goals[i].never;
		goal->todo = no ? no->todo : goals[i].todo;
	}
	d->records_wakeups = !first_no(d, WAKEUP_NEEDS);
	d->records_calls = !first_no(d, with_fallback(d, CALL_NEEDS));
}

void doctor_examine(struct doctor *d)
{
	memset(d, 0, sizeof(*d));
	doctor_run_checks(d);
	doctor_judge(d);
}
