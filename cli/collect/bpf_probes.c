// SPDX-License-Identifier: GPL-2.0-only
#include "cli/collect/bpf_probes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>

#include "cli/collect/efi_points.h"

/* One point of the call; the targets of a row are tried in order. */
struct point {
	const char *eprog;			/* program for the kernel's own trace event */
	const char *event;
	const char *fprog;			/* fentry or fexit program, by its name */
	const char *ftarget;
	const char *kprog;			/* kprobe or kretprobe program */
	const char *ktargets[EFI_POINT_TARGETS];
	__u64 cookie;
	bool at_return;
	bool needed;				/* no EFI call can be read without */
};

#define ENTRY_COOKIE(service, flags)	((__u64)(flags) << 32 | (service))
#define ENTRY_POINT(func, service, flags)					\
	{ .fprog = #func "_enter", .ftarget = #func,				\
	  .kprog = "entry_point_kprobe", .ktargets = { #func },			\
	  .cookie = ENTRY_COOKIE(service, flags) },				\
	{ .fprog = #func "_exit", .ftarget = #func,				\
	  .kprog = "entry_point_kretprobe", .ktargets = { #func },		\
	  .at_return = true },

static const struct point points[] = {
	{ .eprog = "queue_event", .event = "efi_call_queue",
	  .fprog = "queue_fentry", .ftarget = "__efi_queue_work",
	  .kprog = "queue_kprobe", .ktargets = EFI_POINT_QUEUE, .needed = true },
	{ .fprog = "setup_fentry", .ftarget = "arch_efi_call_virt_setup",
	  .kprog = "setup_kprobe", .ktargets = EFI_POINT_SETUP, .needed = true },
	{ .eprog = "door_event", .event = "efi_call_begin",
	  .fprog = "door_fexit", .ftarget = "arch_efi_call_virt_setup",
	  .kprog = "door_kretprobe", .ktargets = EFI_POINT_DOOR,
	  .at_return = true, .needed = true },
	{ .eprog = "return_event", .event = "efi_call_end",
	  .fprog = "return_fentry", .ftarget = "efi_call_virt_check_flags",
	  .kprog = "return_kprobe", .ktargets = EFI_POINT_RETURN, .needed = true },
	{ .fprog = "done_fexit", .ftarget = "arch_efi_call_virt_teardown",
	  .kprog = "done_kretprobe", .ktargets = EFI_POINT_DONE,
	  .at_return = true, .needed = true },
#include "bpf/entry_points.h"
};

/* A program on a tracepoint. */
struct tracepoint {
	const char *prog;
	const char *event;
};

#define SAME(name) { name, name }

static const struct tracepoint sched_tracepoints[] = {
	SAME("sched_waking"), SAME("sched_wakeup"), SAME("sched_switch"),
	SAME("hrtimer_expire_exit"),
};

/* One of these: the first where windows are exact, or cannot be sampled. */
static const struct tracepoint timer_tracepoints[] = {
	{ "timer_entry_plain", "hrtimer_expire_entry" },
	{ "timer_entry_sample", "hrtimer_expire_entry" },
};

/* Of these each architecture has some; they only tell of interrupted calls. */
static const struct tracepoint irq_tracepoints[] = {
	SAME("irq_handler_entry"), SAME("ipi_entry"), SAME("local_timer_entry"),
	SAME("reschedule_entry"), SAME("call_function_entry"),
	SAME("call_function_single_entry"), SAME("irq_work_entry"),
};

/* All or none: without the last two, idle would count. */
static const struct tracepoint window_tracepoints[] = {
	SAME("preempt_disable"), SAME("preempt_enable"), SAME("irq_disable"),
	SAME("irq_enable"), { "window_sched_switch", "sched_switch" },
	{ "window_cpu_idle", "cpu_idle" },
};

#define ARRAY_CNT(a) (sizeof(a) / sizeof((a)[0]))

static struct bpf_probe *probe_add(struct bpf_probes *probes, const char *prog,
				   const char *target, const char *kind)
{
	struct bpf_probe *probe = &probes->probes[probes->cnt++];

	*probe = (struct bpf_probe){
		.prog = bpf_object__find_program_by_name(probes->obj, prog),
		.target = target,
		.kind = kind,
		.state = "not attached",
	};
	bpf_program__set_autoload(probe->prog, true);
	return probe;
}

static bool fentry_possible(const struct bpf_probes *probes, const struct point *point)
{
	return probes->fentry && point->fprog &&
	       btf__find_by_name_kind(probes->btf, point->ftarget, BTF_KIND_FUNC) > 0;
}

static const char *kprobe_target(const struct bpf_probes *probes, const struct point *point)
{
	size_t i;

	for (i = 0; point->kprog && i < EFI_POINT_TARGETS && point->ktargets[i]; i++)
		if (kallsyms_has(probes->syms, point->ktargets[i]))
			return point->ktargets[i];
	return NULL;
}

static bool tracepoint_exists(const struct bpf_probes *probes, const char *name)
{
	char type[64];

	snprintf(type, sizeof(type), "btf_trace_%s", name);
	return btf__find_by_name_kind(probes->btf, type, BTF_KIND_TYPEDEF) > 0;
}

static bool point_choose(struct bpf_probes *probes, const struct point *point)
{
	const char *target;

	if (point->event && tracepoint_exists(probes, point->event)) {
		probe_add(probes, point->eprog, point->event, "tp_btf");
		return true;
	}
	if (fentry_possible(probes, point)) {
		probe_add(probes, point->fprog, point->ftarget,
			  point->at_return ? "fexit" : "fentry");
		return true;
	}
	target = kprobe_target(probes, point);
	if (!target)
		return false;
	probe_add(probes, point->kprog, target,
		  point->at_return ? "kretprobe" : "kprobe")->cookie = point->cookie;
	return true;
}

static bool tracepoint_choose(struct bpf_probes *probes, const struct tracepoint *tp)
{
	if (!tracepoint_exists(probes, tp->event))
		return false;
	probe_add(probes, tp->prog, tp->event, "tp_btf");
	return true;
}

static void windows_choose(struct bpf_probes *probes)
{
	size_t i;

	for (i = 0; i < ARRAY_CNT(window_tracepoints); i++)
		if (!tracepoint_exists(probes, window_tracepoints[i].event))
			return;
	for (i = 0; i < ARRAY_CNT(window_tracepoints); i++)
		tracepoint_choose(probes, &window_tracepoints[i]);
	probes->windows = true;
}

static int points_choose(struct bpf_probes *probes, const char **missing)
{
	size_t i;

	for (i = 0; i < ARRAY_CNT(points); i++) {
		if (!point_choose(probes, &points[i]) && points[i].needed) {
			*missing = points[i].ktargets[0];
			return -ENOENT;
		}
	}
	for (i = 0; i < ARRAY_CNT(irq_tracepoints); i++)
		tracepoint_choose(probes, &irq_tracepoints[i]);
	return 0;
}

int bpf_probes_choose(struct bpf_probes *probes, const char **missing)
{
	struct bpf_program *prog;
	size_t i;

	bpf_object__for_each_program(prog, probes->obj)
		bpf_program__set_autoload(prog, false);
	for (i = 0; i < ARRAY_CNT(sched_tracepoints); i++) {
		if (!tracepoint_choose(probes, &sched_tracepoints[i])) {
			*missing = sched_tracepoints[i].event;
			return -ENOENT;
		}
	}
	windows_choose(probes);
	if (!tracepoint_choose(probes, &timer_tracepoints[!probes->windows && probes->depth])) {
		*missing = timer_tracepoints[0].event;
		return -ENOENT;
	}
	return probes->efi ? points_choose(probes, missing) : 0;
}

static struct bpf_link *probe_attach(const struct bpf_probe *probe)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .bpf_cookie = probe->cookie,
		    .retprobe = strcmp(probe->kind, "kretprobe") == 0);

	if (strcmp(probe->kind, "kprobe") && strcmp(probe->kind, "kretprobe"))
		return bpf_program__attach(probe->prog);
	return bpf_program__attach_kprobe_opts(probe->prog, probe->target, &opts);
}

