// SPDX-License-Identifier: GPL-2.0-only
/* What held a late wakeup up, in words. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "reports/format.h"
#include "reports/sentence.h"

#define PLACE_BYTES	128
#define TASK_BYTES	96
#define SECOND_PART	10	/* a second cause is named from a tenth of the latency on */
#define FIFO_MAX	99	/* the highest; the kernel counts down from it */
#define NICE_0		120

/* One share at length, or ("" and false) the name of a cause that several have. */
struct telling {
	char ns[FORMAT_BYTES];	/* "4.98 ms " */
	bool numbers;		/* process numbers and priorities, and what it may have been */
};

typedef char task_words[TASK_BYTES];

static const char *prio_words(char out[FORMAT_BYTES], int prio)
{
	if (prio < 0)
		snprintf(out, FORMAT_BYTES, "deadline");
	else if (prio <= FIFO_MAX)
		snprintf(out, FORMAT_BYTES, "FIFO %d", FIFO_MAX - prio);
	else
		snprintf(out, FORMAT_BYTES, "nice %d", prio - NICE_0);
	return out;
}

static const char *task_of(task_words out, const struct cause_share *s, const struct telling *t)
{
	char comm[FORMAT_BYTES], prio[FORMAT_BYTES];

	/* Names are kept of those whom a real-time task followed. */
	format_comm(comm, s->comm[0] ? s->comm : "a task");
	if (!t->numbers)
		snprintf(out, TASK_BYTES, "%s", comm);
	else if (s->kind == CAUSE_MASKED)
		snprintf(out, TASK_BYTES, "%s (tid %u)", comm, s->tid);
	else
		snprintf(out, TASK_BYTES, "%s (tid %u), %s", comm, s->tid,
			 prio_words(prio, s->prio));
	return out;
}

static const char *call_of(task_words out, const struct cause_share *s, const struct telling *t)
{
	char comm[FORMAT_BYTES];

	if (!s->call) {
		snprintf(out, TASK_BYTES, "an EFI call that is not in this run");
		return out;
	}
	format_comm(comm, s->call->comm);
	if (t->numbers)
		snprintf(out, TASK_BYTES, "%s, asked for by %s (pid %u)",
			 efi_service_name(s->call->service), comm, s->call->pid);
	else
		snprintf(out, TASK_BYTES, "%s, asked for by %s",
			 efi_service_name(s->call->service), comm);
	return out;
}

static const char *state_of(const struct efi_call_event *call)
{
	if (call->door_irq == EFI_IRQ_OFF)
		return "interrupts off";
	return call->door_preempt ? "preemption off" : "on a kernel that does not preempt itself";
}

static const char *place_of(char out[PLACE_BYTES], const struct cause_share *s)
{
	const char *begin = s->window->begin;

	if (!begin || !begin[0])
		return "a place not known";
	return format_clean(out, PLACE_BYTES, begin);
}

/* Kinds that name nothing but themselves. */
static const char *const plain[CAUSE_KIND_CNT] = {
	[CAUSE_ALL_CPUS] = "all CPUs stopped at once (SMI or hypervisor)",
	[CAUSE_IDLE_EXIT] = "leaving idle (idle state, SMI or hypervisor)",
	[CAUSE_INTERRUPT] = "in the timer's interrupt",
	[CAUSE_SCHEDULING] = "scheduling",
	[CAUSE_UNEXPLAINED] = "unexplained",
};

