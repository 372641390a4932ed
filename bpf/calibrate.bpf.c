// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the depths where they are known to be 0: in bpf_fentry_test1(), which
 * BPF_PROG_TEST_RUN calls in plain task context, and at the entry of the
 * loader's own system calls.  What is read is what this kind of probe adds on
 * this kernel.
 */
#include "kernel.h"
#include "event.h"

char LICENSE[] SEC("license") = "GPL";

struct depth_bias fentry_bias = {};
struct depth_bias kprobe_bias = {};
__u32 fentry_cnt = 0;
__u32 kprobe_cnt = 0;
struct depth_bias event_bias = {};
__u32 event_cnt = 0;
__u32 loader_tid = 0;

static __always_inline void read_bias(struct depth_bias *bias)
{
	bias->preempt = kernel_preempt_depth();
	bias->migrate = kernel_migrate_depth();
}

SEC("fentry/bpf_fentry_test1")
int BPF_PROG(calibrate_fentry)
{
	read_bias(&fentry_bias);
	fentry_cnt++;
	return 0;
}

SEC("kprobe/bpf_fentry_test1")
int calibrate_kprobe(struct pt_regs *ctx)
{
	read_bias(&kprobe_bias);
	kprobe_cnt++;
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(calibrate_event)
{
	if ((__u32)bpf_get_current_pid_tgid() != loader_tid)
		return 0;
	read_bias(&event_bias);
	event_cnt++;
	return 0;
}
