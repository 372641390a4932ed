// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_merge.h"

#include <errno.h>
#include <stdlib.h>

#include "cli/run/run_file.h"

static int put_head(struct run_file *file, const struct run *pool)
{
	int err = run_file_put_meta(file, pool);

	for (size_t i = 0; i < pool->fact_cnt && !err; i++)
		err = run_file_put_fact(file, pool->facts[i].key, pool->facts[i].value);
	for (size_t i = 0; i < pool->loss_cnt && !err; i++)
		err = run_file_put_loss(file, pool->losses[i].name, pool->losses[i].value);
	for (size_t i = 0; i < pool->counter_cnt && !err; i++)
		err = run_file_put_counter(file, pool->counters[i].name, pool->counters[i].value);
	for (size_t i = 0; i < pool->probe_cnt && !err; i++)
		err = run_file_put_probe(file, &pool->probes[i]);
	return err;
}

/* The same frames of several runs become one stack, under the number of the file. */
static int put_stack(struct run_file *file, const struct run *pool, int64_t *id)
{
	for (size_t i = 0; i < pool->stack_cnt && *id != RUN_NO_STACK; i++)
		if (pool->stacks[i].id == *id)
			return run_file_add_stack(file, pool->stacks[i].frames, id);
	return 0;
}

static int put_call(struct run_file *file, const struct run *pool, const struct run_call *from)
{
	struct run_call call = *from;
	int err = put_stack(file, pool, &call.stack_id);

	return err ? err : run_file_add_call(file, &call);
}

static int put_windows(struct run_file *file, const struct run *pool)
{
	struct run_window *windows = malloc((pool->window_cnt + 1) * sizeof(*windows));
	int err = 0;

	if (!windows)
		return -ENOMEM;
	for (size_t i = 0; i < pool->window_cnt && !err; i++) {
		windows[i] = pool->windows[i];
		err = put_stack(file, pool, &windows[i].begin_stack_id);
		if (!err)
			err = put_stack(file, pool, &windows[i].end_stack_id);
	}
	if (!err)
		err = run_file_put_worst_windows(file, windows, pool->window_cnt);
	free(windows);
	return err;
}

static int put_worst(struct run_file *file, const struct run *pool)
{
	struct wakeup_event *events = malloc((pool->worst_cnt + 1) * sizeof(*events));
	int err;

	if (!events)
		return -ENOMEM;
	for (size_t i = 0; i < pool->worst_cnt; i++)
		events[i] = pool->worst[i].ev;
	err = run_file_put_worst(file, events, pool->worst_cnt);
	free(events);
	return err;
}

static int put_pool(struct run_file *file, const struct run *pool)
{
	int err = put_head(file, pool);

	for (size_t i = 0; i < pool->call_cnt && !err; i++)
		err = put_call(file, pool, &pool->calls[i]);
	for (size_t i = 0; i < pool->hist_cnt && !err; i++)
		err = run_file_put_hist(file, &pool->hists[i]);
	for (size_t i = 0; i < pool->place_cnt && !err; i++)
		err = run_file_put_place(file, &pool->places[i]);
	if (!err)
		err = put_windows(file, pool);
	return err ? err : put_worst(file, pool);
}

int run_merge(const char *out, const struct run *pool, const char *const *paths, size_t cnt,
	      const char **failed)
{
	struct run_file *file;
	int err;

	*failed = out;
	err = run_file_create(out, &file);
	if (err)
		return err;
	err = put_pool(file, pool);
	for (size_t i = 0; i < cnt && !err; i++) {
		err = run_file_add_replicate(file, paths[i]);
		if (err)
			*failed = paths[i];
	}
	if (!err)
		err = run_file_finish(file, pool->end_ns);
	run_file_close(file);
	return err;
}
