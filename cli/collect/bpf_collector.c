// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BPF backend: calibrate, open, choose probes, set sizes, load, attach.
 * This file and its neighbours bpf_*.c alone see the skeletons.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "cli/collect/bpf_calibrate.h"
#include "cli/collect/bpf_probes.h"
#include "cli/collect/bpf_evidence.h"
#include "cli/collect/bpf_snapshot.h"
#include "cli/collect/collector.h"
#include "cli/collect/kallsyms.h"
#include "cli/collect/probe_timer.h"
#include "recorder.skel.h"

#define PENDING_MAX	65536	/* slots of pending wakeups: 5 MiB */
#define PLACE_FLOOR_NS	1000

struct collector {
	struct recorder_bpf *skel;
	struct ring_buffer *ring;
	struct kallsyms *syms;
	struct bpf_probes probes;
	struct bpf_evidence *evidence;
	struct probe_timers timers;
	struct collector_sink sink;
	struct collector_options opts;
	int stats_fd;		/* the kernel counts while it is open; -1 */
	int sink_err;
	char why[256];
};

static int quiet(enum libbpf_print_level level, const char *fmt, va_list args)
{
	if (level != LIBBPF_WARN || !getenv("EFI_LATENCY_DEBUG"))
		return 0;
	return vfprintf(stderr, fmt, args);
}

static int bpf_supported(const char **why)
{
	if (geteuid() != 0) {
		*why = "recording needs root (or CAP_BPF, CAP_PERFMON and CAP_SYS_RESOURCE)";
		return -EPERM;
	}
	if (access("/sys/kernel/btf/vmlinux", R_OK)) {
		*why = "the kernel has no BTF (CONFIG_DEBUG_INFO_BTF): /sys/kernel/btf/vmlinux is missing";
		return -ENOTSUP;
	}
	return 0;
}

static int on_call(void *ctx, void *data, size_t bytes)
{
	const struct efi_call_event *ev = data;
	struct collector *c = ctx;
	char *stack;

	if (bytes < sizeof(*ev))
		return -EPROTO;
	stack = kallsyms_stack(c->syms, ev->stack, EVENT_STACK_LEN);
	c->sink_err = c->sink.call(c->sink.ctx, ev, stack);
	free(stack);
	return c->sink_err;
}

static __u32 pending_cnt(void)
{
	FILE *in = fopen("/proc/sys/kernel/pid_max", "re");
	unsigned int pid_max = PENDING_MAX;
	__u32 cnt = 1;

	if (in) {
		if (fscanf(in, "%u", &pid_max) != 1)
			pid_max = PENDING_MAX;
		fclose(in);
	}
	while (cnt < pid_max && cnt < PENDING_MAX)
		cnt *= 2;
	return cnt;
}

static void configure_late(struct collector *c, const struct bpf_calibration *cal)
{
	const struct collector_options *opts = &c->opts;
	struct recorder_bpf__rodata *ro = c->skel->rodata;

	ro->masked_floor_ns = opts->evidence_floor_ns;
	ro->gap_floor_ns = opts->late_floor_ns / 4;
	ro->window_floor_ns = opts->evidence_floor_ns;
	ro->place_floor_ns = PLACE_FLOOR_NS;
	/* What can make a wakeup late all by itself. */
	ro->stack_floor_ns = opts->late_floor_ns;
	ro->late_floor_ns = opts->late_floor_ns;
	ro->threshold_ns = opts->threshold_ns;
	ro->threshold_freezes = opts->threshold_freezes;
	ro->timer_bias = cal->event_bias.preempt;
	if (opts->probe_period_ns)
		ro->probe_function = kallsyms_addr(c->syms, PROBE_TIMER_FUNCTION);
	if (!opts->flight_cnt)
		return;
	ro->flight_mask = opts->flight_cnt - 1;
	bpf_map__set_max_entries(c->skel->maps.flight,
				 (__u32)libbpf_num_possible_cpus() * opts->flight_cnt);
}

static void configure(struct collector *c, const struct bpf_calibration *cal)
{
	__u32 slots = pending_cnt();
	__u32 ring_bytes = c->opts.ringbuf_kib * 1024;

	/* Until every probe is attached: a wakeup must not miss its EFI call. */
	c->skel->bss->frozen = true;
	configure_late(c, cal);
	c->skel->rodata->rt_only = c->opts.rt_only;
	c->skel->rodata->pending_mask = slots - 1;
	c->skel->rodata->wakeup_bytes = ring_bytes / 4;
	c->skel->rodata->fentry_bias = cal->fentry_bias;
	c->skel->rodata->kprobe_bias = cal->kprobe_bias;
	c->skel->rodata->event_bias = cal->event_bias;
	bpf_map__set_max_entries(c->skel->maps.pending_wakeups, slots);
	bpf_map__set_max_entries(c->skel->maps.pending_rt, slots);
	bpf_map__set_max_entries(c->skel->maps.call_events, ring_bytes);
}