int bpf_probes_attach(struct bpf_probes *probes, const char **failed)
{
	struct bpf_probe *probe;
	size_t i;
	int err;

	for (i = 0; i < probes->cnt; i++) {
		probe = &probes->probes[i];
		probe->link = probe_attach(probe);
		if (!probe->link) {
			err = -errno;
			snprintf(probe->state, sizeof(probe->state), "failed: %d", err);
			*failed = probe->target;
			return err;
		}
		snprintf(probe->state, sizeof(probe->state), "attached");
	}
	return 0;
}

void bpf_probes_detach(struct bpf_probes *probes)
{
	size_t i;

	for (i = 0; i < probes->cnt; i++) {
		bpf_link__destroy(probes->probes[i].link);
		probes->probes[i].link = NULL;
	}
}

void bpf_probes_describe(const struct bpf_probe *probe, struct run_probe *out)
{
	struct bpf_prog_info info = {};
	__u32 info_bytes = sizeof(info);

	*out = (struct run_probe){
		.name = (char *)bpf_program__name(probe->prog),
		.target = (char *)probe->target,
		.kind = (char *)probe->kind,
		.state = (char *)probe->state,
	};
	if (bpf_obj_get_info_by_fd(bpf_program__fd(probe->prog), &info, &info_bytes))
		return;
	out->run_cnt = info.run_cnt;
	out->run_ns = info.run_time_ns;
	out->missed_cnt = info.recursion_misses;
}
