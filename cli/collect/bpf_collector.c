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
#include "cli/collect/bpf_snapshot.h"
#include "cli/collect/collector.h"
#include "cli/collect/kallsyms.h"
#include "recorder.skel.h"

_Static_assert(sizeof(struct wakeup_worst) <= sizeof(struct hist),
	       "bpf_snapshot() reads both into one buffer");

#define PENDING_MAX	65536	/* slots of pending wakeups: 1 MiB */

struct collector {
	struct recorder_bpf *skel;
	struct ring_buffer *ring;
	struct kallsyms *syms;
	struct bpf_probes probes;
	struct collector_sink sink;
	bool efi;
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

static void configure(struct collector *c, const struct collector_options *opts,
		      const struct bpf_calibration *cal)
{
	__u32 slots = pending_cnt();
	__u32 ring_bytes = opts->ringbuf_kib * 1024;

	c->skel->rodata->pending_mask = slots - 1;
	c->skel->rodata->wakeup_bytes = ring_bytes / 4;
	c->skel->rodata->fentry_bias = cal->fentry_bias;
	c->skel->rodata->kprobe_bias = cal->kprobe_bias;
	c->skel->rodata->event_bias = cal->event_bias;
	bpf_map__set_max_entries(c->skel->maps.pending_wakeups, slots);
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

static int choose(struct collector *c, bool fentry, const char **why)
{
	const char *missing = NULL;
	int err;

	c->probes.obj = c->skel->obj;
	c->probes.syms = c->syms;
	c->probes.fentry = fentry;
	c->probes.efi = c->efi;
	c->probes.btf = btf__load_vmlinux_btf();
	if (!c->probes.btf)
		return fail(c, why, -errno, "cannot read the kernel's BTF", strerror(errno));
	err = bpf_probes_choose(&c->probes, &missing);
	if (err)
		return fail(c, why, err, "the kernel has no function or tracepoint", missing);
	return 0;
}

/* What only the probes of EFI calls need. */
static int prepare_efi(struct collector *c, struct bpf_calibration *cal, const char **why)
{
	int err;

	err = bpf_calibrate(cal);
	if (err)
		return fail(c, why, err, "the kernel takes no BPF program", strerror(-err));
	err = kallsyms_load(&c->syms);
	if (err)
		return fail(c, why, err, "cannot read addresses from /proc/kallsyms "
			    "(kernel.kptr_restrict?)", strerror(-err));
	return put_calibration(c, cal);
}

static int prepare(struct collector *c, const struct collector_options *opts, const char **why)
{
	struct bpf_calibration cal = {};
	int err;

	if (c->efi) {
		err = prepare_efi(c, &cal, why);
		if (err)
			return err;
	}
	c->skel = recorder_bpf__open();
	if (!c->skel)
		return fail(c, why, -errno, "cannot open the BPF object", strerror(errno));
	err = choose(c, !cal.fentry_err, why);
	if (err)
		return err;
	configure(c, opts, &cal);
	err = recorder_bpf__load(c->skel);
	if (err)
		return fail(c, why, err, "the kernel refused a BPF program "
			    "(EFI_LATENCY_DEBUG=1 shows the verifier's reason)", strerror(-err));
	c->ring = ring_buffer__new(bpf_map__fd(c->skel->maps.call_events), on_call, c, NULL);
	if (!c->ring)
		return fail(c, why, -errno, "cannot map the ring buffer", strerror(errno));
	return 0;
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
	c->efi = opts->efi;
	*out = c;
	return prepare(c, opts, why);
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

static int bpf_start(struct collector *c, const char **why)
{
	const char *failed = NULL;
	int err;

	err = bpf_probes_attach(&c->probes, &failed);
	if (err)
		return fail(c, why, err, "cannot attach a probe to", failed);
	err = put_probes(c);
	if (err)
		return fail(c, why, err, "cannot store the list of probes", NULL);
	c->skel->bss->recording = true;
	return 0;
}

static int bpf_poll(struct collector *c, int timeout_ms)
{
	int err = ring_buffer__poll(c->ring, timeout_ms);

	/* The kernel wakes us only under load: look in any case. */
	if (err >= 0)
		err = ring_buffer__consume(c->ring);
	if (err >= 0 || err == -EINTR)
		return 0;
	return c->sink_err ? c->sink_err : err;
}

static int bpf_take_snapshot(struct collector *c)
{
	struct bpf_snapshot_fds fds = {
		.hists = bpf_map__fd(c->skel->maps.wakeup_hists),
		.worsts = bpf_map__fd(c->skel->maps.wakeup_worsts),
		.losses = bpf_map__fd(c->skel->maps.losses),
	};

	return bpf_snapshot(&fds, &c->sink);
}

/* Calls that had not returned when the recording ended: no loss, but said. */
static uint64_t open_call_cnt(struct collector *c)
{
	int fd = bpf_map__fd(c->skel->maps.open_calls);
	__u32 key, next, *prev = NULL;
	uint64_t cnt = 0;

	while (!bpf_map_get_next_key(fd, prev, &next)) {
		cnt++;
		key = next;
		prev = &key;
	}
	return cnt;
}

static int bpf_stop(struct collector *c)
{
	int err;

	c->skel->bss->recording = false;
	err = ring_buffer__consume(c->ring);
	if (err >= 0)
		err = bpf_take_snapshot(c);
	if (!err)
		err = c->sink.loss(c->sink.ctx, "open_at_end", open_call_cnt(c));
	if (!err)
		err = put_probes(c);
	bpf_probes_detach(&c->probes);
	return c->sink_err ? c->sink_err : err;
}

static void bpf_close(struct collector *c)
{
	if (!c)
		return;
	bpf_probes_detach(&c->probes);
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
	.stop = bpf_stop,
	.close = bpf_close,
};
