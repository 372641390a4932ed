// SPDX-License-Identifier: GPL-2.0-only
/* Windows by CPU and place, the bound from the worst of them, and masked time and its verdicts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/analysis/compare.h"

#define US	1000ULL
#define MS	1000000ULL
#define T0	(1000 * MS)
#define MAX	64

/* A run on the stack: nothing of it is freed but the histograms. */
struct bed {
	struct run run;
	struct run_counter counters[2];
	struct run_counter place_full;
	struct run_call calls[MAX];
	struct run_window windows[MAX];
	struct run_place places[MAX];
	struct run_hist *hists;
	struct analysis *a;
};

static void set_up(struct bed *b)
{
	memset(b, 0, sizeof(*b));
	b->hists = calloc(8, sizeof(*b->hists));
	assert_non_null(b->hists);
	b->counters[0] = (struct run_counter){ (char *)"probe_period_ns", 100 * US };
	b->place_full = (struct run_counter){ (char *)"place_full", 0 };
	b->run = (struct run){
		.complete = true, .start_ns = T0, .end_ns = T0 + 1000 * MS,
		.counters = b->counters, .counter_cnt = 1,
		.losses = &b->place_full, .loss_cnt = 1,
		.calls = b->calls, .windows = b->windows, .places = b->places, .hists = b->hists,
	};
}

static void tear_down(struct bed *b)
{
	analysis_free(b->a);
	free(b->hists);
}

static const struct analysis *analyse(struct bed *b)
{
	analysis_free(b->a);
	b->a = NULL;
	assert_int_equal(analysis_new(&b->run, &b->a), 0);
	return b->a;
}

static struct run_window *add_window(struct bed *b, unsigned int cpu, enum window_kind kind,
				     uint64_t length, uint64_t before_switch, const char *begin)
{
	struct run_window *w = &b->windows[b->run.window_cnt++];

	w->ev = (struct window_event){ .head = { EVIDENCE_WINDOW, cpu }, .kind = kind,
				       .begin_ns = T0, .end_ns = T0 + length };
	if (before_switch) {
		w->ev.flags = WINDOW_SWITCHED;
		w->ev.switch_ns = T0 + before_switch;
	}
	w->worst = true;
	w->begin = (char *)begin;
	return w;
}

static void add_place(struct bed *b, enum window_kind kind, const char *symbol, uint64_t max)
{
	b->places[b->run.place_cnt++] = (struct run_place){
		(char *)symbol, kind, { .count = 2, .sum_ns = max, .max_ns = max } };
}

static void add_hist(struct bed *b, enum run_hist_source source, unsigned int cpu, bool inside,
		     uint64_t ns, unsigned int cnt)
{
	struct run_hist *h = &b->hists[b->run.hist_cnt++];

	h->source = source;
	h->cpu = cpu;
	h->inside = inside;
	while (cnt--)
		hist_add(&h->hist, ns);
}

/* The kernel's histograms are nobody's latency. */
static void test_sources_stay_apart(void **state)
{
	const struct source_figures *irq;
	const struct analysis *a;
	struct bed b;

	(void)state;
	set_up(&b);
	add_hist(&b, RUN_HIST_IRQ, 1, true, 70 * US, 3);
	add_hist(&b, RUN_HIST_IRQ, 0, false, 5 * US, 9);
	add_hist(&b, RUN_HIST_IRQ, 1, false, 6 * US, 1);
	add_hist(&b, RUN_HIST_PREEMPT_OFF, 0, false, 8 * US, 1);
	add_hist(&b, RUN_HIST_IRQ_OFF, 0, false, 9 * US, 1);
	add_hist(&b, RUN_HIST_PREEMPT_OFF_SAMPLED, 0, false, 10 * US, 1);
	add_hist(&b, RUN_HIST_WAKEUP, 0, false, 11 * US, 1);
	a = analyse(&b);
	assert_int_equal(a->victim_cnt, 0);
	assert_int_equal(a->victim.hist.count, 0);
	assert_int_equal(a->rt_wakeup.hist.count, 1);
	irq = &a->windows.source[RUN_HIST_IRQ];
	assert_int_equal(irq->side[1].dist.max_ns, 70 * US);
	assert_int_equal(irq->side[0].dist.count, 10);
	assert_int_equal(irq->cpu_cnt, 2);
	assert_int_equal(irq->cpus[0].dist.count, 9);
	assert_int_equal(irq->cpus[1].cpu, 1);
	assert_int_equal(irq->cpus[1].dist.count, 4);
	for (int i = RUN_HIST_PREEMPT_OFF; i < RUN_HIST_SOURCE_CNT; i++)
		assert_int_equal(a->windows.source[i].all.dist.count, 1);
	assert_false(source_seen(&a->windows.source[RUN_HIST_VICTIM]));
	tear_down(&b);
}

