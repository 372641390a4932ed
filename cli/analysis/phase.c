// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/phase.h"

#include <stdbool.h>
#include <stddef.h>

#include "cli/analysis/dist.h"

#define AT(field) offsetof(struct efi_call_event, field)

static const struct {
	const char *name;
	size_t from, to;
	bool queued;	/* only calls that ran in the workqueue have it */
} phases[PHASE_CNT] = {
	[PHASE_LOCK_WAIT] = { "lock_wait", AT(enter_ns), AT(queue_ns), true },
	[PHASE_QUEUE_WAIT] = { "queue_wait", AT(queue_ns), AT(setup_ns), true },
	[PHASE_SETUP] = { "setup", AT(setup_ns), AT(door_ns), false },
	[PHASE_FIRMWARE] = { "firmware", AT(door_ns), AT(return_ns), false },
	[PHASE_TEARDOWN] = { "teardown", AT(return_ns), AT(done_ns), false },
	[PHASE_WAKEUP] = { "wakeup", AT(done_ns), AT(exit_ns), false },
	[PHASE_TOTAL] = { "total", AT(enter_ns), AT(exit_ns), false },
};

static const char *const preemptible_names[] = {
	[PREEMPTIBLE_UNKNOWN] = "unknown",
	[PREEMPTIBLE_NO] = "no",
	[PREEMPTIBLE_YES] = "yes",
	[PREEMPTIBLE_MIXED] = "mixed",
};

const char *phase_name(enum phase phase)
{
	return phases[phase].name;
}

uint64_t phase_ns(const struct efi_call_event *ev, enum phase phase)
{
	uint64_t from = *(const __u64 *)((const char *)ev + phases[phase].from);
	uint64_t to = *(const __u64 *)((const char *)ev + phases[phase].to);

	if (phases[phase].queued && !(ev->flags & EFI_CALL_QUEUED))
		return NO_FIGURE;
	return from && to && to >= from ? to - from : NO_FIGURE;
}

const char *preemptible_name(enum preemptible p)
{
	return preemptible_names[p];
}

enum preemptible call_preemptible(const struct efi_call_event *ev)
{
	if (!(ev->flags & EFI_CALL_DOOR_SEEN))
		return PREEMPTIBLE_UNKNOWN;
	if (ev->door_preempt || ev->door_irq == EFI_IRQ_OFF)
		return PREEMPTIBLE_NO;
	return PREEMPTIBLE_YES;
}
