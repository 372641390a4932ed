// SPDX-License-Identifier: GPL-2.0-only
#include "cli/collect/bpf_evidence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/perf_event.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "cli/collect/bpf_window.h"
#include "cli/collect/evidence_filter.h"

#define PAGES		32	/* of buffer a CPU: 128 KiB where a page has 4 */
#define LATES_MAX	100000

struct bpf_evidence {
	struct perf_buffer *buffer;
	struct evidence_filter *evidence;
	const struct kallsyms *syms;
	struct collector_sink sink;
	int err;
};

static int take_window(void *ctx, const struct window_event *ev)
{
	struct bpf_evidence *e = ctx;
	struct run_window window;
	int err = bpf_window_convert(ev, e->syms, &window);

	if (err)
		return err;
	err = e->sink.window(e->sink.ctx, &window);
	bpf_window_free(&window);
	return err;
}

static int take_gap(void *ctx, const struct gap_event *ev)
{
	struct bpf_evidence *e = ctx;

	return e->sink.gap(e->sink.ctx, ev);
}

static int take_late(void *ctx, const struct late_event *ev)
{
	struct bpf_evidence *e = ctx;

	return e->sink.late(e->sink.ctx, ev);
}

struct raw_sample {
	struct perf_event_header header;
	__u32 bytes;
	char data[];
};

/* Records of loss are left aside: the probes count what they could not write. */
static enum bpf_perf_event_ret on_record(void *ctx, int cpu, struct perf_event_header *header)
{
	const struct raw_sample *sample = (const void *)header;
	struct bpf_evidence *e = ctx;

	(void)cpu;
	if (header->type != PERF_RECORD_SAMPLE)
		return LIBBPF_PERF_EVENT_CONT;
	e->err = evidence_filter_add(e->evidence, sample->data, sample->bytes);
	return e->err ? LIBBPF_PERF_EVENT_ERROR : LIBBPF_PERF_EVENT_CONT;
}

static struct perf_buffer *open_buffer(int map_fd, struct bpf_evidence *e)
{
	/* The reader looks by itself: no record wakes it. */
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.watermark = 1,
		.wakeup_watermark = 1U << 30,
	};

	return perf_buffer__new_raw(map_fd, PAGES, &attr, on_record, e, NULL);
}

int bpf_evidence_open(int map_fd, const struct kallsyms *syms, const struct collector_sink *sink,
		      struct bpf_evidence **out)
{
	struct bpf_evidence *e = calloc(1, sizeof(*e));
	struct evidence_taker taker = {
		.window = take_window,
		.gap = take_gap,
		.late = take_late,
		.ctx = e,
	};
	int cpu_cnt = libbpf_num_possible_cpus();
	int err;

	if (!e || cpu_cnt < 0) {
		free(e);
		return cpu_cnt < 0 ? cpu_cnt : -ENOMEM;
	}
	e->syms = syms;
	e->sink = *sink;
	e->evidence = evidence_filter_new((unsigned int)cpu_cnt, LATES_MAX, &taker);
	e->buffer = e->evidence ? open_buffer(map_fd, e) : NULL;
	if (!e->buffer) {
		err = e->evidence ? -errno : -ENOMEM;
		bpf_evidence_close(e);
		return err;
	}
	*out = e;
	return 0;
}

void bpf_evidence_close(struct bpf_evidence *e)
{
	if (!e)
		return;
	perf_buffer__free(e->buffer);
	evidence_filter_free(e->evidence);
	free(e);
}

int bpf_evidence_read(struct bpf_evidence *e)
{
	int err = perf_buffer__consume(e->buffer);

	if (e->err)
		return e->err;
	return err < 0 ? err : evidence_filter_settle(e->evidence);
}

int bpf_evidence_finish(struct bpf_evidence *e)
{
	int err = bpf_evidence_read(e);

	return err ? err : evidence_filter_settle(e->evidence);
}

int bpf_evidence_give_since(struct bpf_evidence *e, uint64_t from_ns)
{
	return evidence_filter_give_since(e->evidence, from_ns);
}

uint64_t bpf_evidence_unstored(const struct bpf_evidence *e)
{
	return evidence_filter_unstored(e->evidence);
}

uint64_t bpf_evidence_cut(const struct bpf_evidence *e)
{
	return evidence_filter_cut(e->evidence);
}

static int by_time(const void *a, const void *b)
{
	const struct run_switch *x = a, *y = b;

	return (x->to.since_ns > y->to.since_ns) - (x->to.since_ns < y->to.since_ns);
}

static size_t flight_collect(int map_fd, unsigned int cnt, uint64_t from_ns, size_t room,
			     struct run_switch *out)
{
	size_t used = 0;

	for (__u32 key = 0; key < room; key++) {
		struct run_switch *sw = &out[used];

		if (bpf_map_lookup_elem(map_fd, &key, &sw->to))
			continue;
		sw->cpu = key / cnt;
		if (sw->to.since_ns && sw->to.since_ns >= from_ns)
			used++;
	}
	return used;
}

int bpf_flight_read(int map_fd, unsigned int cnt, uint64_t from_ns,
		    const struct collector_sink *sink)
{
	size_t room = (size_t)libbpf_num_possible_cpus() * cnt, used;
	struct run_switch *out = calloc(room ? room : 1, sizeof(*out));
	int err = 0;

	if (!out)
		return -ENOMEM;
	used = flight_collect(map_fd, cnt, from_ns, room, out);
	qsort(out, used, sizeof(*out), by_time);
	for (size_t i = 0; i < used && !err; i++)
		err = sink->sw(sink->ctx, &out[i]);
	free(out);
	return err;
}
