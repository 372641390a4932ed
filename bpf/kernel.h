/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The few kernel types that the probes read, for CO-RE: only the fields used,
 * relocated at load time against the running kernel's BTF.  All drift between
 * kernel versions is handled here.
 */
#ifndef EFI_LATENCY_KERNEL_H
#define EFI_LATENCY_KERNEL_H

#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct thread_info {
	__u64 preempt_count;	/* arm64: the count is the low half */
};

struct sched_entity {
	unsigned char sched_delayed;	/* since 6.12 */
};

struct task_struct {
	struct thread_info thread_info;
	unsigned int on_rq;	/* int to 6.x, narrower in 7.x: unsigned lets libbpf adjust */
	int prio;
	struct sched_entity se;
	unsigned short migration_disabled;
	unsigned long nvcsw;
	int pid;
	int tgid;
	char comm[16];
};

struct irqaction {
	const char *name;
};

struct pcpu_hot {
	int preempt_count;
};

/* By another name in 7.x: of a struct inside another one only the members count. */
struct timerqueue_node {
	__s64 expires;
};

struct hrtimer_clock_base {
	__s64 offset;		/* of its clock from CLOCK_MONOTONIC */
};

struct hrtimer {
	struct timerqueue_node node;
	void *function;
	struct hrtimer_clock_base *base;
	unsigned char is_soft;
};

#pragma clang attribute pop

/* preempt_count() without the need-resched bit. */
#ifdef __TARGET_ARCH_x86
/* In pcpu_hot from 6.2 to 6.14, a variable of its own before and after. */
extern const struct pcpu_hot pcpu_hot __ksym __weak;
extern const int __preempt_count __ksym __weak;

static __always_inline int kernel_preempt_count(void)
{
	const struct pcpu_hot *hot;
	const int *count;

	if (&pcpu_hot) {
		hot = bpf_this_cpu_ptr(&pcpu_hot);
		return hot->preempt_count & 0x7fffffff;
	}
	if (&__preempt_count) {
		count = bpf_this_cpu_ptr(&__preempt_count);
		return *count & 0x7fffffff;
	}
	return -1;
}
#else
static __always_inline int kernel_preempt_count(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return (int)task->thread_info.preempt_count;
}
#endif

/* Nesting of preempt_disable() alone: not softirq, hardirq or NMI. */
static __always_inline int kernel_count_depth(unsigned int preempt_count)
{
	return preempt_count & 0xff;
}

static __always_inline int kernel_preempt_depth(void)
{
	int count = kernel_preempt_count();

	return count < 0 ? -1 : kernel_count_depth(count);
}

static __always_inline int kernel_migrate_depth(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (!bpf_core_field_exists(task->migration_disabled))
		return 0;
	return task->migration_disabled;
}

/*
 * What hrtimer_expire_entry calls now: a pointer to 6.x, the time itself since
 * 7.x.  Addresses of the kernel are negative, times are not.
 */
static __always_inline __s64 kernel_timer_now(__s64 now)
{
	__s64 value = 0;

	if (now >= 0)
		return now;
	bpf_probe_read_kernel(&value, sizeof(value), (void *)now);
	return value;
}

/* Asleep, so that this wakeup makes it wait for a CPU. */
static __always_inline bool kernel_task_sleeps(struct task_struct *task)
{
	if (!task->on_rq)
		return true;
	return bpf_core_field_exists(task->se.sched_delayed) && task->se.sched_delayed;
}

/* Voluntary switches, each of which begins a sleep; wraps. */
static __always_inline __u16 kernel_sleep_cnt(const struct task_struct *task)
{
	return (__u16)task->nvcsw;
}

/* Interrupts masked, by what local_save_flags() gave: DAIF or EFLAGS. */
static __always_inline bool kernel_flags_irqs_off(unsigned long flags)
{
#ifdef __TARGET_ARCH_x86
	return !(flags & (1 << 9));
#else
	return flags & (1 << 7);
#endif
}

#endif