static void tell(sentence out, const struct cause_share *s, const struct telling *t)
{
	char place[PLACE_BYTES];
	task_words who;

	switch (s->kind) {
	case CAUSE_FIRMWARE_MASKED:
		snprintf(out, SENTENCE_BYTES, "%sinterrupts masked inside %s", t->ns,
			 call_of(who, s, t));
		break;
	case CAUSE_IRQ_OFF:
		snprintf(out, SENTENCE_BYTES, "%sinterrupts off, from %s", t->ns,
			 place_of(place, s));
		break;
	case CAUSE_MASKED:
		snprintf(out, SENTENCE_BYTES, "%sinterrupts not taken while %s ran%s", t->ns,
			 task_of(who, s, t),
			 t->numbers ? ": off in the kernel, SMI, EL3 or hypervisor" : "");
		break;
	case CAUSE_EFI_PREEMPT_OFF:
		snprintf(out, SENTENCE_BYTES, "held %sby %s, %s", t->ns, call_of(who, s, t),
			 state_of(s->call));
		break;
	case CAUSE_PREEMPT_OFF:
		snprintf(out, SENTENCE_BYTES, "%spreemption off, from %s", t->ns,
			 place_of(place, s));
		break;
	case CAUSE_KERNEL_HELD:
		snprintf(out, SENTENCE_BYTES, "%sbehind %s, of lower priority%s", t->ns,
			 task_of(who, s, t),
			 t->numbers ? ": preemption or interrupts were off" : "");
		break;
	case CAUSE_PRIORITY:
		snprintf(out, SENTENCE_BYTES, "%sbehind %s", t->ns, task_of(who, s, t));
		break;
	default:
		snprintf(out, SENTENCE_BYTES, "%s%s", t->ns, plain[s->kind]);
		break;
	}
}

static void tell_share(sentence out, const struct cause_share *s)
{
	struct telling t = { .numbers = true };

	format_ns(t.ns, s->ns);
	strncat(t.ns, " ", sizeof(t.ns) - strlen(t.ns) - 1);
	tell(out, s, &t);
}

void sentence_late(sentence out, const struct late_cause *lc)
{
	char ipi[64] = "", ns[FORMAT_BYTES];
	sentence main, second;

	out[0] = '\0';
	if (!lc->share_cnt)
		return;
	tell_share(main, &lc->shares[0]);
	if (lc->ipi_ns && lc->shares[0].kind <= CAUSE_MASKED)
		snprintf(ipi, sizeof(ipi), "the IPI from CPU %u waited %s: ",
			 lc->ev->wakeup.waker_cpu, format_ns(ns, lc->ipi_ns));
	snprintf(out, SENTENCE_BYTES, "%s%.220s", ipi, main);
	if (lc->share_cnt < 2 || lc->shares[1].ns < lc->latency_ns / SECOND_PART)
		return;
	tell_share(second, &lc->shares[1]);
	snprintf(out + strlen(out), SENTENCE_BYTES - strlen(out), ", and %.220s", second);
}

void sentence_group(sentence out, const struct cause_group *group)
{
	const struct telling t = { .ns = "" };

	tell(out, group->share, &t);
}

/* Counters that bear on causes; those of 0 say nothing. */
static const struct {
	const char *name;
	bool loss;
	bool time;
	const char *words;
} remarks[] = {
	{ "late_unstored", false, false, "more were late and were not stored" },
	{ "late_evidence_cut", false, false, "came after part of their evidence was dropped" },
	{ "evidence_full", true, false, "pieces of evidence were lost" },
	{ "smi_cnt", false, false, "system management interrupts were counted meanwhile" },
	{ "steal_ns", false, true, "were taken from the CPUs by a hypervisor meanwhile" },
};

static void put_remark(sentence out, const struct run *run, size_t i)
{
	uint64_t value = remarks[i].loss ? run_loss(run, remarks[i].name) :
					   run_counter(run, remarks[i].name);
	size_t used = strlen(out);
	char text[FORMAT_BYTES];

	if (!value)
		return;
	if (remarks[i].time)
		format_ns(text, value);
	else
		format_cnt(text, value);
	snprintf(out + used, SENTENCE_BYTES - used, "%s%s %s.", used ? " " : "", text,
		 remarks[i].words);
}

void sentence_explained(sentence out, const struct analysis *a)
{
	const struct causes *c = &a->causes;
	char beyond[FORMAT_BYTES], floor[FORMAT_BYTES], slack[FORMAT_BYTES];

	out[0] = '\0';
	if (!c->late_cnt && !c->unstored_cnt)
		return;
	if (c->beyond_ns)
		snprintf(out, SENTENCE_BYTES,
			 "%.1f %% of the %s that they lasted beyond %s have a cause; up to %s of "
			 "each without one are scheduling.",
			 100.0 * (double)c->explained_ns / (double)c->beyond_ns,
			 format_ns(beyond, c->beyond_ns), format_ns(floor, c->floor_ns),
			 format_ns(slack, c->slack_ns));
	for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++)
		put_remark(out, a->run, i);
}