static int put_calibration(struct collector *c, const struct bpf_calibration *cal)
{
	char text[64];
	int err;

	if (cal->fentry_err)
		snprintf(text, sizeof(text), "no (%d)", cal->fentry_err);
	else
		snprintf(text, sizeof(text), "yes, adds preempt %d, migrate %d",
			 cal->fentry_bias.preempt, cal->fentry_bias.migrate);
	err = c->sink.fact(c->sink.ctx, "probe.fentry", text);
	if (err)
		return err;
	if (cal->kprobe_err)
		snprintf(text, sizeof(text), "no (%d)", cal->kprobe_err);
	else
		snprintf(text, sizeof(text), "yes, adds preempt %d, migrate %d",
			 cal->kprobe_bias.preempt, cal->kprobe_bias.migrate);
	return c->sink.fact(c->sink.ctx, "probe.kprobe", text);
}

/* A sentence that lives as long as the collector does, or a fixed one. */
static int fail(struct collector *c, const char **why, int err, const char *what,
		const char *detail)
{
	snprintf(c->why, sizeof(c->why), "%s%s%s", what, detail ? ": " : "",
		 detail ? detail : "");
	*why = c->why;
	return err;
}

static int choose(struct collector *c, const struct bpf_calibration *cal, const char **why)
{
	const char *missing = NULL;
	int err;

	c->probes.obj = c->skel->obj;
	c->probes.syms = c->syms;
	c->probes.fentry = !cal->fentry_err;
	c->probes.depth = cal->event_known;
	c->probes.efi = c->opts.efi;
	c->probes.btf = btf__load_vmlinux_btf();
	if (!c->probes.btf)
		return fail(c, why, -errno, "cannot read the kernel's BTF", strerror(errno));
	err = bpf_probes_choose(&c->probes, &missing);
	if (err)
		return fail(c, why, err, "the kernel has no function or tracepoint", missing);
	return 0;
}

/* What this kernel's probes add to what they read, and its symbols. */
static int prepare_kernel(struct collector *c, struct bpf_calibration *cal, const char **why)
{
	int err;

	/* Only EFI calls need it. */
	err = bpf_calibrate(cal);
	if (err && c->opts.efi)
		return fail(c, why, err, "the kernel takes no BPF program", strerror(-err));
	err = kallsyms_load(&c->syms);
	if (err)
		return fail(c, why, err, "cannot read addresses from /proc/kallsyms "
			    "(kernel.kptr_restrict?)", strerror(-err));
	return c->opts.efi ? put_calibration(c, cal) : 0;
}

static int prepare_maps(struct collector *c, const char **why)
{
	int err;

	c->ring = ring_buffer__new(bpf_map__fd(c->skel->maps.call_events), on_call, c, NULL);
	if (!c->ring)
		return fail(c, why, -errno, "cannot map the ring buffer", strerror(errno));
	err = bpf_evidence_open(bpf_map__fd(c->skel->maps.evidence), c->syms, &c->sink,
				&c->evidence);
	return err ? fail(c, why, err, "cannot map the buffers of evidence", strerror(-err)) : 0;
}

static int prepare(struct collector *c, const char **why)
{
	struct bpf_calibration cal = {};
	int err;

	err = prepare_kernel(c, &cal, why);
	if (err)
		return err;
	c->skel = recorder_bpf__open();
	if (!c->skel)
		return fail(c, why, -errno, "cannot open the BPF object", strerror(errno));
	err = choose(c, &cal, why);
	if (err)
		return err;
	configure(c, &cal);
	err = recorder_bpf__load(c->skel);
	if (err)
		return fail(c, why, err, "the kernel refused a BPF program "
			    "(EFI_LATENCY_DEBUG=1 shows the verifier's reason)", strerror(-err));
	return prepare_maps(c, why);
}

static int bpf_open(const struct collector_options *opts, const struct collector_sink *sink,
		    struct collector **out, const char **why)
{
	struct collector *c = calloc(1, sizeof(*c));

	if (!c) {
		*why = "out of memory";
		return -ENOMEM;
	}
	libbpf_set_print(quiet);
	c->sink = *sink;
	c->opts = *opts;
	c->stats_fd = -1;
	*out = c;
	return prepare(c, why);
}

static int put_probes(struct collector *c)
{
	struct run_probe probe;
	size_t i;
	int err;

	for (i = 0; i < c->probes.cnt; i++) {
		bpf_probes_describe(&c->probes.probes[i], &probe);
		err = c->sink.probe(c->sink.ctx, &probe);
		if (err)
			return err;
	}
	return 0;
}

static int put_settings(struct collector *c)
{
	const struct {
		const char *name;
		uint64_t value;
	} settings[] = {
		{ "probe_period_ns", c->opts.probe_period_ns },
		{ "evidence_floor_ns", c->opts.evidence_floor_ns },
		{ "late_floor_ns", c->opts.late_floor_ns },
		{ "threshold_ns", c->opts.threshold_ns },
		{ "windows_exact", c->probes.windows },
		{ "rt_only", c->opts.rt_only },
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]) && !err; i++)
		err = c->sink.counter(c->sink.ctx, settings[i].name, settings[i].value);
	return err;
}

