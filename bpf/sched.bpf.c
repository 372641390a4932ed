// SPDX-License-Identifier: GPL-2.0-only
/*
 * Wakeup latency: sched_waking to the sched_switch that runs the task.
 *
 * sched_waking, not sched_wakeup: a remote wakeup is enqueued by an IPI that a
 * CPU with masked interrupts does not take, and that wait belongs to it.
 *
 * A pending wakeup lives in an array slot by thread id, not in task storage:
 * storage allocates under pi_lock at a task's first wakeup, which before 6.4
 * may sleep on PREEMPT_RT, and can fail.  Here nothing can fail but two live
 * tasks that share a slot, and that is counted.
 */
#include "kernel.h"
#include "state.h"

char LICENSE[] SEC("license") = "GPL";

const volatile __u32 pending_mask = 0;	/* entries of pending_wakeups - 1 */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);		/* set by the loader: a power of two */
	__type(key, __u32);
	__type(value, struct pending_wakeup);
} pending_wakeups SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, WAKEUP_HIST_CNT);
	__type(key, __u32);
	__type(value, struct hist);
} wakeup_hists SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, WAKEUP_HIST_CNT);
	__type(key, __u32);
	__type(value, struct wakeup_worst);
} wakeup_worsts SEC(".maps");

static __always_inline struct pending_wakeup *pending_slot(__u32 tid)
{
	__u32 slot = tid & pending_mask;

	return bpf_map_lookup_elem(&pending_wakeups, &slot);
}

SEC("tp_btf/sched_waking")
int BPF_PROG(sched_waking, struct task_struct *task)
{
	struct pending_wakeup *pending;

	if (!kernel_task_sleeps(task))
		return 0;
	pending = pending_slot(task->pid);
	if (!pending)
		return 0;
	if (pending->waking_ns && pending->tid != (__u32)task->pid)
		count_loss(LOSS_WAKEUP_SLOT);
	pending->tid = task->pid;
	pending->waker_cpu = bpf_get_smp_processor_id();
	pending->waking_ns = bpf_ktime_get_ns();
	return 0;
}

struct late_wakeup {
	struct task_struct *prev;
	struct task_struct *next;
	struct pending_wakeup *pending;
	__u64 run_ns;
	__u64 efi_seq;
};

/* The entry to write: a free one, or the least bad; keeps floor_ns right. */
static __always_inline struct wakeup_event *worst_take(struct wakeup_worst *worst)
{
	__u64 least_ns = ~0ULL, second_ns = ~0ULL, late_ns;
	__u32 i, least = 0;

	if (worst->cnt < WAKEUP_WORST_CNT)
		return &worst->rec[worst->cnt++];
	for (i = 0; i < WAKEUP_WORST_CNT; i++) {
		late_ns = worst->rec[i].run_ns - worst->rec[i].waking_ns;
		if (late_ns < least_ns) {
			second_ns = least_ns;
			least_ns = late_ns;
			least = i;
		} else if (late_ns < second_ns) {
			second_ns = late_ns;
		}
	}
	worst->floor_ns = second_ns;
	return &worst->rec[least & (WAKEUP_WORST_CNT - 1)];
}

static __always_inline void worst_keep(struct wakeup_worst *worst,
				       const struct late_wakeup *late, __u32 klass)
{
	struct wakeup_event *ev = worst_take(worst);

	ev->waking_ns = late->pending->waking_ns;
	ev->run_ns = late->run_ns;
	ev->efi_seq = late->efi_seq;
	ev->pid = late->next->tgid;
	ev->tid = late->next->pid;
	ev->cpu = bpf_get_smp_processor_id();
	ev->waker_cpu = late->pending->waker_cpu;
	ev->prio = late->next->prio;
	ev->prev_tid = late->prev->pid;
	ev->prev_prio = late->prev->prio;
	ev->klass = klass;
	__builtin_memcpy(ev->comm, late->next->comm, sizeof(ev->comm));
	__builtin_memcpy(ev->prev_comm, late->prev->comm, sizeof(ev->prev_comm));
}

static __always_inline void wakeup_done(const struct late_wakeup *late)
{
	__u64 late_ns = late->run_ns - late->pending->waking_ns;
	__u32 klass = late->next->prio < 100 ? WAKEUP_RT : WAKEUP_FAIR;
	__u32 key = klass * 2 + !!late->efi_seq;
	struct wakeup_worst *worst;
	struct hist *hist;

	if (late->run_ns < late->pending->waking_ns) {
		count_loss(LOSS_CLOCK_BACKWARDS);
		return;
	}
	hist = bpf_map_lookup_elem(&wakeup_hists, &key);
	if (hist)
		hist_add(hist, late_ns);
	worst = bpf_map_lookup_elem(&wakeup_worsts, &key);
	if (worst && (late_ns > worst->floor_ns || worst->cnt < WAKEUP_WORST_CNT))
		worst_keep(worst, late, klass);
}

static __always_inline void firmware_switched_out(struct cpu_call *call,
						  struct task_struct *next)
{
	if (call->switch_cnt++)
		return;
	call->switch_tid = next->pid;
	__builtin_memcpy(call->switch_comm, next->comm, sizeof(call->switch_comm));
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct cpu_call *call = this_cpu_call();
	struct late_wakeup late = { .prev = prev, .next = next };

	if (!call)
		return 0;
	if (call->worker_tid && call->worker_tid == (__u32)prev->pid)
		firmware_switched_out(call, next);

	late.pending = pending_slot(next->pid);
	if (!late.pending || !late.pending->waking_ns ||
	    late.pending->tid != (__u32)next->pid)
		return 0;
	late.run_ns = bpf_ktime_get_ns();
	if (call->seq)
		late.efi_seq = call->seq;
	else if (call->last_done_ns > late.pending->waking_ns)
		late.efi_seq = call->last_seq;
	wakeup_done(&late);
	late.pending->waking_ns = 0;
	return 0;
}
