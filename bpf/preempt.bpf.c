// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows in which preemption or interrupts were off on a CPU, by the kernel's
 * preemptirq events, which fire for the outermost of nested ones only.
 *
 * A window cannot change its CPU, so it is kept by CPU.  The scheduler's own
 * begins in the task that is switched out and ends in the one that is switched
 * in.  The idle task runs with preemption off and waits with interrupts off,
 * and nobody waits for it: its windows are cut out by sched_switch and
 * cpu_idle.  What these programs themselves switch off, they do not see.
 */
#include "kernel.h"
#include "state.h"

#define PLACES		4096
#define HOT_PLACES	8	/* a kind and CPU; a power of two */
#define HOT_BEGINS	8
#define PWR_EVENT_EXIT	((__u32)-1)

const volatile __u64 window_floor_ns = 0;	/* shortest that becomes evidence */
const volatile __u64 place_floor_ns = 0;	/* shortest that counts by its place */
const volatile __u64 stack_floor_ns = 0;	/* shortest that makes its place a hot one */

struct open_window {
	__u64 begin_ns;		/* 0: none */
	__u64 switch_ns;
	__u64 ip;
	__u64 parent_ip;
	__u64 stack[EVENT_STACK_LEN];
	bool stack_taken;
};

/*
 * A place where one of the worst windows began.  A stack at each begin would cost
 * more than most windows, and in an interrupt's entry delay all that it handles:
 * it is taken at the next HOT_BEGINS of such a place.
 */
struct hot_place {
	__u64 parent_ip;	/* 0: none */
	__u64 begins;		/* still to be taken */
};

struct cpu_windows {
	struct open_window open[WINDOW_KIND_CNT];
	struct hot_place hot[WINDOW_KIND_CNT][HOT_PLACES];
	__u32 busy;		/* in these programs: ignore what they do */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct cpu_windows);
} cpu_windows SEC(".maps");

/* Key: kind * 2 + inside an EFI call. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, WINDOW_KIND_CNT * 2);
	__type(key, __u32);
	__type(value, struct hist);
} window_hists SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, WINDOW_KIND_CNT);
	__type(key, __u32);
	__type(value, struct window_worst);
} window_worsts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, PLACES);
	__type(key, struct place_key);
	__type(value, struct place);
} places SEC(".maps");

const struct place empty_place = {};

static __always_inline struct cpu_windows *this_cpu_windows(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&cpu_windows, &zero);
}

static __always_inline struct hot_place *hot_slot(struct cpu_windows *cpu, __u32 kind,
						  __u64 parent_ip)
{
	return &cpu->hot[kind & (WINDOW_KIND_CNT - 1)][(parent_ip >> 2) & (HOT_PLACES - 1)];
}

static __always_inline void place_add(__u32 kind, __u64 ip, __u64 ns)
{
	struct place_key key = { .ip = ip, .kind = kind };
	struct place *place = bpf_map_lookup_elem(&places, &key);
	__u32 bin;

	if (!place) {
		bpf_map_update_elem(&places, &key, &empty_place, BPF_NOEXIST);
		place = bpf_map_lookup_elem(&places, &key);
	}
	if (!place) {
		count_loss(LOSS_PLACE_FULL);
		return;
	}
	place->count++;
	place->sum_ns += ns;
	if (ns > place->max_ns)
		place->max_ns = ns;
	bin = ns ? hist_msb(ns) : 0;
	place->bins[bin < PLACE_BINS ? bin : PLACE_BINS - 1]++;
}

/* The entry to write: a free one, or the least bad; keeps floor_ns right. */
static __always_inline struct worst_window *worst_take(struct window_worst *worst)
{
	__u64 least_ns = ~0ULL, second_ns = ~0ULL, ns;
	__u32 i, least = 0;

	if (worst->cnt < WINDOW_WORST_CNT)
		return &worst->rec[worst->cnt++];
	for (i = 0; i < WINDOW_WORST_CNT; i++) {
		ns = worst->rec[i].window.end_ns - worst->rec[i].window.begin_ns;
		if (ns < least_ns) {
			second_ns = least_ns;
			least_ns = ns;
			least = i;
		} else if (ns < second_ns) {
			second_ns = ns;
		}
	}
	worst->floor_ns = second_ns;
	return &worst->rec[least & (WINDOW_WORST_CNT - 1)];
}

