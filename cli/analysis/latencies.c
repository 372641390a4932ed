// SPDX-License-Identifier: GPL-2.0-only
/* Wakeup latency, the victim's latency, and what lies between the two. */
#include <errno.h>
#include <stdlib.h>

#include "cli/analysis/analysis_parts.h"

/* Below these the victim's own work explains the difference. */
#define GAP_MIN_NS	100000
#define GAP_MIN_RATIO	2

static void add_victim(struct analysis *a, const struct run_hist *h)
{
	struct victim_figures *v = &a->victims[a->victim_cnt++];

	hist_merge(&a->victim.hist, &h->hist);
	v->cpu = h->cpu;
	v->period_ns = h->period_ns;
	dist_from_hist(&v->dist, &h->hist);
}

int analyse_latencies(struct analysis *a)
{
	const struct run *run = a->run;

	a->victims = calloc(run->hist_cnt + 1, sizeof(*a->victims));
	if (!a->victims)
		return -ENOMEM;
	for (size_t i = 0; i < run->hist_cnt; i++) {
		const struct run_hist *h = &run->hists[i];

		if (h->source == RUN_HIST_WAKEUP)
			hist_merge(&a->wakeup[h->klass][h->inside].hist, &h->hist);
		else if (h->source == RUN_HIST_VICTIM)
			add_victim(a, h);
	}
	for (int klass = 0; klass < WAKEUP_CLASS_CNT; klass++)
		for (int inside = 0; inside < 2; inside++)
			dist_from_hist(&a->wakeup[klass][inside].dist,
				       &a->wakeup[klass][inside].hist);
	for (int inside = 0; inside < 2; inside++)
		hist_merge(&a->rt_wakeup.hist, &a->wakeup[WAKEUP_RT][inside].hist);
	dist_from_hist(&a->rt_wakeup.dist, &a->rt_wakeup.hist);
	dist_from_hist(&a->victim.dist, &a->victim.hist);
	return 0;
}

static int by_latency(const void *a, const void *b)
{
	const struct worst_wakeup *x = a, *y = b;

	if (x->ev->klass != y->ev->klass)
		return x->ev->klass < y->ev->klass ? -1 : 1;
	if (x->latency_ns != y->latency_ns)
		return x->latency_ns < y->latency_ns ? 1 : -1;
	return (x->ev->waking_ns > y->ev->waking_ns) - (x->ev->waking_ns < y->ev->waking_ns);
}

static uint64_t overlap_ns(const struct wakeup_event *w, const struct efi_call_event *ev)
{
	uint64_t from = w->waking_ns > ev->setup_ns ? w->waking_ns : ev->setup_ns;
	uint64_t to = w->run_ns < ev->done_ns ? w->run_ns : ev->done_ns;

	if (!ev->setup_ns || !ev->done_ns)
		return NO_FIGURE;
	return to > from ? to - from : 0;
}

static void explain(struct worst_wakeup *w, const struct run *run)
{
	w->call = find_call(run, w->ev->efi_seq);
	w->overlap_ns = w->call ? overlap_ns(w->ev, w->call) : NO_FIGURE;
	w->preemptible = w->call ? run_preemptible(run, w->call) : PREEMPTIBLE_UNKNOWN;
}

/* Keeps the first of each class, which are its worst. */
static size_t keep_worst(struct worst_wakeup *worst, size_t cnt)
{
	const size_t limits[WAKEUP_CLASS_CNT] = { WORST_RT_CNT, WORST_FAIR_CNT };
	size_t kept[WAKEUP_CLASS_CNT] = { 0 }, out = 0;

	for (size_t i = 0; i < cnt; i++)
		if (kept[worst[i].ev->klass]++ < limits[worst[i].ev->klass])
			worst[out++] = worst[i];
	return out;
}

int analyse_worst(struct analysis *a)
{
	const struct run *run = a->run;

	a->worst = calloc(run->worst_cnt + 1, sizeof(*a->worst));
	if (!a->worst)
		return -ENOMEM;
	for (size_t i = 0; i < run->worst_cnt; i++) {
		a->worst[i].ev = &run->worst[i].ev;
		a->worst[i].latency_ns = run->worst[i].ev.run_ns - run->worst[i].ev.waking_ns;
	}
	qsort(a->worst, run->worst_cnt, sizeof(*a->worst), by_latency);
	a->worst_cnt = keep_worst(a->worst, run->worst_cnt);
	for (size_t i = 0; i < a->worst_cnt; i++)
		explain(&a->worst[i], run);
	return 0;
}

static const struct efi_call_event *longest_call(const struct run *run, uint64_t *firmware_ns)
{
	const struct efi_call_event *longest = NULL;

	*firmware_ns = 0;
	for (size_t i = 0; i < run->call_cnt; i++) {
		uint64_t ns = phase_ns(&run->calls[i].ev, PHASE_FIRMWARE);

		if (ns != NO_FIGURE && ns > *firmware_ns) {
			longest = &run->calls[i].ev;
			*firmware_ns = ns;
		}
	}
	return longest;
}

/* A late wakeup that was followed from its timer on leaves nothing to guess. */
static bool seen_from_due(const struct analysis *a)
{
	return a->causes.late_cnt &&
	       a->causes.worst[0]->latency_ns + GAP_MIN_NS > a->victim.hist.max_ns;
}

int analyse_gap(struct analysis *a)
{
	const struct latency *rt = a->wakeup[WAKEUP_RT];
	struct gap *gap = &a->gap;
	uint64_t firmware_ns, gap_ns;

	gap->victim_max_ns = a->victim.hist.max_ns;
	gap->wakeup_max_ns = rt[0].hist.max_ns > rt[1].hist.max_ns ? rt[0].hist.max_ns :
								     rt[1].hist.max_ns;
	if (!a->victim.dist.count || !(rt[0].dist.count + rt[1].dist.count) ||
	    gap->victim_max_ns < gap->wakeup_max_ns + GAP_MIN_NS ||
	    gap->victim_max_ns / GAP_MIN_RATIO < gap->wakeup_max_ns || seen_from_due(a))
		return 0;
	gap_ns = gap->victim_max_ns - gap->wakeup_max_ns;
	gap->call = longest_call(a->run, &firmware_ns);
	gap->kind = gap->call && firmware_ns >= gap_ns / 10 * 9 ? GAP_FIRMWARE : GAP_UNKNOWN;
	if (gap->call)
		gap->preemptible = run_preemptible(a->run, gap->call);
	return 0;
}