static int bpf_start(struct collector *c, const char **why)
{
	const char *failed = NULL;
	int err;

	err = bpf_probes_attach(&c->probes, &failed);
	if (err)
		return fail(c, why, err, "cannot attach a probe to", failed);
	err = put_probes(c);
	if (!err)
		err = put_settings(c);
	if (err)
		return fail(c, why, err, "cannot store the list of probes", NULL);
	if (c->opts.probe_period_ns)
		err = probe_timers_start(&c->timers, c->opts.probe_period_ns);
	if (err)
		return fail(c, why, err, "cannot start the probe timers", strerror(-err));
	c->skel->bss->recording = true;
	c->skel->bss->frozen = false;
	return 0;
}

static int bpf_poll(struct collector *c, int timeout_ms)
{
	int err = ring_buffer__poll(c->ring, timeout_ms);

	/* The kernel wakes us only under load: look in any case. */
	if (err >= 0)
		err = ring_buffer__consume(c->ring);
	if (err < 0 && err != -EINTR)
		return c->sink_err ? c->sink_err : err;
	return bpf_evidence_read(c->evidence);
}

static int bpf_take_snapshot(struct collector *c)
{
	struct bpf_snapshot_fds fds = {
		.hists = bpf_map__fd(c->skel->maps.wakeup_hists),
		.worsts = bpf_map__fd(c->skel->maps.wakeup_worsts),
		.losses = bpf_map__fd(c->skel->maps.losses),
		.irq_hists = bpf_map__fd(c->skel->maps.irq_hists),
		.sampled_hists = bpf_map__fd(c->skel->maps.sampled_hists),
		.window_hists = bpf_map__fd(c->skel->maps.window_hists),
		.window_worsts = bpf_map__fd(c->skel->maps.window_worsts),
		.places = bpf_map__fd(c->skel->maps.places),
		.syms = c->syms,
	};

	return bpf_snapshot(&fds, &c->sink);
}

/*
 * Calls that had not returned when the recording ended: no loss, but stored
 * as far as they came.  Where a late wakeup ended it, one of them is the cause.
 */
static int put_open_calls(struct collector *c)
{
	int fd = bpf_map__fd(c->skel->maps.open_calls);
	struct efi_call_event call;
	__u32 key, *prev = NULL;
	uint64_t cnt = 0;
	int err = 0;

	while (!err && !bpf_map_get_next_key(fd, prev, &key)) {
		prev = &key;
		if (bpf_map_lookup_elem(fd, &key, &call))
			continue;
		cnt++;
		call.flags |= EFI_CALL_OPEN;
		err = on_call(c, &call, sizeof(call));
	}
	return err ? err : c->sink.loss(c->sink.ctx, "open_at_end", cnt);
}

static int put_evidence(struct collector *c)
{
	int err = bpf_evidence_finish(c->evidence);

	if (!err)
		err = c->sink.counter(c->sink.ctx, "late_unstored",
				      bpf_evidence_unstored(c->evidence));
	return err ? err : c->sink.counter(c->sink.ctx, "late_evidence_cut",
					   bpf_evidence_cut(c->evidence));
}

static int bpf_flight(struct collector *c, uint64_t from_ns)
{
	int err = bpf_evidence_read(c->evidence);

	if (!err)
		err = bpf_evidence_read(c->evidence);
	if (!err)
		err = bpf_evidence_give_since(c->evidence, from_ns);
	if (!err)
		err = bpf_flight_read(bpf_map__fd(c->skel->maps.flight), c->opts.flight_cnt,
				      from_ns, &c->sink);
	c->skel->bss->flight_stopped = false;
	return err;
}

static int bpf_stats(struct collector *c, bool on)
{
	if (on && c->stats_fd < 0) {
		c->stats_fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
		return c->stats_fd < 0 ? c->stats_fd : 0;
	}
	if (!on && c->stats_fd >= 0)
		close(c->stats_fd);
	c->stats_fd = -1;
	return put_probes(c);
}

static int bpf_stop(struct collector *c)
{
	int err;

	c->skel->bss->recording = false;
	probe_timers_stop(&c->timers);
	err = ring_buffer__consume(c->ring);
	if (err >= 0)
		err = put_open_calls(c);
	if (!err)
		err = put_evidence(c);
	if (!err)
		err = bpf_take_snapshot(c);
	if (!err)
		err = put_probes(c);
	bpf_probes_detach(&c->probes);
	return c->sink_err ? c->sink_err : err;
}

static void bpf_close(struct collector *c)
{
	if (!c)
		return;
	if (c->stats_fd >= 0)
		close(c->stats_fd);
	probe_timers_stop(&c->timers);
	bpf_probes_detach(&c->probes);
	bpf_evidence_close(c->evidence);
	ring_buffer__free(c->ring);
	btf__free(c->probes.btf);
	recorder_bpf__destroy(c->skel);
	kallsyms_free(c->syms);
	free(c);
}

const struct collector_ops collector_bpf = {
	.name = "bpf",
	.supported = bpf_supported,
	.open = bpf_open,
	.start = bpf_start,
	.poll = bpf_poll,
	.snapshot = bpf_take_snapshot,
	.flight = bpf_flight,
	.stats = bpf_stats,
	.stop = bpf_stop,
	.close = bpf_close,
};
