/* SPDX-License-Identifier: GPL-2.0-only */
/* What the BPF programs share with each other: never seen by user space. */
#ifndef EFI_LATENCY_STATE_H
#define EFI_LATENCY_STATE_H

#include "event.h"
#include "hist.h"

/* The EFI call in progress on a CPU, setup to teardown: its caller is pinned. */
struct cpu_call {
	__u64 seq;		/* 0: none */
	__u64 last_seq;
	__u64 last_done_ns;
	__u32 req_tid;		/* key of open_calls */
	__u32 worker_tid;	/* who is in the firmware; 0: nobody */
	__u32 switch_cnt;
	__u32 switch_tid;
	__u32 irq_cnt;
	__u32 irq_nr;
	__u32 irq_kind;
	__u32 pad;
	char switch_comm[EVENT_COMM_LEN];
	char irq_name[EVENT_COMM_LEN];
};

/* A wakeup on its way: from sched_waking to the task's next sched_switch. */
struct pending_wakeup {
	__u64 waking_ns;	/* 0: none */
	__u32 tid;
	__u32 waker_cpu;
};

struct cpu_call_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct cpu_call);
};

struct loss_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, LOSS_CNT);
	__type(key, __u32);
	__type(value, __u64);
};

extern struct cpu_call_map cpu_calls SEC(".maps");
extern struct loss_map losses SEC(".maps");

static __always_inline void count_loss(__u32 loss)
{
	__u64 *cnt = bpf_map_lookup_elem(&losses, &loss);

	if (cnt)
		(*cnt)++;
}

static __always_inline struct cpu_call *this_cpu_call(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&cpu_calls, &zero);
}

#endif
