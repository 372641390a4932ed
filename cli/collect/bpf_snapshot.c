// SPDX-License-Identifier: GPL-2.0-only
#include "cli/collect/bpf_snapshot.h"

#include <errno.h>
#include <stdlib.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

/* A per-CPU value as the system call lays it out. */
static size_t stride(size_t bytes)
{
	return (bytes + 7) & ~(size_t)7;
}

static int read_percpu(int fd, __u32 key, void *values)
{
	return bpf_map_lookup_elem(fd, &key, values) ? -errno : 0;
}

static int put_hists(int fd, int cpu_cnt, const struct collector_sink *sink, char *values)
{
	struct run_hist out = { .source = RUN_HIST_WAKEUP };
	__u32 key;
	int cpu, err;

	for (key = 0; key < WAKEUP_HIST_CNT; key++) {
		err = read_percpu(fd, key, values);
		for (cpu = 0; !err && cpu < cpu_cnt; cpu++) {
			out.hist = *(struct hist *)(values + cpu * stride(sizeof(out.hist)));
			if (!out.hist.count)
				continue;
			out.cpu = cpu;
			out.klass = key / 2;
			out.inside = key & 1;
			err = sink->hist(sink->ctx, &out);
		}
		if (err)
			return err;
	}
	return 0;
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
	err = put_hists(fds->hists, cpu_cnt, sink, values);
	if (!err)
		err = put_worst(fds->worsts, cpu_cnt, sink, values);
	if (!err)
		err = put_losses(fds->losses, cpu_cnt, sink, values);
	free(values);
	return err;
}
