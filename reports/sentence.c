// SPDX-License-Identifier: GPL-2.0-only
#include "reports/sentence.h"

#include <stdio.h>
#include <string.h>

#include "reports/format.h"

static const char *state_words(enum preemptible p, const struct efi_call_event *call)
{
	if (p == PREEMPTIBLE_YES)
		return call->door_irq == EFI_IRQ_ON ?
		       "entered with preemption and interrupts on" : "entered with preemption on";
	if (p == PREEMPTIBLE_UNKNOWN)
		return "preemption state not known";
	if (call->door_irq == EFI_IRQ_OFF)
		return "entered with interrupts off";
	return "entered with preemption off";
}

static void describe_call(sentence out, const struct efi_call_event *call, enum preemptible p)
{
	char comm[FORMAT_BYTES], ns[FORMAT_BYTES];

	snprintf(out, SENTENCE_BYTES, "%s for %s[%u], %s in firmware, %s",
		 efi_service_name(call->service), format_comm(comm, call->comm), call->pid,
		 format_ns(ns, phase_ns(call, PHASE_FIRMWARE)), state_words(p, call));
}

static void append_overlap(sentence out, const struct worst_wakeup *w)
{
	char part[FORMAT_BYTES], whole[FORMAT_BYTES];
	size_t used = strlen(out);

	if (w->overlap_ns == NO_FIGURE)
		return;
	if (w->overlap_ns == w->latency_ns)
		snprintf(out + used, SENTENCE_BYTES - used, "; all of the wait lies inside it");
	else
		snprintf(out + used, SENTENCE_BYTES - used, "; %s of the %s lie inside it",
			 format_ns(part, w->overlap_ns), format_ns(whole, w->latency_ns));
}

void sentence_cause(sentence out, const struct worst_wakeup *w)
{
	char prev[FORMAT_BYTES];
	sentence call;

	format_comm(prev, w->ev->prev_comm);
	if (!w->ev->efi_seq) {
		snprintf(out, SENTENCE_BYTES,
			 "%s[%u] ran before it; no EFI call on this CPU meanwhile",
			 prev, w->ev->prev_tid);
		return;
	}
	if (!w->call) {
		snprintf(out, SENTENCE_BYTES,
			 "%s[%u] ran before it; EFI call %llu overlapped, but is not in this run",
			 prev, w->ev->prev_tid, (unsigned long long)w->ev->efi_seq);
		return;
	}
	describe_call(call, w->call, w->preemptible);
	snprintf(out, SENTENCE_BYTES, "%s[%u] ran before it, during EFI call %.400s", prev,
		 w->ev->prev_tid, call);
	append_overlap(out, w);
}

void sentence_gap(sentence out, const struct gap *gap)
{
	char victim[FORMAT_BYTES], wakeup[FORMAT_BYTES];
	sentence call;

	out[0] = '\0';
	if (gap->kind == GAP_NONE)
		return;
	format_ns(victim, gap->victim_max_ns);
	format_ns(wakeup, gap->wakeup_max_ns);
	if (gap->kind == GAP_UNKNOWN) {
		snprintf(out, SENTENCE_BYTES,
			 "The periodic task was up to %s late, but no RT wakeup took more than %s "
			 "and no EFI call was long enough to explain it: the time before "
			 "sched_waking is not visible to this version.", victim, wakeup);
		return;
	}
	describe_call(call, gap->call, gap->preemptible);
	snprintf(out, SENTENCE_BYTES,
		 "The periodic task was up to %s late, but no RT wakeup took more than %s: the "
		 "rest passed before sched_waking. Interrupts were masked while firmware ran, or "
		 "the CPU was stopped (SMI, EL3): this kernel and version cannot tell which. "
		 "Longest call: %.150s.", victim, wakeup, call);
}
