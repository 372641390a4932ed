// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/bound.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cli/analysis/analysis_parts.h"

/* Whose windows begin at a place. */
enum begun {
	BEGUN_OTHER = 0,
	BEGUN_IRQ,
	BEGUN_SCHEDULER,
	BEGUN_ANY,	/* cut out at the idle task: may be either */
	BEGUN_CNT
};

/* A symbol's beginning; its offset follows, or the rest of its name. */
static const struct {
	const char *symbol;
	enum begun begun;
} begins[] = {
	{ "el1_interrupt", BEGUN_IRQ }, { "el0_interrupt", BEGUN_IRQ },
	{ "el1h_64_irq", BEGUN_IRQ }, { "el0t_64_irq", BEGUN_IRQ }, { "el0t_32_irq", BEGUN_IRQ },
	{ "__el1_irq", BEGUN_IRQ }, { "__el0_irq_handler", BEGUN_IRQ },
	{ "sysvec_", BEGUN_IRQ }, { "asm_sysvec_", BEGUN_IRQ },
	{ "common_interrupt", BEGUN_IRQ }, { "asm_common_interrupt", BEGUN_IRQ },
	{ "enter_from_kernel_mode", BEGUN_IRQ }, { "irqentry_enter", BEGUN_IRQ },
	{ "schedule", BEGUN_SCHEDULER }, { "__schedule", BEGUN_SCHEDULER },
	{ "preempt_schedule", BEGUN_SCHEDULER }, { "__cond_resched", BEGUN_SCHEDULER },
	{ "_cond_resched", BEGUN_SCHEDULER }, { "dynamic_cond_resched", BEGUN_SCHEDULER },
	{ "do_task_dead", BEGUN_SCHEDULER },
	{ "0x", BEGUN_ANY },
	{ RUN_WINDOW_FROM_IDLE, BEGUN_ANY },
};

static enum begun begun_by(const char *symbol)
{
	if (!symbol || !symbol[0])
		return BEGUN_ANY;
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (!strncmp(symbol, begins[i].symbol, strlen(begins[i].symbol)))
			return begins[i].begun;
	return BEGUN_OTHER;
}

static bool begun_by_irq(const struct run_window *w)
{
	return begun_by(w->begin) == BEGUN_IRQ;
}

static bool switched(const struct window_event *ev)
{
	return ev->flags & WINDOW_SWITCHED && ev->switch_ns >= ev->begin_ns &&
	       ev->switch_ns <= ev->end_ns;
}

/* What of a window each term takes; 0: nothing. */
static uint64_t poid_ns(const struct run_window *w)
{
	return switched(&w->ev) || begun_by_irq(w) ? 0 : w->ev.end_ns - w->ev.begin_ns;
}

static uint64_t psd_ns(const struct run_window *w)
{
	return switched(&w->ev) && w->ev.kind == WINDOW_PREEMPT_OFF ?
	       w->ev.switch_ns - w->ev.begin_ns : 0;
}

static uint64_t st_ns(const struct run_window *w)
{
	return switched(&w->ev) ? w->ev.end_ns - w->ev.switch_ns : 0;
}

static uint64_t irq_ns(const struct run_window *w)
{
	return begun_by_irq(w) && w->ev.kind == WINDOW_IRQ_OFF ? w->ev.end_ns - w->ev.begin_ns : 0;
}

#define PREEMPT_OFF	(1U << WINDOW_PREEMPT_OFF)
#define IRQ_OFF		(1U << WINDOW_IRQ_OFF)

static const struct {
	uint64_t (*part_ns)(const struct run_window *w);
	unsigned int kinds;	/* of windows that may have such a part */
	enum begun begun;	/* with what these begin */
	size_t term;		/* in struct bound */
} parts[] = {
	{ poid_ns, PREEMPT_OFF | IRQ_OFF, BEGUN_OTHER, offsetof(struct bound, poid) },
	{ psd_ns, PREEMPT_OFF, BEGUN_SCHEDULER, offsetof(struct bound, psd) },
	{ st_ns, PREEMPT_OFF | IRQ_OFF, BEGUN_SCHEDULER, offsetof(struct bound, st) },
	{ irq_ns, IRQ_OFF, BEGUN_IRQ, offsetof(struct bound, irq) },
};

#define PART_CNT	(sizeof(parts) / sizeof(parts[0]))

static struct bound_term *term_of(struct bound *b, size_t part)
{
	return (struct bound_term *)((char *)b + parts[part].term);
}

/* The longest window of all by what it began with; UINT64_MAX where places were lost. */
struct longest {
	uint64_t ns[BEGUN_CNT][WINDOW_KIND_CNT];
};

static void add_place(struct longest *longest, const struct run_place *p)
{
	enum begun begun = begun_by(p->symbol);

	for (int i = 0; i < BEGUN_CNT && p->kind < WINDOW_KIND_CNT; i++) {
		uint64_t *ns = &longest->ns[i][p->kind];

		if ((begun == BEGUN_ANY || begun == (enum begun)i) && p->place.max_ns > *ns)
			*ns = p->place.max_ns;
	}
}

