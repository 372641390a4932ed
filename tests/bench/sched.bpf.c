// SPDX-License-Identifier: GPL-2.0-only
/*
 * What any program on these two events costs at least, and an independent
 * count of what a recorder of wakeups has to see.
 */
#include "kernel.h"
#include "counts.h"

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/sched_waking")
int BPF_PROG(empty_waking)
{
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(empty_switch)
{
	return 0;
}

SEC("tp_btf/sched_waking")
int BPF_PROG(clock_waking)
{
	bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(clock_switch)
{
	bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/sched_waking")
int BPF_PROG(count_waking, struct task_struct *task)
{
	count(0);
	if (kernel_task_sleeps(task))
		count(1);
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(count_switch)
{
	count(2);
	return 0;
}
