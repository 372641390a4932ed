// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_pool_evidence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What lies above the largest floor, every run looked at. */
static void keep_largest(uint64_t *to, uint64_t value)
{
	if (value > *to)
		*to = value;
}

static void keep_smallest(uint64_t *to, uint64_t value)
{
	if (value < *to)
		*to = value;
}

/* What was set, not counted. */
static const struct setting {
	const char *name;
	void (*combine)(uint64_t *to, uint64_t value);
} settings[] = {
	{ "probe_period_ns", keep_largest },
	{ "evidence_floor_ns", keep_largest },
	{ "late_floor_ns", keep_largest },
	{ "threshold_ns", keep_largest },
	{ "windows_exact", keep_smallest },
	{ "rt_only", keep_smallest },
};

static void combine(struct run_counter *to, uint64_t value)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (!strcmp(settings[i].name, to->name)) {
			settings[i].combine(&to->value, value);
			return;
		}
	to->value += value;
}

static struct run_counter *find_counter(struct run *pool, const char *name)
{
	for (size_t i = 0; i < pool->counter_cnt; i++)
		if (!strcmp(pool->counters[i].name, name))
			return &pool->counters[i];
	return NULL;
}

int run_pool_counters(struct run *pool, const struct run *run)
{
	for (size_t i = 0; i < run->counter_cnt; i++) {
		const struct run_counter *from = &run->counters[i];
		struct run_counter *to = find_counter(pool, from->name);

		if (to) {
			combine(to, from->value);
			continue;
		}
		to = &pool->counters[pool->counter_cnt];
		*to = (struct run_counter){ strdup(from->name), from->value };
		if (!to->name)
			return -ENOMEM;
		pool->counter_cnt++;
	}
	return 0;
}

static int by_kind_and_symbol(const void *a, const void *b)
{
	const struct run_place *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->symbol, y->symbol);
}

static void add_place(struct place *to, const struct place *from)
{
	to->count = 0;
	to->sum_ns += from->sum_ns;
	if (from->max_ns > to->max_ns)
		to->max_ns = from->max_ns;
	for (unsigned int i = 0; i < PLACE_BINS; i++) {
		uint64_t cnt = (uint64_t)to->bins[i] + from->bins[i];

		to->bins[i] = cnt < UINT32_MAX ? (uint32_t)cnt : UINT32_MAX;
		to->count += to->bins[i];
	}
}

int run_pool_places(struct run *pool, const struct run *run)
{
	size_t sorted = pool->place_cnt;

	for (size_t i = 0; i < run->place_cnt; i++) {
		const struct run_place *from = &run->places[i];
		struct run_place *to = bsearch(from, pool->places, sorted, sizeof(*to),
					       by_kind_and_symbol);

		if (to) {
			add_place(&to->place, &from->place);
			continue;
		}
		to = &pool->places[pool->place_cnt];
		*to = *from;
		to->symbol = strdup(from->symbol);
		if (!to->symbol)
			return -ENOMEM;
		pool->place_cnt++;
	}
	qsort(pool->places, pool->place_cnt, sizeof(*pool->places), by_kind_and_symbol);
	return 0;
}

static void drop_window(struct run_window *window)
{
	free(window->begin);
	free(window->end);
}

int run_pool_windows(struct run *pool, const struct run *run, uint64_t seq, int64_t stack)
{
	for (size_t i = 0; i < run->window_cnt; i++) {
		struct run_window *to = &pool->windows[pool->window_cnt];

		if (!run->windows[i].worst)
			continue;
		*to = run->windows[i];
		to->begin = strdup(to->begin);
		to->end = strdup(to->end);
		pool->window_cnt++;
		if (!to->begin || !to->end)
			return -ENOMEM;
		if (to->ev.efi_seq)
			to->ev.efi_seq += seq;
		if (to->begin_stack_id != RUN_NO_STACK)
			to->begin_stack_id += stack;
		if (to->end_stack_id != RUN_NO_STACK)
			to->end_stack_id += stack;
	}
	return 0;
}

static bool same_key(const struct window_event *a, const struct window_event *b)
{
	return a->head.cpu == b->head.cpu && a->kind == b->kind;
}

static int by_key_and_length(const void *a, const void *b)
{
	const struct window_event *x = &((const struct run_window *)a)->ev;
	const struct window_event *y = &((const struct run_window *)b)->ev;
	uint64_t length_x = x->end_ns - x->begin_ns, length_y = y->end_ns - y->begin_ns;

	if (x->head.cpu != y->head.cpu)
		return x->head.cpu < y->head.cpu ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return (length_x < length_y) - (length_x > length_y);
}

void run_pool_keep_windows(struct run *pool)
{
	size_t out = 0, same = 0;

	qsort(pool->windows, pool->window_cnt, sizeof(*pool->windows), by_key_and_length);
	for (size_t i = 0; i < pool->window_cnt; i++) {
		struct run_window *window = &pool->windows[i];

		if (!out || !same_key(&pool->windows[out - 1].ev, &window->ev))
			same = 0;
		if (same++ < WINDOW_WORST_CNT)
			pool->windows[out++] = *window;
		else
			drop_window(window);
	}
	pool->window_cnt = out;
}
