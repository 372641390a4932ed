/* SPDX-License-Identifier: GPL-2.0-only */
/* What the BPF programs share with each other: never seen by user space. */
#ifndef EFI_LATENCY_STATE_H
#define EFI_LATENCY_STATE_H

#include "event.h"
#include "hist.h"

#define OCCUPANTS	16	/* tasks remembered a CPU; a power of two */

/* The EFI call in progress on a CPU, setup to teardown: its caller is pinned. */
struct cpu_call {
	__u64 seq;		/* 0: none */
	__u64 last_seq;
	__u64 last_done_ns;
	__u64 door_ns;
	__u64 masked_low_ns;
	__u64 masked_high_ns;
	__u64 masked_longest_ns;
	__u32 masked_cnt;
	__u32 timer_cnt;
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

/* The timer that is expiring on a CPU, and the timer interrupt before. */
struct cpu_timer {
	__u64 due_ns;		/* 0: none expires now */
	__u64 expire_ns;
	__u32 soft;
	__u32 tid;		/* whose context it expires in */
	__u64 irq_ns;		/* entry of the last timer interrupt */
	__u64 end_ns;		/* its last timer's callback was over */
};

struct cpu_state {
	struct cpu_call call;
	struct cpu_timer timer;
	__u64 occupant_cnt;	/* switches so far: the next one's place in occupants */
	struct occupant occupants[OCCUPANTS];
};

struct cpu_state_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct cpu_state);
};

struct loss_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, LOSS_CNT);
	__type(key, __u32);
	__type(value, __u64);
};

/*
 * A perf buffer, as its records are written under the run queue's lock and in
 * hard interrupts: a BPF ring buffer's own lock sleeps on PREEMPT_RT before 6.12.
 */
struct evidence_map {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
};

extern struct cpu_state_map cpu_states SEC(".maps");
extern struct loss_map losses SEC(".maps");
extern struct evidence_map evidence SEC(".maps");

/* Nothing is recorded: not all probes are attached yet, or --threshold was crossed. */
extern bool frozen;

static __always_inline void count_loss(__u32 loss)
{
	__u64 *cnt = bpf_map_lookup_elem(&losses, &loss);

	if (cnt)
		(*cnt)++;
}

static __always_inline struct cpu_state *this_cpu(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&cpu_states, &zero);
}

static __always_inline struct cpu_call *this_cpu_call(void)
{
	struct cpu_state *cpu = this_cpu();

	return cpu ? &cpu->call : NULL;
}

/* The EFI call that was in progress on this CPU at some time since from_ns, or 0. */
static __always_inline __u64 call_since(const struct cpu_call *call, __u64 from_ns)
{
	if (call->seq)
		return call->seq;
	return call->last_done_ns > from_ns ? call->last_seq : 0;
}

static __always_inline void evidence_put(void *ctx, void *data, __u64 bytes)
{
	if (bpf_perf_event_output(ctx, &evidence, BPF_F_CURRENT_CPU, data, bytes))
		count_loss(LOSS_EVIDENCE_FULL);
}

#endif