static void test_top(void **state)
{
	const struct window_figures *w;
	struct bed b;

	(void)state;
	set_up(&b);
	for (unsigned int i = 0; i < 20; i++) {
		add_place(&b, i % 2, "f", (1 + i * 7 % 20) * US);
		add_window(&b, 0, i % 2, (1 + i * 7 % 20) * US, 0, "f");
	}
	/* Kept as evidence, or seen by samples only. */
	add_window(&b, 0, WINDOW_IRQ_OFF, 1 * MS, 0, "f")->worst = false;
	add_window(&b, 0, WINDOW_IRQ_OFF, 1 * MS, 0, "f")->ev.flags = WINDOW_SAMPLED;
	w = &analyse(&b)->windows;
	for (int kind = 0; kind < WINDOW_KIND_CNT; kind++) {
		assert_int_equal(w->place_cnt[kind], 10);
		assert_int_equal(w->worst_cnt[kind], WINDOW_TOP_CNT);
		for (size_t i = 1; i < w->place_cnt[kind]; i++)
			assert_true(w->places[kind][i]->place.max_ns <
				    w->places[kind][i - 1]->place.max_ns);
	}
	assert_int_equal(w->worst[WINDOW_IRQ_OFF][0].length_ns, 20 * US);
	assert_int_equal(w->worst[WINDOW_IRQ_OFF][2].length_ns, 16 * US);
	assert_int_equal(w->worst[WINDOW_PREEMPT_OFF][0].length_ns, 19 * US);
	tear_down(&b);
}

static void test_bound(void **state)
{
	const struct bound *bound;
	struct bed b;

	(void)state;
	set_up(&b);
	add_window(&b, 0, WINDOW_PREEMPT_OFF, 60 * US, 0, "slab_alloc+0x1/0x2");
	add_window(&b, 1, WINDOW_IRQ_OFF, 80 * US, 0, "raw_spin_lock_irqsave+0x1/0x2");
	add_window(&b, 1, WINDOW_IRQ_OFF, 90 * US, 0, "el1_interrupt+0x1/0x2");
	add_window(&b, 1, WINDOW_IRQ_OFF, 85 * US, 0,
		   "enter_from_kernel_mode+0x1/0x2 <- el1_interrupt+0x1/0x2");
	add_window(&b, 1, WINDOW_IRQ_OFF, 86 * US, 0,
		   "irqentry_enter+0x1/0x2 <- sysvec_apic_timer_interrupt+0x1/0x2");
	add_window(&b, 0, WINDOW_PREEMPT_OFF, 30 * US, 12 * US, "__schedule+0x1/0x2");
	add_window(&b, 0, WINDOW_IRQ_OFF, 25 * US, 20 * US, "__schedule+0x9/0x20");
	add_hist(&b, RUN_HIST_WAKEUP, 0, false, 150 * US, 1);
	bound = &analyse(&b)->bound;
	assert_int_equal(bound->state, BOUND_KNOWN);
	/* What an interrupt began is counted once, as the interrupt. */
	assert_int_equal(bound->poid.ns, 80 * US);
	assert_int_equal(bound->irq.ns, 90 * US);
	assert_int_equal(bound->irq_from, BOUND_IRQ_WINDOW);
	/* Interrupts off begins inside preemption off: that one is the scheduler's way in. */
	assert_int_equal(bound->psd.ns, 12 * US);
	assert_int_equal(bound->st.ns, 18 * US);
	assert_int_equal(bound->bound_ns, (80 + 12 + 90) * US);
	assert_int_equal(bound->seen_ns, 150 * US);
	assert_string_equal(bound->seen_by, "wakeup");
	/* Later than the bound: then it is none. */
	add_hist(&b, RUN_HIST_VICTIM, 0, false, 4 * MS, 1);
	bound = &analyse(&b)->bound;
	assert_int_equal(bound->state, BOUND_EXCEEDED);
	assert_string_equal(bound->seen_by, "victim");
	tear_down(&b);
}

