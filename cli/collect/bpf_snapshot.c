// SPDX-License-Identifier: GPL-2.0-only
#include "cli/collect/bpf_snapshot.h"

#include <errno.h>
#include <stdlib.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "cli/collect/bpf_window.h"

_Static_assert(sizeof(struct wakeup_worst) <= sizeof(struct hist) &&
	       sizeof(struct window_worst) <= sizeof(struct hist) &&
	       sizeof(struct place) <= sizeof(struct hist),
	       "all are read into one buffer");

/* A per-CPU value as the system call lays it out. */
static size_t stride(size_t bytes)
{
	return (bytes + 7) & ~(size_t)7;
}

static int read_percpu(int fd, __u32 key, void *values)
{
	return bpf_map_lookup_elem(fd, &key, values) ? -errno : 0;
}

/* One map of histograms: key n is that of sources[n / 2], inside where n is odd. */
struct hist_map {
	int fd;
	__u32 key_cnt;
	bool by_class;			/* key n / 2 is a wakeup's class instead */
	enum run_hist_source sources[WINDOW_KIND_CNT];
};

static struct run_hist hist_of(const struct hist_map *map, __u32 key)
{
	return (struct run_hist){
		.source = map->sources[map->by_class ? 0 : key / 2],
		.klass = map->by_class ? key / 2 : 0,
		.inside = key & 1,
	};
}

static int put_hist_map(const struct hist_map *map, int cpu_cnt,
			const struct collector_sink *sink, char *values)
{
	__u32 key;
	int cpu, err;

	for (key = 0; key < map->key_cnt; key++) {
		struct run_hist out = hist_of(map, key);

		err = read_percpu(map->fd, key, values);
		for (cpu = 0; !err && cpu < cpu_cnt; cpu++) {
			out.cpu = cpu;
			out.hist = *(struct hist *)(values + cpu * stride(sizeof(out.hist)));
			if (out.hist.count)
				err = sink->hist(sink->ctx, &out);
		}
		if (err)
			return err;
	}
	return 0;
}

static int put_hists(const struct bpf_snapshot_fds *fds, int cpu_cnt,
		     const struct collector_sink *sink, char *values)
{
	const struct hist_map maps[] = {
		{ fds->hists, WAKEUP_HIST_CNT, true, { RUN_HIST_WAKEUP } },
		{ fds->irq_hists, 2, false, { RUN_HIST_IRQ } },
		{ fds->sampled_hists, 2, false, { RUN_HIST_PREEMPT_OFF_SAMPLED } },
		{ fds->window_hists, WINDOW_KIND_CNT * 2, false,
		  { RUN_HIST_PREEMPT_OFF, RUN_HIST_IRQ_OFF } },
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]) && !err; i++)
		err = put_hist_map(&maps[i], cpu_cnt, sink, values);
	return err;
}

static int by_lateness(const void *a, const void *b)
{
	const struct wakeup_event *x = a, *y = b;
	__u64 x_ns = x->run_ns - x->waking_ns, y_ns = y->run_ns - y->waking_ns;

	return (x_ns < y_ns) - (x_ns > y_ns);
}

/* The worst over all CPUs of one key, appended to out. */
static size_t merge_worst(const char *values, int cpu_cnt, struct wakeup_event *all,
			  struct wakeup_event *out)
{
	const struct wakeup_worst *worst;
	size_t cnt = 0, i;
	int cpu;

	for (cpu = 0; cpu < cpu_cnt; cpu++) {
		worst = (const void *)(values + cpu * stride(sizeof(*worst)));
		for (i = 0; i < worst->cnt && i < WAKEUP_WORST_CNT; i++)
			all[cnt++] = worst->rec[i];
	}
	qsort(all, cnt, sizeof(*all), by_lateness);
	if (cnt > WAKEUP_WORST_CNT)
		cnt = WAKEUP_WORST_CNT;
	for (i = 0; i < cnt; i++)
		out[i] = all[i];
	return cnt;
}

static int put_worst(int fd, int cpu_cnt, const struct collector_sink *sink, char *values)
{
	struct wakeup_event out[WAKEUP_HIST_CNT * WAKEUP_WORST_CNT];
	struct wakeup_event *all;
	size_t cnt = 0;
	__u32 key;
	int err = 0;

	all = calloc((size_t)cpu_cnt * WAKEUP_WORST_CNT, sizeof(*all));
	if (!all)
		return -ENOMEM;
	for (key = 0; !err && key < WAKEUP_HIST_CNT; key++) {
		err = read_percpu(fd, key, values);
		if (!err)
			cnt += merge_worst(values, cpu_cnt, all, out + cnt);
	}
	free(all);
	return err ? err : sink->worst(sink->ctx, out, cnt);
}