static __always_inline void worst_keep(void *ctx, struct cpu_windows *cpu,
				       const struct open_window *open,
				       const struct window_event *window)
{
	struct window_worst *worst = bpf_map_lookup_elem(&window_worsts, &window->kind);
	__u64 ns = window->end_ns - window->begin_ns;
	struct worst_window *rec;
	struct hot_place *hot;

	if (!worst || (worst->cnt == WINDOW_WORST_CNT && ns <= worst->floor_ns))
		return;
	rec = worst_take(worst);
	rec->window = *window;
	if (open->stack_taken)
		__builtin_memcpy(rec->begin_stack, open->stack, sizeof(rec->begin_stack));
	else
		__builtin_memset(rec->begin_stack, 0, sizeof(rec->begin_stack));
	__builtin_memset(rec->end_stack, 0, sizeof(rec->end_stack));
	bpf_get_stack(ctx, rec->end_stack, sizeof(rec->end_stack), 0);
	if (ns < stack_floor_ns)
		return;
	hot = hot_slot(cpu, window->kind, open->parent_ip);
	hot->parent_ip = open->parent_ip;
	hot->begins = HOT_BEGINS;
}

/* What is long enough to be shown by itself. */
static __always_inline void window_show(void *ctx, struct cpu_windows *cpu,
					const struct open_window *open,
					struct window_event *window)
{
	__u64 ns = window->end_ns - window->begin_ns;

	window->head.kind = EVIDENCE_WINDOW;
	window->head.cpu = bpf_get_smp_processor_id();
	window->switch_ns = open->switch_ns;
	window->begin_ip = open->ip;
	window->begin_parent_ip = open->parent_ip;
	window->flags = open->switch_ns ? WINDOW_SWITCHED : 0;
	window->tid = (__u32)bpf_get_current_pid_tgid();
	bpf_get_current_comm(window->comm, sizeof(window->comm));
	/* Behind locks and tracing, the caller is who switched it off. */
	place_add(window->kind, open->parent_ip, ns);
	worst_keep(ctx, cpu, open, window);
	if (ns >= window_floor_ns)
		evidence_put(ctx, window, sizeof(*window));
}

static __always_inline void window_end(void *ctx, struct cpu_windows *cpu,
				       struct open_window *open, __u32 kind,
				       __u64 now_ns, __u64 ip, __u64 parent_ip)
{
	struct window_event window = {
		.begin_ns = open->begin_ns,
		.end_ns = now_ns,
		.end_ip = ip,
		.end_parent_ip = parent_ip,
		.kind = kind,
	};
	struct cpu_call *call = this_cpu_call();
	struct hist *hist;
	__u32 key;

	open->begin_ns = 0;
	if (!call)
		return;
	if (window.end_ns < window.begin_ns) {
		count_loss(LOSS_CLOCK_BACKWARDS);
		return;
	}
	window.efi_seq = call_since(call, window.begin_ns);
	key = kind * 2 + !!window.efi_seq;
	hist = bpf_map_lookup_elem(&window_hists, &key);
	if (hist)
		hist_add(hist, window.end_ns - window.begin_ns);
	if (window.end_ns - window.begin_ns >= place_floor_ns)
		window_show(ctx, cpu, open, &window);
}

static __always_inline void window_begin(struct open_window *open, __u64 ip, __u64 parent_ip)
{
	open->ip = ip;
	open->parent_ip = parent_ip;
	open->switch_ns = 0;
	open->begin_ns = bpf_ktime_get_ns();
}