static void test_bound_without_windows(void **state)
{
	const struct bound *bound;
	struct bed b;

	(void)state;
	set_up(&b);
	assert_int_equal(analyse(&b)->bound.state, BOUND_NO_WINDOWS);
	/* Samples, and windows that are not known to be the longest, are no ground for one. */
	add_window(&b, 0, WINDOW_PREEMPT_OFF, 60 * US, 0, "f")->ev.flags = WINDOW_SAMPLED;
	add_window(&b, 0, WINDOW_PREEMPT_OFF, 60 * US, 0, "f")->worst = false;
	assert_int_equal(analyse(&b)->bound.state, BOUND_NO_WINDOWS);
	b.run.window_cnt = b.run.counter_cnt = 0;
	assert_int_equal(analyse(&b)->bound.state, BOUND_NOT_WATCHED);
	/* No interrupt's window: the probe timer's worst delay stands for one. */
	add_window(&b, 0, WINDOW_PREEMPT_OFF, 60 * US, 0, NULL);
	add_hist(&b, RUN_HIST_IRQ, 0, true, 33 * US, 1);
	bound = &analyse(&b)->bound;
	assert_int_equal(bound->irq_from, BOUND_IRQ_LATENCY);
	assert_int_equal(bound->bound_ns, 93 * US);
	tear_down(&b);
}

/* What a full set of worst windows dropped is bounded by its shortest, and by its places. */
static void test_bound_of_dropped(void **state)
{
	const struct bound *bound;
	struct bed b;

	(void)state;
	set_up(&b);
	for (unsigned int i = 0; i < WINDOW_WORST_CNT - 1; i++)
		add_window(&b, 0, WINDOW_PREEMPT_OFF, (60 + i) * US, 0, "f");
	bound = &analyse(&b)->bound;
	assert_int_equal(bound->psd.ns, 0);
	add_window(&b, 0, WINDOW_PREEMPT_OFF, 50 * US, 10 * US, "__schedule");
	bound = &analyse(&b)->bound;
	assert_int_equal(bound->poid.ns, 66 * US);
	assert_false(bound->poid.at_most);
	assert_int_equal(bound->psd.ns, 50 * US);
	assert_true(bound->psd.at_most);
	assert_int_equal(bound->irq.ns, 0);
	/* The scheduler's longest of all was shorter than that. */
	add_place(&b, WINDOW_PREEMPT_OFF, "__schedule", 14 * US);
	add_place(&b, WINDOW_PREEMPT_OFF, "f", 66 * US);
	bound = &analyse(&b)->bound;
	assert_int_equal(bound->psd.ns, 14 * US);
	assert_int_equal(bound->st.ns, 40 * US);
	assert_false(bound->st.at_most);
	/* Not all places are known. */
	b.place_full.value = 1;
	assert_int_equal(analyse(&b)->bound.psd.ns, 50 * US);
	tear_down(&b);
}

/* cnt calls of 1 ms; masked by turns. */
static void add_calls(struct bed *b, unsigned int cnt, const uint64_t *masked_ns, size_t turns)
{
	for (unsigned int i = 0; i < cnt; i++) {
		struct efi_call_event *ev = &b->calls[b->run.call_cnt++].ev;
		uint64_t ns = masked_ns[i % turns];

		*ev = (struct efi_call_event){
			.seq = i + 1, .enter_ns = T0, .setup_ns = T0 + i * 2 * MS,
			.door_ns = T0 + i * 2 * MS, .return_ns = T0 + i * 2 * MS + 1 * MS,
			.done_ns = T0 + i * 2 * MS + 1 * MS, .exit_ns = T0 + i * 2 * MS + 1 * MS,
			.service = EFI_SERVICE_SET_VARIABLE, .masked_low_ns = ns,
			.masked_high_ns = ns ? ns + 90 * US : 0, .masked_longest_ns = ns,
			.masked_cnt = !!ns,
		};
	}
}

static uint64_t metric_of(const struct analysis *a, const char *name)
{
	const struct metric_query q = { .metric = metric_find(name, strlen(name)), .analysis = a,
					.service = a->services };

	assert_non_null(q.metric);
	return metric_value(&q);
}

