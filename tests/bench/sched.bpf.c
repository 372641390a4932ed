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
int BPF_PROG(count_waking)
{
	count(0);
	return 0;
}

/* How a task left its CPU, by thread id: under the run queue's lock that is certain. */
enum { LEFT_UNSEEN, LEFT_ASLEEP, LEFT_READY };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << 22);
	__type(key, __u32);
	__type(value, __u8);
} left SEC(".maps");

SEC("tp_btf/sched_switch")
int BPF_PROG(count_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	__u32 key = prev->pid;
	__u8 *how = bpf_map_lookup_elem(&left, &key);

	count(2);
	if (how && key)
		*how = kernel_task_sleeps(prev) ? LEFT_ASLEEP : LEFT_READY;
	key = next->pid;
	how = bpf_map_lookup_elem(&left, &key);
	if (how && key && *how == LEFT_ASLEEP)
		count(1);
	if (how && key && *how == LEFT_UNSEEN)
		count(3);
	return 0;
}
