// SPDX-License-Identifier: GPL-2.0-only
/*
 * Wakeup latency: sched_waking to the sched_switch that runs the task.  Of real-
 * time tasks also the timer that woke them, the moment they were enqueued, and
 * who had the CPU meanwhile, for those that were late.
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

const volatile bool rt_only = false;	/* wakeups of fair tasks are left out */
const volatile __u32 pending_mask = 0;	/* entries of pending_wakeups - 1 */
const volatile __u64 late_floor_ns = 0;	/* RT wakeups from here on are shown link by link */
const volatile __u64 threshold_ns = 0;	/* the first from here on is told at once; 0: none */
const volatile bool threshold_freezes = false;
const volatile __u32 flight_mask = 0;	/* switches kept a CPU - 1; 0: none are */

__u64 threshold_cnt = 0;
bool flight_stopped = false;

/*
 * A wakeup on its way: from sched_waking to the task's next sched_switch.  Nobody
 * waits where the task was still awake, unless it was just falling asleep: then
 * it has slept once more by then.
 */
struct pending_wakeup {
	__u64 waking_ns;	/* 0: none */
	__u32 tid;
	__u16 waker_cpu;	/* with WOKEN_AWAKE */
	__u16 sleep_cnt;	/* valid with WOKEN_AWAKE */
};

#define WOKEN_AWAKE	0x8000	/* there are at most 8192 CPUs */

/* What else is kept of an RT task's: apart, so that others touch one cache line. */
struct pending_links {
	__u64 due_ns;
	__u64 expire_ns;
	__u64 enqueued_ns;
	__u32 flags;		/* enum late_flag */
	__u32 waker_tid;
	__s32 waker_prio;
	char waker_comm[EVENT_COMM_LEN];
	__u32 pad;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);		/* set by the loader: a power of two */
	__type(key, __u32);
	__type(value, struct pending_wakeup);
} pending_wakeups SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);		/* as many as pending_wakeups */
	__type(key, __u32);
	__type(value, struct pending_links);
} pending_rt SEC(".maps");

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

/* Too large for the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct late_event);
} late_scratch SEC(".maps");

/* The flight recorder: CPU n has flight_mask + 1 entries from n times that on. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);		/* set by the loader */
	__type(key, __u32);
	__type(value, struct occupant);
} flight SEC(".maps");

static __always_inline struct pending_wakeup *pending_slot(__u32 tid)
{
	__u32 slot = tid & pending_mask;

	return bpf_map_lookup_elem(&pending_wakeups, &slot);
}

static __always_inline struct pending_links *links_slot(__u32 tid)
{
	__u32 slot = tid & pending_mask;

	return bpf_map_lookup_elem(&pending_rt, &slot);
}

static __always_inline bool is_rt(const struct task_struct *task)
{
	return task->prio < 100;
}

/* By whom, and by which timer. */
static __always_inline void links_begin(__u32 tid)
{
	struct task_struct *waker = bpf_get_current_task_btf();
	struct pending_links *pending = links_slot(tid);
	struct cpu_state *cpu = this_cpu();

	if (!pending)
		return;
	pending->flags = 0;
	pending->due_ns = 0;
	pending->expire_ns = 0;
	pending->enqueued_ns = 0;
	pending->waker_tid = waker->pid;
	pending->waker_prio = waker->prio;
	__builtin_memcpy(pending->waker_comm, waker->comm, sizeof(pending->waker_comm));
	/* A soft timer's thread may have been preempted: then the wakeup is another's. */
	if (!cpu || !cpu->timer.due_ns || cpu->timer.tid != (__u32)waker->pid)
		return;
	pending->flags = LATE_TIMER | (cpu->timer.soft ? LATE_TIMER_SOFT : 0);
	pending->due_ns = cpu->timer.due_ns;
	pending->expire_ns = cpu->timer.expire_ns;
}

/* The count is read while the task is still awake, or does not matter. */
static __always_inline __u16 awake_flag(struct task_struct *task, struct pending_wakeup *pending)
{
	if (kernel_task_sleeps(task))
		return 0;
	pending->sleep_cnt = kernel_sleep_cnt(task);
	barrier();
	return kernel_task_sleeps(task) ? 0 : WOKEN_AWAKE;
}