static void find_longest(struct longest *longest, const struct run *run)
{
	bool all = run->place_cnt && !run_loss(run, loss_name(LOSS_PLACE_FULL));

	for (int begun = 0; begun < BEGUN_CNT; begun++)
		for (int kind = 0; kind < WINDOW_KIND_CNT; kind++)
			longest->ns[begun][kind] = all ? 0 : UINT64_MAX;
	for (size_t i = 0; i < run->place_cnt && all; i++)
		add_place(longest, &run->places[i]);
}

/* The worst windows of a kind on a CPU. */
struct set {
	size_t cnt;
	uint64_t shortest_ns;
};

static bool exact_worst(const struct run_window *w)
{
	return w->worst && !(w->ev.flags & WINDOW_SAMPLED) && w->ev.kind < WINDOW_KIND_CNT &&
	       w->ev.end_ns > w->ev.begin_ns;
}

static int by_set(const void *a, const void *b)
{
	const struct window_event *x = &(*(const struct run_window *const *)a)->ev;
	const struct window_event *y = &(*(const struct run_window *const *)b)->ev;

	if (x->head.cpu != y->head.cpu)
		return x->head.cpu < y->head.cpu ? -1 : 1;
	return (x->kind > y->kind) - (x->kind < y->kind);
}

static void take(struct bound *b, struct set *set, const struct run_window *w)
{
	uint64_t length_ns = w->ev.end_ns - w->ev.begin_ns;

	if (!set->cnt++ || length_ns < set->shortest_ns)
		set->shortest_ns = length_ns;
	for (size_t i = 0; i < PART_CNT; i++) {
		struct bound_term *term = term_of(b, i);
		uint64_t ns = parts[i].part_ns(w);

		if (ns > term->ns)
			*term = (struct bound_term){ ns, w, false };
	}
}

/*
 * A full set dropped what was shorter than its shortest.  The part of such a
 * window may be longer than the parts seen: but not than the whole of it, nor
 * than the longest that began at such a place.
 */
static void take_dropped(struct bound *b, const struct set *set, enum window_kind kind,
			 const struct longest *longest)
{
	if (set->cnt < WINDOW_WORST_CNT)
		return;
	for (size_t i = 0; i < PART_CNT; i++) {
		struct bound_term *term = term_of(b, i);
		uint64_t ns = longest->ns[parts[i].begun][kind];

		ns = ns < set->shortest_ns ? ns : set->shortest_ns;
		if (parts[i].kinds & 1U << kind && ns > term->ns)
			*term = (struct bound_term){ ns, NULL, true };
	}
}

static void find_terms(struct bound *b, const struct run *run, const struct run_window **worst,
		       size_t cnt)
{
	struct longest longest;
	size_t i = 0;

	find_longest(&longest, run);
	while (i < cnt) {
		struct set set = { 0 };
		size_t first = i;

		for (; i < cnt && !by_set(&worst[first], &worst[i]); i++)
			take(b, &set, worst[i]);
		take_dropped(b, &set, worst[first]->ev.kind, &longest);
	}
}

static void find_seen(struct bound *b, const struct analysis *a)
{
	const struct {
		const char *by;
		uint64_t ns;
	} seen[] = {
		{ "late wakeup", a->causes.late_cnt ? a->causes.worst[0]->latency_ns : 0 },
		{ "victim", a->victim.hist.count ? a->victim.hist.max_ns : 0 },
		{ "wakeup", a->rt_wakeup.hist.count ? a->rt_wakeup.hist.max_ns : 0 },
	};

	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
		if (seen[i].ns > b->seen_ns) {
			b->seen_ns = seen[i].ns;
			b->seen_by = seen[i].by;
		}
}

static void find_irq(struct bound *b, const struct analysis *a)
{
	const struct hist *irq = &a->windows.source[RUN_HIST_IRQ].all.hist;

	b->irq_from = b->irq.ns ? BOUND_IRQ_WINDOW : BOUND_IRQ_NONE;
	if (b->irq.ns || !irq->count)
		return;
	b->irq_from = BOUND_IRQ_LATENCY;
	b->irq.ns = irq->max_ns;
}

static bool watched(const struct run *run)
{
	return run->counter_cnt || run->window_cnt;
}

int analyse_bound(struct analysis *a)
{
	const struct run *run = a->run;
	const struct run_window **worst;
	struct bound *b = &a->bound;
	size_t cnt = 0;

	if (!watched(run))
		return 0;
	worst = malloc((run->window_cnt + 1) * sizeof(*worst));
	if (!worst)
		return -ENOMEM;
	for (size_t i = 0; i < run->window_cnt; i++)
		if (exact_worst(&run->windows[i]))
			worst[cnt++] = &run->windows[i];
	qsort(worst, cnt, sizeof(*worst), by_set);
	b->state = cnt ? BOUND_KNOWN : BOUND_NO_WINDOWS;
	find_seen(b, a);
	if (cnt) {
		find_terms(b, run, worst, cnt);
		find_irq(b, a);
		b->bound_ns = (b->st.ns > b->poid.ns ? b->st.ns : b->poid.ns) + b->psd.ns +
			      b->irq.ns;
		if (b->seen_ns > b->bound_ns)
			b->state = BOUND_EXCEEDED;
	}
	free(worst);
	return 0;
}
