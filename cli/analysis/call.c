// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/call.h"

#include <stdlib.h>
#include <string.h>

static int by_seq(const void *key, const void *elem)
{
	uint64_t seq = *(const uint64_t *)key;
	const struct run_call *call = elem;

	return (seq > call->ev.seq) - (seq < call->ev.seq);
}

/* The reader sorts them. */
const struct efi_call_event *find_call(const struct run *run, uint64_t seq)
{
	const struct run_call *call = NULL;

	if (seq && run->call_cnt)
		call = bsearch(&seq, run->calls, run->call_cnt, sizeof(*call), by_seq);
	return call ? &call->ev : NULL;
}

/*
 * Under PREEMPT_NONE and _VOLUNTARY the depth at the door may be 0, and the
 * kernel still does not preempt the worker.
 */
static enum preemptible kernel_preemptible(const struct run *run)
{
	const char *model = run_fact(run, "kernel.preempt_model");

	if (!model)
		return PREEMPTIBLE_UNKNOWN;
	if (!strncmp(model, "dynamic:", strlen("dynamic:")))
		model += strlen("dynamic:");
	if (!strcmp(model, "none") || !strcmp(model, "voluntary"))
		return PREEMPTIBLE_NO;
	return strcmp(model, "unknown") ? PREEMPTIBLE_YES : PREEMPTIBLE_UNKNOWN;
}

enum preemptible run_preemptible(const struct run *run, const struct efi_call_event *ev)
{
	enum preemptible p = call_preemptible(ev);

	return p == PREEMPTIBLE_YES ? kernel_preemptible(run) : p;
}

uint64_t call_held_ns(const struct run *run, const struct efi_call_event *ev)
{
	uint64_t from = ev->setup_ns ? ev->setup_ns : ev->door_ns;
	uint64_t to = ev->done_ns ? ev->done_ns : ev->return_ns;

	if (run_preemptible(run, ev) != PREEMPTIBLE_NO || !from || to < from)
		return 0;
	return to - from;
}
