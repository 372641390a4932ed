// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timers that were due and whose interrupt came late: until then no interrupt
 * was taken on that CPU.
 *
 * Every hard hrtimer tells so; the recorder's own per-CPU probe timer, a
 * cpu-clock perf event, sees to it that one is due every probe period.  The
 * CPU's clock read at the interrupt's entry (the event's "now") less the due
 * time is the delay.  Where the interrupted task is inside an EFI call's
 * firmware, the firmware had interrupts masked.
 */
#include "kernel.h"
#include "state.h"

const volatile __u64 probe_function = 0;	/* the probe timers' callback; 0: no probe */
const volatile __u64 gap_floor_ns = 0;		/* shortest that is evidence, outside firmware */
const volatile __u64 masked_floor_ns = 0;	/* shortest that counts as masked by it */
const volatile __s32 timer_bias = 0;		/* what a tracepoint adds to the depth */

#define IRQ_HIST_CNT	2	/* key: inside an EFI call */

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, IRQ_HIST_CNT);
	__type(key, __u32);
	__type(value, struct hist);
} irq_hists SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, IRQ_HIST_CNT);
	__type(key, __u32);
	__type(value, struct hist);
} sampled_hists SEC(".maps");

/* Probes in a row that found preemption off with no switch in between. */
struct sampled_run {
	__u64 first_ns;		/* 0: none */
	__u64 last_ns;
	__u64 occupant_cnt;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sampled_run);
} sampled_runs SEC(".maps");

struct interrupt {
	__u64 due_ns;
	__u64 entry_ns;
	__u64 open_ns;
	__u64 efi_seq;		/* its firmware was interrupted */
	__u32 tid;
	bool probe;
};

static __always_inline __u64 later(__u64 a_ns, __u64 b_ns)
{
	return a_ns > b_ns ? a_ns : b_ns;
}

/*
 * The part of the delay that passed in the firmware, and what it may have been
 * at most.  A timer that fell due while the last interrupt was still handled
 * waited for that one first.
 */
static __always_inline void firmware_masked(struct cpu_call *call, const struct interrupt *irq)
{
	__u64 open_ns = later(irq->open_ns, call->door_ns);
	__u64 masked_ns = irq->entry_ns - later(irq->due_ns, open_ns);

	if (irq->entry_ns < later(irq->due_ns, open_ns) || masked_ns < masked_floor_ns)
		return;
	call->masked_cnt++;
	call->masked_low_ns += masked_ns;
	call->masked_high_ns += irq->entry_ns - open_ns;
	if (masked_ns > call->masked_longest_ns)
		call->masked_longest_ns = masked_ns;
}

static __always_inline void gap_put(void *ctx, const struct interrupt *irq)
{
	struct gap_event gap = {
		.head = { .kind = EVIDENCE_GAP, .cpu = bpf_get_smp_processor_id() },
		.due_ns = irq->due_ns,
		.entry_ns = irq->entry_ns,
		.open_ns = irq->open_ns < irq->due_ns ? irq->open_ns : 0,
		.efi_seq = irq->efi_seq,
		.flags = (irq->probe ? GAP_PROBE : 0) | (irq->tid ? 0 : GAP_IDLE),
		.tid = irq->tid,
	};

	bpf_get_current_comm(gap.comm, sizeof(gap.comm));
	evidence_put(ctx, &gap, sizeof(gap));
}

static __always_inline void irq_latency(const struct interrupt *irq, struct cpu_call *call)
{
	__u32 inside = call_since(call, irq->due_ns) != 0;
	struct hist *hist = bpf_map_lookup_elem(&irq_hists, &inside);

	if (hist)
		hist_add(hist, irq->entry_ns - irq->due_ns);
}

static __always_inline bool is_probe(const struct hrtimer *timer)
{
	return probe_function && (__u64)timer->function == probe_function;
}

static __always_inline void interrupt_taken(void *ctx, struct cpu_state *cpu,
					    struct interrupt *irq)
{
	struct cpu_call *call = &cpu->call;
	__u64 floor_ns = gap_floor_ns;

	if (call->worker_tid && call->worker_tid == irq->tid) {
		irq->efi_seq = call->seq;
		call->timer_cnt++;
		firmware_masked(call, irq);
		floor_ns = masked_floor_ns;
	}
	if (irq->entry_ns - irq->due_ns >= floor_ns)
		gap_put(ctx, irq);
}