static __always_inline bool has_slept(const struct pending_wakeup *pending,
				      const struct task_struct *task)
{
	return !(pending->waker_cpu & WOKEN_AWAKE) ||
	       pending->sleep_cnt != kernel_sleep_cnt(task);
}

SEC("tp_btf/sched_waking")
int BPF_PROG(sched_waking, struct task_struct *task)
{
	struct pending_wakeup *pending;

	if (frozen || (rt_only && !is_rt(task)))
		return 0;
	pending = pending_slot(task->pid);
	if (!pending)
		return 0;
	if (pending->waking_ns && pending->tid != (__u32)task->pid)
		count_loss(LOSS_WAKEUP_SLOT);
	pending->tid = task->pid;
	pending->waker_cpu = bpf_get_smp_processor_id() | awake_flag(task, pending);
	if (is_rt(task))
		links_begin(task->pid);
	pending->waking_ns = bpf_ktime_get_ns();
	return 0;
}

/* On the CPU that will run it: behind an IPI where the wakeup was remote and queued. */
SEC("tp_btf/sched_wakeup")
int BPF_PROG(sched_wakeup, struct task_struct *task)
{
	struct pending_links *links;

	if (!is_rt(task))
		return 0;
	links = links_slot(task->pid);
	if (links && !links->enqueued_ns)
		links->enqueued_ns = bpf_ktime_get_ns();
	return 0;
}