static __always_inline void begin_stack(void *ctx, struct cpu_windows *cpu, __u32 kind,
					__u64 parent_ip)
{
	struct hot_place *hot = hot_slot(cpu, kind, parent_ip);
	struct open_window *open = &cpu->open[kind];

	open->stack_taken = hot->parent_ip == parent_ip && hot->begins;
	if (!open->stack_taken)
		return;
	hot->begins--;
	cpu->busy = 1;
	__builtin_memset(open->stack, 0, sizeof(open->stack));
	bpf_get_stack(ctx, open->stack, sizeof(open->stack), 0);
	cpu->busy = 0;
}

/* The clock last. */
static __always_inline int switched_off(void *ctx, __u32 kind, __u64 ip, __u64 parent_ip)
{
	struct cpu_windows *cpu = this_cpu_windows();

	if (!cpu || cpu->busy)
		return 0;
	begin_stack(ctx, cpu, kind, parent_ip);
	window_begin(&cpu->open[kind], ip, parent_ip);
	return 0;
}

/* The clock first: what these programs take is no part of a window. */
static __always_inline int switched_on(void *ctx, __u32 kind, __u64 ip, __u64 parent_ip)
{
	__u64 now_ns = bpf_ktime_get_ns();
	struct cpu_windows *cpu = this_cpu_windows();

	if (!cpu || cpu->busy || !cpu->open[kind].begin_ns)
		return 0;
	if (frozen) {
		cpu->open[kind].begin_ns = 0;
		return 0;
	}
	cpu->busy = 1;
	window_end(ctx, cpu, &cpu->open[kind], kind, now_ns, ip, parent_ip);
	cpu->busy = 0;
	return 0;
}

SEC("?tp_btf/preempt_disable")
int BPF_PROG(preempt_disable, unsigned long ip, unsigned long parent_ip)
{
	return switched_off(ctx, WINDOW_PREEMPT_OFF, ip, parent_ip);
}

SEC("?tp_btf/preempt_enable")
int BPF_PROG(preempt_enable, unsigned long ip, unsigned long parent_ip)
{
	return switched_on(ctx, WINDOW_PREEMPT_OFF, ip, parent_ip);
}

SEC("?tp_btf/irq_disable")
int BPF_PROG(irq_disable, unsigned long ip, unsigned long parent_ip)
{
	return switched_off(ctx, WINDOW_IRQ_OFF, ip, parent_ip);
}

SEC("?tp_btf/irq_enable")
int BPF_PROG(irq_enable, unsigned long ip, unsigned long parent_ip)
{
	return switched_on(ctx, WINDOW_IRQ_OFF, ip, parent_ip);
}

static __always_inline void window_switch(struct open_window *open, __u64 now_ns)
{
	if (open->begin_ns && !open->switch_ns)
		open->switch_ns = now_ns;
}

SEC("?tp_btf/sched_switch")
int BPF_PROG(window_sched_switch, bool preempt, struct task_struct *prev,
	     struct task_struct *next)
{
	__u64 now_ns = bpf_ktime_get_ns();
	struct cpu_windows *cpu = this_cpu_windows();
	struct open_window *open;

	if (!cpu)
		return 0;
	window_switch(&cpu->open[WINDOW_IRQ_OFF], now_ns);
	open = &cpu->open[WINDOW_PREEMPT_OFF];
	window_switch(open, now_ns);
	if (!next->pid && open->begin_ns) {
		cpu->busy = 1;
		window_end(ctx, cpu, open, WINDOW_PREEMPT_OFF, now_ns, 0, 0);
		cpu->busy = 0;
	} else if (!prev->pid) {
		open->stack_taken = false;
		window_begin(open, 0, 0);
		open->switch_ns = open->begin_ns;
	}
	return 0;
}

/* Waiting for an interrupt with interrupts off is no window. */
SEC("?tp_btf/cpu_idle")
int BPF_PROG(window_cpu_idle, unsigned int state)
{
	struct cpu_windows *cpu = this_cpu_windows();

	if (!cpu)
		return 0;
	cpu->open[WINDOW_IRQ_OFF].stack_taken = false;
	if (state == PWR_EVENT_EXIT)
		window_begin(&cpu->open[WINDOW_IRQ_OFF], 0, 0);
	else
		cpu->open[WINDOW_IRQ_OFF].begin_ns = 0;
	return 0;
}