/* CLOCK_MONOTONIC of both ends, whichever clock the timer is of. */
static __always_inline void timer_expires(struct cpu_state *cpu, const struct hrtimer *timer,
					  __s64 now, struct interrupt *irq)
{
	__s64 due = timer->node.expires;

	now = kernel_timer_now(now);
	irq->entry_ns = now - timer->base->offset;
	irq->due_ns = due < now ? irq->entry_ns - (now - due) : irq->entry_ns;
	cpu->timer.due_ns = irq->due_ns;
	cpu->timer.expire_ns = irq->entry_ns;
	cpu->timer.soft = timer->is_soft;
	cpu->timer.tid = (__u32)bpf_get_current_pid_tgid();
}

static __always_inline void sampled_end(void *ctx, struct sampled_run *run, __u32 tid)
{
	struct window_event window = {
		.head = { .kind = EVIDENCE_WINDOW, .cpu = bpf_get_smp_processor_id() },
		.begin_ns = run->first_ns,
		.end_ns = run->last_ns,
		.kind = WINDOW_PREEMPT_OFF,
		.flags = WINDOW_SAMPLED,
		.tid = tid,
	};
	__u32 inside = 0;
	struct hist *hist = bpf_map_lookup_elem(&sampled_hists, &inside);

	if (hist)
		hist_add(hist, run->last_ns - run->first_ns);
	if (run->last_ns - run->first_ns >= masked_floor_ns) {
		bpf_get_current_comm(window.comm, sizeof(window.comm));
		evidence_put(ctx, &window, sizeof(window));
	}
	run->first_ns = 0;
}

/* Outside EFI calls, whose own windows are known exactly, and outside the idle task. */
static __always_inline void preempt_sample(void *ctx, const struct interrupt *irq,
					   const struct cpu_state *cpu)
{
	bool off = irq->tid && !cpu->call.seq && kernel_preempt_depth() - timer_bias > 0;
	struct sampled_run *run;
	__u32 zero = 0;

	run = bpf_map_lookup_elem(&sampled_runs, &zero);
	if (!run)
		return;
	if (run->first_ns && (!off || run->occupant_cnt != cpu->occupant_cnt))
		sampled_end(ctx, run, irq->tid);
	if (!off)
		return;
	if (!run->first_ns) {
		run->first_ns = irq->entry_ns;
		run->occupant_cnt = cpu->occupant_cnt;
	}
	run->last_ns = irq->entry_ns;
}

/*
 * Soft timers expire with interrupts on, and the kernel skips a program that
 * interrupts itself: a hard one may then be missed, which is counted.
 */
static __always_inline int timer_entry(void *ctx, const struct hrtimer *timer, __s64 now,
				       bool sample)
{
	struct cpu_state *cpu = this_cpu();
	struct interrupt irq = {};

	if (!cpu || frozen)
		return 0;
	timer_expires(cpu, timer, now, &irq);
	if (timer->is_soft)
		return 0;
	irq.tid = cpu->timer.tid;
	irq.probe = is_probe(timer);
	irq.open_ns = cpu->timer.end_ns;
	/* One interrupt runs all timers that are due: the first was due first. */
	if (cpu->timer.irq_ns != irq.entry_ns)
		interrupt_taken(ctx, cpu, &irq);
	cpu->timer.irq_ns = irq.entry_ns;
	if (irq.probe)
		irq_latency(&irq, &cpu->call);
	if (irq.probe && sample)
		preempt_sample(ctx, &irq, cpu);
	return 0;
}

SEC("?tp_btf/hrtimer_expire_entry")
int BPF_PROG(timer_entry_plain, struct hrtimer *timer, __s64 now)
{
	return timer_entry(ctx, timer, now, false);
}

/* Where there are no preemptirq events, and the symbol that holds the depth is shown. */
SEC("?tp_btf/hrtimer_expire_entry")
int BPF_PROG(timer_entry_sample, struct hrtimer *timer, __s64 now)
{
	return timer_entry(ctx, timer, now, true);
}

SEC("tp_btf/hrtimer_expire_exit")
int BPF_PROG(hrtimer_expire_exit)
{
	struct cpu_state *cpu = this_cpu();

	if (!cpu)
		return 0;
	cpu->timer.due_ns = 0;
	if (!cpu->timer.soft)
		cpu->timer.end_ns = bpf_ktime_get_ns();
	return 0;
}
