// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_pool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run/run_pool_evidence.h"

#define WORST_PER_KEY	16	/* as a recording keeps */

/* Room for all elements of all runs; a pool never has more. */
static int reserve(struct run *pool, const struct run *const *runs, size_t cnt)
{
	struct run sum = { 0 };

	for (size_t i = 0; i < cnt; i++) {
		sum.fact_cnt += runs[i]->fact_cnt;
		sum.loss_cnt += runs[i]->loss_cnt;
		sum.probe_cnt += runs[i]->probe_cnt;
		sum.call_cnt += runs[i]->call_cnt;
		sum.stack_cnt += runs[i]->stack_cnt;
		sum.worst_cnt += runs[i]->worst_cnt;
		sum.counter_cnt += runs[i]->counter_cnt;
		sum.place_cnt += runs[i]->place_cnt;
		sum.window_cnt += runs[i]->window_cnt;
	}
	pool->facts = calloc(sum.fact_cnt + 1, sizeof(*pool->facts));
	pool->losses = calloc(sum.loss_cnt + 1, sizeof(*pool->losses));
	pool->probes = calloc(sum.probe_cnt + 1, sizeof(*pool->probes));
	pool->calls = calloc(sum.call_cnt + 1, sizeof(*pool->calls));
	pool->stacks = calloc(sum.stack_cnt + 1, sizeof(*pool->stacks));
	pool->worst = calloc(sum.worst_cnt + 1, sizeof(*pool->worst));
	pool->counters = calloc(sum.counter_cnt + 1, sizeof(*pool->counters));
	pool->places = calloc(sum.place_cnt + 1, sizeof(*pool->places));
	pool->windows = calloc(sum.window_cnt + 1, sizeof(*pool->windows));
	return pool->facts && pool->losses && pool->probes && pool->calls && pool->stacks &&
	       pool->worst && pool->counters && pool->places && pool->windows ? 0 : -ENOMEM;
}

static char *shared(const char *a, const char *b)
{
	return strdup(strcmp(a, b) ? RUN_VARIES : a);
}

/* Replaces *text, which is what the runs before agreed on, if any. */
static int agree(char **text, const char *value)
{
	char *both = *text ? shared(*text, value) : strdup(value);

	free(*text);
	*text = both;
	return both ? 0 : -ENOMEM;
}

static int pool_meta(struct run *pool, const struct run *run)
{
	uint64_t lasted_ns = run->end_ns > run->start_ns ? run->end_ns - run->start_ns : 0;
	bool first = !pool->command;

	if (first) {
		pool->start_realtime_ns = run->start_realtime_ns;
		pool->start_ns = pool->end_ns = run->start_ns;
		pool->command_status = run->command_status;
	}
	if (run->start_realtime_ns < pool->start_realtime_ns)
		pool->start_realtime_ns = run->start_realtime_ns;
	if (run->command_status > pool->command_status)
		pool->command_status = run->command_status;
	pool->end_ns += lasted_ns;
	pool->complete = (first || pool->complete) && run->complete;
	return agree(&pool->command, run->command) || agree(&pool->recorder, run->recorder) ||
	       agree(&pool->options, run->options) ? -ENOMEM : 0;
}

static int pool_facts(struct run *pool, const struct run *run)
{
	for (size_t i = 0; i < run->fact_cnt; i++) {
		struct run_fact *fact = pool->facts;
		size_t k;

		for (k = 0; k < pool->fact_cnt && strcmp(fact->key, run->facts[i].key); k++)
			fact++;
		if (k == pool->fact_cnt) {
			pool->fact_cnt++;
			fact->key = strdup(run->facts[i].key);
		}
		if (!fact->key || agree(&fact->value, run->facts[i].value))
			return -ENOMEM;
	}
	return 0;
}

static int pool_losses(struct run *pool, const struct run *run)
{
	for (size_t i = 0; i < run->loss_cnt; i++) {
		struct run_counter *loss = pool->losses;
		size_t k;

		for (k = 0; k < pool->loss_cnt && strcmp(loss->name, run->losses[i].name); k++)
			loss++;
		if (k == pool->loss_cnt) {
			pool->loss_cnt++;
			loss->name = strdup(run->losses[i].name);
		}
		if (!loss->name)
			return -ENOMEM;
		loss->value += run->losses[i].value;
	}
	return 0;
}

static struct run_probe *find_probe(struct run *pool, const struct run_probe *probe)
{
	for (size_t i = 0; i < pool->probe_cnt; i++)
		if (!strcmp(pool->probes[i].name, probe->name) &&
		    !strcmp(pool->probes[i].target, probe->target))
			return &pool->probes[i];
	return &pool->probes[pool->probe_cnt++];
}

static int pool_probes(struct run *pool, const struct run *run)
{
	for (size_t i = 0; i < run->probe_cnt; i++) {
		const struct run_probe *from = &run->probes[i];
		struct run_probe *probe = find_probe(pool, from);

		if (agree(&probe->name, from->name) || agree(&probe->target, from->target) ||
		    agree(&probe->kind, from->kind) || agree(&probe->state, from->state))
			return -ENOMEM;
		probe->run_cnt += from->run_cnt;
		probe->run_ns += from->run_ns;
		probe->missed_cnt += from->missed_cnt;
	}
	return 0;
}

