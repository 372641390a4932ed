// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/windows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/analysis/call.h"

#define ORDER(a, b)	(((a) > (b)) - ((a) < (b)))

static bool is_ours(enum run_hist_source source)
{
	return source >= RUN_HIST_IRQ && source < RUN_HIST_SOURCE_CNT;
}

bool source_seen(const struct source_figures *s)
{
	return s->all.hist.count;
}

static int by_source_cpu(const void *a, const void *b)
{
	const struct run_hist *x = *(const struct run_hist *const *)a;
	const struct run_hist *y = *(const struct run_hist *const *)b;

	return x->source != y->source ? ORDER(x->source, y->source) : ORDER(x->cpu, y->cpu);
}

static int add_cpu(struct source_figures *s, unsigned int cpu, const struct hist *h)
{
	struct cpu_dist *cpus = realloc(s->cpus, (s->cpu_cnt + 1) * sizeof(*cpus));

	if (!cpus)
		return -ENOMEM;
	s->cpus = cpus;
	cpus[s->cpu_cnt].cpu = cpu;
	dist_from_hist(&cpus[s->cpu_cnt++].dist, h);
	return 0;
}

/* One CPU's histograms, from the first on; sets how many. */
static int merge_cpu(struct source_figures *s, const struct run_hist *const *hists, size_t cnt,
		     size_t *used)
{
	struct hist cpu = { 0 };
	size_t i;

	for (i = 0; i < cnt && !by_source_cpu(&hists[0], &hists[i]); i++) {
		hist_merge(&cpu, &hists[i]->hist);
		hist_merge(&s->side[hists[i]->inside].hist, &hists[i]->hist);
	}
	hist_merge(&s->all.hist, &cpu);
	*used = i;
	return cpu.count ? add_cpu(s, hists[0]->cpu, &cpu) : 0;
}

static int merge_sources(struct window_figures *w, const struct run *run)
{
	const struct run_hist **hists = malloc((run->hist_cnt + 1) * sizeof(*hists));
	size_t cnt = 0, used;
	int err = 0;

	if (!hists)
		return -ENOMEM;
	for (size_t i = 0; i < run->hist_cnt; i++)
		if (is_ours(run->hists[i].source))
			hists[cnt++] = &run->hists[i];
	qsort(hists, cnt, sizeof(*hists), by_source_cpu);
	for (size_t i = 0; i < cnt && !err; i += used)
		err = merge_cpu(&w->source[hists[i]->source], hists + i, cnt - i, &used);
	free(hists);
	for (int i = RUN_HIST_IRQ; i < RUN_HIST_SOURCE_CNT; i++) {
		struct source_figures *s = &w->source[i];

		dist_from_hist(&s->all.dist, &s->all.hist);
		for (int inside = 0; inside < 2; inside++)
			dist_from_hist(&s->side[inside].dist, &s->side[inside].hist);
	}
	return err;
}

/* Of the best so far, in order; the last falls off the end. */
static void keep_top(const void **top, size_t *cnt, size_t max, const void *one,
		     int (*order)(const void *, const void *))
{
	size_t at = *cnt;

	while (at && order(one, top[at - 1]) < 0)
		at--;
	if (at == max)
		return;
	if (*cnt < max)
		(*cnt)++;
	memmove(&top[at + 1], &top[at], (*cnt - at - 1) * sizeof(*top));
	top[at] = one;
}

static int by_max(const void *a, const void *b)
{
	const struct run_place *x = a, *y = b;

	if (x->place.max_ns != y->place.max_ns)
		return ORDER(y->place.max_ns, x->place.max_ns);
	return ORDER(y->place.sum_ns, x->place.sum_ns);
}

static int by_length(const void *a, const void *b)
{
	const struct window_event *x = &((const struct run_window *)a)->ev;
	const struct window_event *y = &((const struct run_window *)b)->ev;

	return ORDER(y->end_ns - y->begin_ns, x->end_ns - x->begin_ns);
}

static void find_places(struct window_figures *w, const struct run *run, unsigned int kind)
{
	const void *top[PLACE_TOP_CNT];
	size_t cnt = 0;

	for (size_t i = 0; i < run->place_cnt; i++)
		if (run->places[i].kind == kind)
			keep_top(top, &cnt, PLACE_TOP_CNT, &run->places[i], by_max);
	for (size_t i = 0; i < cnt; i++)
		w->places[kind][i] = top[i];
	w->place_cnt[kind] = cnt;
}

static const char *stack_of(const struct run *run, int64_t id)
{
	for (size_t i = 0; i < run->stack_cnt && id != RUN_NO_STACK; i++)
		if (run->stacks[i].id == id)
			return run->stacks[i].frames;
	return NULL;
}

static void find_worst(struct window_figures *w, const struct run *run, unsigned int kind)
{
	const void *top[WINDOW_TOP_CNT];
	size_t cnt = 0;

	for (size_t i = 0; i < run->window_cnt; i++) {
		const struct run_window *window = &run->windows[i];

		if (window->worst && window->ev.kind == kind &&
		    !(window->ev.flags & WINDOW_SAMPLED))
			keep_top(top, &cnt, WINDOW_TOP_CNT, window, by_length);
	}
	for (size_t i = 0; i < cnt; i++) {
		const struct run_window *window = top[i];

		w->worst[kind][i] = (struct top_window){
			window, window->ev.end_ns - window->ev.begin_ns,
			find_call(run, window->ev.efi_seq),
			stack_of(run, window->begin_stack_id),
			stack_of(run, window->end_stack_id),
		};
	}
	w->worst_cnt[kind] = cnt;
}

int window_figures_new(struct window_figures *w, const struct run *run)
{
	for (unsigned int kind = 0; kind < WINDOW_KIND_CNT; kind++) {
		find_places(w, run, kind);
		find_worst(w, run, kind);
	}
	return merge_sources(w, run);
}

void window_figures_drop(struct window_figures *w)
{
	for (int i = 0; i < RUN_HIST_SOURCE_CNT; i++)
		free(w->source[i].cpus);
}