static void test_masked(void **state)
{
	const uint64_t masked_ns[] = { 0, 300 * US };
	const struct service_figures *s;
	const struct analysis *a;
	struct bed b;

	(void)state;
	set_up(&b);
	add_calls(&b, 30, masked_ns, 2);
	b.calls[0].ev.return_ns = 0;
	a = analyse(&b);
	s = &a->services[0];
	/* The one whose firmware nobody saw end says nothing. */
	assert_int_equal(s->masked.count, 29);
	assert_int_equal(s->masked_call_cnt, 15);
	assert_int_equal(s->masked_low_ns, 15 * 300 * US);
	assert_int_equal(s->masked_high_ns, 15 * 390 * US);
	assert_int_equal(s->masked_longest_ns, 300 * US);
	assert_int_equal(metric_of(a, "masked_time_p50_ns"), 300 * US);
	assert_int_equal(metric_of(a, "masked_time_max_ns"), 300 * US);
	/* Without the probe timer: figures of what happened to be seen, and nothing to compare. */
	b.run.counter_cnt = 0;
	a = analyse(&b);
	assert_int_equal(a->services[0].masked.count, 15);
	assert_true(metric_of(a, "masked_time_p50_ns") == NO_FIGURE);
	assert_true(metric_of(a, "masked_time_max_ns") == NO_FIGURE);
	for (unsigned int i = 0; i < 30; i++)
		b.calls[i].ev.masked_cnt = 0;
	a = analyse(&b);
	assert_int_equal(a->services[0].masked.count, 0);
	assert_true(a->services[0].masked_longest_ns == NO_FIGURE);
	tear_down(&b);
}

#define RUNS	4

static enum verdict verdict_of(uint64_t base_ns, uint64_t cand_ns, uint64_t period_ns)
{
	const struct compare_settings settings = { 0 };
	const struct analysis *one[SIDE_CNT][RUNS];
	const struct analysis *const *runs[SIDE_CNT] = { one[0], one[1] };
	const size_t cnt[SIDE_CNT] = { RUNS, RUNS };
	static struct bed b[SIDE_CNT][RUNS];
	struct comparison *c;
	enum verdict verdict = VERDICT_NONE;

	for (int side = 0; side < SIDE_CNT; side++)
		for (unsigned int i = 0; i < RUNS; i++) {
			uint64_t ns = (side ? cand_ns : base_ns) + i * 50;

			set_up(&b[side][i]);
			b[side][i].counters[0].value = side ? period_ns : 100 * US;
			add_calls(&b[side][i], 10, &ns, 1);
			one[side][i] = analyse(&b[side][i]);
		}
	assert_int_equal(comparison_new(runs, cnt, &settings, &c), 0);
	for (size_t i = 0; i < c->row_cnt; i++)
		if (!strcmp(c->rows[i].metric->name, "masked_time_p50_ns"))
			verdict = c->rows[i].estimate.verdict;
	comparison_free(c);
	for (int side = 0; side < SIDE_CNT; side++)
		for (unsigned int i = 0; i < RUNS; i++)
			tear_down(&b[side][i]);
	return verdict;
}

/* A difference that the probe's period may make is none. */
static void test_masked_verdict(void **state)
{
	(void)state;
	assert_int_equal(verdict_of(300 * US, 95 * US, 100 * US), VERDICT_BETTER);
	assert_int_equal(verdict_of(300 * US, 480 * US, 100 * US), VERDICT_WORSE);
	assert_int_equal(verdict_of(300 * US, 390 * US, 100 * US), VERDICT_SAME);
	/* The coarser side counts. */
	assert_int_equal(verdict_of(300 * US, 480 * US, 400 * US), VERDICT_SAME);
	/* 5 % of 40 ms is 2 ms; the interval has a width. */
	assert_int_equal(verdict_of(40 * MS, 41 * MS, 100 * US), VERDICT_SAME);
	assert_int_equal(verdict_of(40 * MS, 45 * MS, 100 * US), VERDICT_WORSE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sources_stay_apart),
		cmocka_unit_test(test_top),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_bound_without_windows),
		cmocka_unit_test(test_bound_of_dropped),
		cmocka_unit_test(test_masked),
		cmocka_unit_test(test_masked_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