/* Every run numbers its calls and stacks from 1. */
static int pool_calls(struct run *pool, const struct run *run)
{
	uint64_t seq = pool->call_cnt ? pool->calls[pool->call_cnt - 1].ev.seq : 0;
	int64_t stack = pool->stack_cnt ? pool->stacks[pool->stack_cnt - 1].id : 0;

	for (size_t i = 0; i < run->call_cnt; i++) {
		struct run_call *call = &pool->calls[pool->call_cnt++];

		*call = run->calls[i];
		call->ev.seq += seq;
		if (call->stack_id != RUN_NO_STACK)
			call->stack_id += stack;
	}
	for (size_t i = 0; i < run->worst_cnt; i++) {
		struct run_wakeup *worst = &pool->worst[pool->worst_cnt++];

		*worst = run->worst[i];
		if (worst->ev.efi_seq)
			worst->ev.efi_seq += seq;
	}
	if (run_pool_windows(pool, run, seq, stack))
		return -ENOMEM;
	for (size_t i = 0; i < run->stack_cnt; i++) {
		struct run_stack *to = &pool->stacks[pool->stack_cnt++];

		to->id = run->stacks[i].id + stack;
		to->frames = strdup(run->stacks[i].frames);
		if (!to->frames)
			return -ENOMEM;
	}
	return 0;
}

static bool same_key(const struct run_hist *a, const struct run_hist *b)
{
	return a->source == b->source && a->cpu == b->cpu && a->klass == b->klass &&
	       a->inside == b->inside && a->period_ns == b->period_ns;
}

static struct run_hist *find_hist(struct run *pool, const struct run_hist *key)
{
	struct run_hist *bigger;

	for (size_t i = 0; i < pool->hist_cnt; i++)
		if (same_key(&pool->hists[i], key))
			return &pool->hists[i];
	bigger = realloc(pool->hists, (pool->hist_cnt + 1) * sizeof(*bigger));
	if (!bigger)
		return NULL;
	pool->hists = bigger;
	bigger += pool->hist_cnt++;
	*bigger = *key;
	memset(&bigger->hist, 0, sizeof(bigger->hist));
	return bigger;
}

static int pool_hists(struct run *pool, const struct run *run)
{
	for (size_t i = 0; i < run->hist_cnt; i++) {
		struct run_hist *to = find_hist(pool, &run->hists[i]);

		if (!to)
			return -ENOMEM;
		hist_merge(&to->hist, &run->hists[i].hist);
	}
	return 0;
}

static int by_key_and_latency(const void *a, const void *b)
{
	const struct wakeup_event *x = &((const struct run_wakeup *)a)->ev;
	const struct wakeup_event *y = &((const struct run_wakeup *)b)->ev;
	uint64_t latency_x = x->run_ns - x->waking_ns, latency_y = y->run_ns - y->waking_ns;

	if (x->cpu != y->cpu)
		return x->cpu < y->cpu ? -1 : 1;
	if (x->klass != y->klass)
		return x->klass < y->klass ? -1 : 1;
	if (!x->efi_seq != !y->efi_seq)
		return !x->efi_seq ? -1 : 1;
	return (latency_x < latency_y) - (latency_x > latency_y);
}

/* As many of each CPU, class and side as a recording keeps. */
static void keep_worst(struct run *pool)
{
	const struct wakeup_event *last = NULL;
	size_t out = 0, same = 0;

	qsort(pool->worst, pool->worst_cnt, sizeof(*pool->worst), by_key_and_latency);
	for (size_t i = 0; i < pool->worst_cnt; i++) {
		const struct wakeup_event *ev = &pool->worst[i].ev;

		if (!last || last->cpu != ev->cpu || last->klass != ev->klass ||
		    !last->efi_seq != !ev->efi_seq)
			same = 0;
		if (same++ < WORST_PER_KEY)
			pool->worst[out++] = pool->worst[i];
		last = out ? &pool->worst[out - 1].ev : NULL;
	}
	pool->worst_cnt = out;
}

static int add(struct run *pool, const struct run *run)
{
	static int (*const parts[])(struct run *pool, const struct run *run) = {
		pool_meta, pool_facts, pool_losses, pool_probes, pool_calls, pool_hists,
		run_pool_counters, run_pool_places,
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && !err; i++)
		err = parts[i](pool, run);
	return err;
}

int run_pool(const struct run *const *runs, size_t cnt, struct run **out)
{
	struct run *pool = calloc(1, sizeof(*pool));
	char note[64];
	int err;

	if (!pool)
		return -ENOMEM;
	err = reserve(pool, runs, cnt);
	for (size_t i = 0; i < cnt && !err; i++)
		err = add(pool, runs[i]);
	snprintf(note, sizeof(note), "merged from %zu runs", cnt);
	pool->note = strdup(note);
	if (err || !pool->note) {
		run_free(pool);
		return -ENOMEM;
	}
	keep_worst(pool);
	run_pool_keep_windows(pool);
	*out = pool;
	return 0;
}