static int put_losses(int fd, int cpu_cnt, const struct collector_sink *sink, char *values)
{
	__u64 sum;
	__u32 key;
	int cpu, err;

	for (key = 0; key < LOSS_CNT; key++) {
		err = read_percpu(fd, key, values);
		if (err)
			return err;
		for (sum = 0, cpu = 0; cpu < cpu_cnt; cpu++)
			sum += ((__u64 *)values)[cpu];
		err = sink->loss(sink->ctx, loss_name(key), sum);
		if (err)
			return err;
	}
	return 0;
}

/* The same place on all CPUs; symbols of its own would part what one function does. */
static void place_merge(struct place *into, const char *values, int cpu_cnt)
{
	for (int cpu = 0; cpu < cpu_cnt; cpu++) {
		const struct place *from = (const void *)(values + cpu * stride(sizeof(*from)));

		into->count += from->count;
		into->sum_ns += from->sum_ns;
		if (from->max_ns > into->max_ns)
			into->max_ns = from->max_ns;
		for (int bin = 0; bin < PLACE_BINS; bin++)
			into->bins[bin] += from->bins[bin];
	}
}

static int put_places(const struct bpf_snapshot_fds *fds, int cpu_cnt,
		      const struct collector_sink *sink, char *values)
{
	struct place_key key, *prev = NULL;
	char name[BPF_WINDOW_NAME_BYTES];
	int err = 0;

	while (!err && !bpf_map_get_next_key(fds->places, prev, &key)) {
		struct run_place out = { .kind = key.kind, .symbol = name };

		prev = &key;
		if (bpf_map_lookup_elem(fds->places, &key, values))
			continue;
		place_merge(&out.place, values, cpu_cnt);
		bpf_window_place(fds->syms, key.ip, name, sizeof(name));
		err = sink->place(sink->ctx, &out);
	}
	return err;
}

struct worst_list {
	struct run_window *windows;
	struct window_stacks *stacks;
	size_t cnt;
};

static int worst_add(struct worst_list *list, const struct worst_window *worst,
		     const struct kallsyms *syms)
{
	struct run_window *window = &list->windows[list->cnt];
	int err = bpf_window_convert(&worst->window, syms, window);

	if (err)
		return err;
	window->worst = true;
	list->stacks[list->cnt++] = (struct window_stacks){
		.begin = bpf_window_stack(worst, BPF_WINDOW_BEGIN, syms),
		.end = bpf_window_stack(worst, BPF_WINDOW_END, syms),
	};
	return 0;
}

static int worst_add_all(struct worst_list *list, const struct bpf_snapshot_fds *fds,
			 int cpu_cnt, const char *values)
{
	int err = 0;

	for (int cpu = 0; cpu < cpu_cnt; cpu++) {
		const struct window_worst *worst =
			(const void *)(values + cpu * stride(sizeof(*worst)));

		for (__u32 i = 0; i < worst->cnt && i < WINDOW_WORST_CNT && !err; i++)
			err = worst_add(list, &worst->rec[i], fds->syms);
	}
	return err;
}

static int put_worst_windows(const struct bpf_snapshot_fds *fds, int cpu_cnt,
			     const struct collector_sink *sink, char *values)
{
	size_t room = (size_t)cpu_cnt * WINDOW_KIND_CNT * WINDOW_WORST_CNT;
	struct worst_list list = {
		.windows = calloc(room, sizeof(*list.windows)),
		.stacks = calloc(room, sizeof(*list.stacks)),
	};
	int err = list.windows && list.stacks ? 0 : -ENOMEM;

	for (__u32 kind = 0; kind < WINDOW_KIND_CNT && !err; kind++) {
		err = read_percpu(fds->window_worsts, kind, values);
		if (!err)
			err = worst_add_all(&list, fds, cpu_cnt, values);
	}
	if (!err)
		err = sink->worst_windows(sink->ctx, list.windows, list.stacks, list.cnt);
	for (size_t i = 0; i < list.cnt; i++) {
		bpf_window_free(&list.windows[i]);
		free(list.stacks[i].begin);
		free(list.stacks[i].end);
	}
	free(list.windows);
	free(list.stacks);
	return err;
}

int bpf_snapshot(const struct bpf_snapshot_fds *fds, const struct collector_sink *sink)
{
	int cpu_cnt = libbpf_num_possible_cpus();
	char *values;
	int err;

	if (cpu_cnt < 0)
		return cpu_cnt;
	values = malloc(cpu_cnt * stride(sizeof(struct hist)));
	if (!values)
		return -ENOMEM;
	err = put_hists(fds, cpu_cnt, sink, values);
	if (!err)
		err = put_worst(fds->worsts, cpu_cnt, sink, values);
	if (!err)
		err = put_losses(fds->losses, cpu_cnt, sink, values);
	if (!err)
		err = put_places(fds, cpu_cnt, sink, values);
	if (!err)
		err = put_worst_windows(fds, cpu_cnt, sink, values);
	free(values);
	return err;
}