struct late_wakeup {
	void *ctx;
	struct task_struct *prev;
	struct task_struct *next;
	struct pending_wakeup *pending;
	struct cpu_state *cpu;
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

static __always_inline void wakeup_describe(struct wakeup_event *ev,
					    const struct late_wakeup *late, __u32 klass)
{
	ev->waking_ns = late->pending->waking_ns;
	ev->run_ns = late->run_ns;
	ev->efi_seq = late->efi_seq;
	ev->pid = late->next->tgid;
	ev->tid = late->next->pid;
	ev->cpu = bpf_get_smp_processor_id();
	ev->waker_cpu = late->pending->waker_cpu & ~WOKEN_AWAKE;
	ev->prio = late->next->prio;
	ev->prev_tid = late->prev->pid;
	ev->prev_prio = late->prev->prio;
	ev->klass = klass;
	__builtin_memcpy(ev->comm, late->next->comm, sizeof(ev->comm));
	__builtin_memcpy(ev->prev_comm, late->prev->comm, sizeof(ev->prev_comm));
}

/*
 * Who had the CPU from first_ns on, oldest first; the task itself is not in
 * yet.  The last whose turn began before first_ns is the first that counts.
 */
static __always_inline void late_occupants(struct late_event *ev, const struct cpu_state *cpu,
					   __u64 first_ns)
{
	__u32 i, slot;

	ev->occupant_cnt = 0;
	for (i = 0; i < LATE_OCCUPANT_CNT; i++) {
		slot = (cpu->occupant_cnt - LATE_OCCUPANT_CNT + i) & (OCCUPANTS - 1);
		if (!cpu->occupants[slot].since_ns)
			continue;
		if (cpu->occupants[slot].since_ns <= first_ns)
			ev->occupant_cnt = 0;
		ev->occupant[ev->occupant_cnt++ & (LATE_OCCUPANT_CNT - 1)] = cpu->occupants[slot];
	}
	if (ev->occupant_cnt == LATE_OCCUPANT_CNT && ev->occupant[0].since_ns > first_ns)
		ev->flags |= LATE_OCCUPANTS_CUT;
}

/* The first beyond the threshold, whichever CPU it is on. */
static __always_inline bool crosses_threshold(__u64 late_ns)
{
	return threshold_ns && late_ns >= threshold_ns &&
	       !__sync_fetch_and_add(&threshold_cnt, 1);
}

static __always_inline void late_put(const struct late_wakeup *late,
				     const struct pending_links *pending, __u64 first_ns)
{
	__u32 zero = 0;
	struct late_event *ev = bpf_map_lookup_elem(&late_scratch, &zero);

	if (!ev)
		return;
	ev->head.kind = EVIDENCE_LATE;
	ev->head.cpu = bpf_get_smp_processor_id();
	ev->due_ns = pending->due_ns;
	ev->expire_ns = pending->expire_ns;
	ev->enqueued_ns = pending->enqueued_ns;
	ev->flags = pending->flags;
	ev->waker_tid = pending->waker_tid;
	ev->waker_prio = pending->waker_prio;
	__builtin_memcpy(ev->waker_comm, pending->waker_comm, sizeof(ev->waker_comm));
	wakeup_describe(&ev->wakeup, late, WAKEUP_RT);
	late_occupants(ev, late->cpu, first_ns);
	if (crosses_threshold(late->run_ns - first_ns))
		ev->flags |= LATE_THRESHOLD;
	evidence_put(late->ctx, ev, sizeof(*ev));
	if (ev->flags & LATE_THRESHOLD) {
		flight_stopped = true;
		frozen = threshold_freezes;
	}
}

/* An RT task's wait begins when its timer was due. */
static __always_inline void rt_wakeup_done(const struct late_wakeup *late)
{
	const struct pending_links *links = links_slot(late->next->pid);
	__u64 first_ns;

	if (!links)
		return;
	first_ns = links->due_ns ? links->due_ns : late->pending->waking_ns;
	if (first_ns <= late->run_ns && late->run_ns - first_ns >= late_floor_ns)
		late_put(late, links, first_ns);
}

static __always_inline void wakeup_done(const struct late_wakeup *late)
{
	__u64 late_ns = late->run_ns - late->pending->waking_ns;
	__u32 klass = is_rt(late->next) ? WAKEUP_RT : WAKEUP_FAIR;
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
		wakeup_describe(worst_take(worst), late, klass);
	if (klass == WAKEUP_RT)
		rt_wakeup_done(late);
}

static __always_inline void firmware_switched_out(struct cpu_call *call,
						  struct task_struct *next)
{
	if (call->switch_cnt++)
		return;
	call->switch_tid = next->pid;
	__builtin_memcpy(call->switch_comm, next->comm, sizeof(call->switch_comm));
}

static __always_inline void occupant_set(struct occupant *occupant, __u64 now_ns,
					 const struct task_struct *task)
{
	occupant->since_ns = now_ns;
	occupant->tid = task->pid;
	occupant->prio = task->prio;
	occupant->comm[0] = 0;
}

/*
 * Of those who had the CPU while an RT task waited, each was followed by an RT
 * task: then is the time for a name, which costs a cache line.
 */
static __always_inline void occupant_name(struct cpu_state *cpu, const struct task_struct *prev)
{
	struct occupant *last = &cpu->occupants[(cpu->occupant_cnt - 1) & (OCCUPANTS - 1)];

	__builtin_memcpy(last->comm, prev->comm, sizeof(last->comm));
}

static __always_inline void occupant_add(struct cpu_state *cpu, __u64 now_ns,
					 const struct task_struct *task)
{
	struct occupant *entry;
	__u32 key;

	occupant_set(&cpu->occupants[cpu->occupant_cnt & (OCCUPANTS - 1)], now_ns, task);
	if (flight_mask && !flight_stopped) {
		key = bpf_get_smp_processor_id() * (flight_mask + 1) +
		      (cpu->occupant_cnt & flight_mask);
		entry = bpf_map_lookup_elem(&flight, &key);
		if (entry) {
			occupant_set(entry, now_ns, task);
			__builtin_memcpy(entry->comm, task->comm, sizeof(entry->comm));
		}
	}
	cpu->occupant_cnt++;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	/* The clock first: what this program takes is no part of a latency. */
	struct late_wakeup late = {
		.run_ns = bpf_ktime_get_ns(),
		.ctx = ctx, .prev = prev, .next = next,
	};
	struct cpu_call *call;

	late.cpu = this_cpu();
	if (!late.cpu || frozen)
		return 0;
	call = &late.cpu->call;
	if (call->worker_tid && call->worker_tid == (__u32)prev->pid)
		firmware_switched_out(call, next);

	if (is_rt(next))
		occupant_name(late.cpu, prev);
	late.pending = pending_slot(next->pid);
	if (late.pending && late.pending->waking_ns &&
	    late.pending->tid == (__u32)next->pid) {
		late.efi_seq = call_since(call, late.pending->waking_ns);
		if (has_slept(late.pending, next) && (!rt_only || is_rt(next)))
			wakeup_done(&late);
		late.pending->waking_ns = 0;
	}
	occupant_add(late.cpu, late.run_ns, next);
	return 0;
}
