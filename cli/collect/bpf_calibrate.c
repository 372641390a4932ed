// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "cli/collect/bpf_calibrate.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "calibrate.skel.h"

static int try_attach(struct bpf_program *prog, struct bpf_link **link)
{
	*link = bpf_program__attach(prog);
	return *link ? 0 : -errno;
}

/* Calls bpf_fentry_test1() in plain task context. */
static int call_test_function(struct bpf_program *fentry)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	return bpf_prog_test_run_opts(bpf_program__fd(fentry), &opts);
}

static void call_traced_syscall(struct calibrate_bpf *skel)
{
	skel->bss->loader_tid = gettid();
	if (!try_attach(skel->progs.calibrate_event, &skel->links.calibrate_event))
		syscall(SYS_getppid);
	skel->bss->loader_tid = 0;
}

/* A kernel refuses all when it lacks BPF trampolines, or the tracepoint of one. */
static int load(struct calibrate_bpf **skel, bool fentry, bool event)
{
	int err;

	*skel = calibrate_bpf__open();
	if (!*skel)
		return -errno;
	bpf_program__set_autoload((*skel)->progs.calibrate_fentry, fentry);
	bpf_program__set_autoload((*skel)->progs.calibrate_event, event);
	err = calibrate_bpf__load(*skel);
	if (err) {
		calibrate_bpf__destroy(*skel);
		*skel = NULL;
	}
	return err;
}

int bpf_calibrate(struct bpf_calibration *cal)
{
	struct calibrate_bpf *skel;
	int err;

	*cal = (struct bpf_calibration){};
	err = load(&skel, true, true);
	if (err)
		err = load(&skel, true, false);
	if (err) {
		cal->fentry_err = err;
		err = load(&skel, false, false);
	}
	if (err)
		return err;
	if (!cal->fentry_err)
		cal->fentry_err = try_attach(skel->progs.calibrate_fentry,
					     &skel->links.calibrate_fentry);
	cal->kprobe_err = try_attach(skel->progs.calibrate_kprobe,
				     &skel->links.calibrate_kprobe);
	if (bpf_program__fd(skel->progs.calibrate_fentry) >= 0)
		call_test_function(skel->progs.calibrate_fentry);
	if (!cal->fentry_err && !skel->bss->fentry_cnt)
		cal->fentry_err = -ENOTSUP;
	call_traced_syscall(skel);
	cal->event_bias = skel->bss->event_bias;
	cal->event_known = skel->bss->event_cnt > 0;
	cal->fentry_bias = skel->bss->fentry_bias;
	cal->kprobe_bias = skel->bss->kprobe_bias;
	calibrate_bpf__destroy(skel);
	return 0;
}
