// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test windows: preemption or interrupts off on a CPU for a known time, as
 * truth for other collectors.  Times are those of CLOCK_MONOTONIC.
 */
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "efi_latency.h"
#include "efi_latency_trace.h"

#define WINDOW_MAX_US		100000
#define WINDOW_MAX_CNT		10000
#define PAUSE_MIN_US		1000

enum window_kind { WINDOW_PREEMPT, WINDOW_IRQ, WINDOW_NESTED };

static const char *const window_kinds[] = {
	[WINDOW_PREEMPT] = "preempt",
	[WINDOW_IRQ] = "irq",
	[WINDOW_NESTED] = "nested",
};

struct window {
	enum window_kind kind;
	unsigned int cpu;
	unsigned int us;
	unsigned int cnt;
	struct completion done;
};

struct times {
	u64 begin_ns;
	u64 end_ns;
};

static void kind_off(enum window_kind kind)
{
	if (kind == WINDOW_IRQ)
		local_irq_disable();
	else
		preempt_disable();
}

static void kind_on(enum window_kind kind)
{
	if (kind == WINDOW_IRQ)
		local_irq_enable();
	else
		preempt_enable();
}

static u64 spin(u64 begin_ns, u64 ns)
{
	u64 now_ns;

	while ((now_ns = ktime_get_mono_fast_ns()) - begin_ns < ns)
		cpu_relax();
	return now_ns;
}

static void hold(struct times *times, u64 ns)
{
	times->begin_ns = ktime_get_mono_fast_ns();
	times->end_ns = spin(times->begin_ns, ns);
}

/* Nested: interrupts are off too in the middle half. */
static void hold_kind(enum window_kind kind, u64 ns, struct times *preempt,
		      struct times *irq)
{
	switch (kind) {
	case WINDOW_PREEMPT:
		hold(preempt, ns);
		break;
	case WINDOW_IRQ:
		hold(irq, ns);
		break;
	case WINDOW_NESTED:
		hold(preempt, ns / 4);
		local_irq_disable();
		hold(irq, ns / 2);
		local_irq_enable();
		preempt->end_ns = spin(preempt->begin_ns, ns);
		break;
	}
}

/* Should the CPU have gone offline, the thread runs on another one. */
static int window_hold(const struct window *window)
{
	struct times preempt = {}, irq = {};
	bool is_there;

	kind_off(window->kind);
	is_there = raw_smp_processor_id() == window->cpu;
	if (is_there)
		hold_kind(window->kind, (u64)window->us * NSEC_PER_USEC,
			  &preempt, &irq);
	kind_on(window->kind);
	if (!is_there)
		return -ENXIO;
	if (irq.end_ns)
		trace_window(WINDOW_IRQ, window->cpu, irq.begin_ns, irq.end_ns);
	if (preempt.end_ns)
		trace_window(WINDOW_PREEMPT, window->cpu, preempt.begin_ns,
			     preempt.end_ns);
	return 0;
}

static void wait_for_stop(void)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

/* The pauses leave the CPU as much time as the windows take. */
static int window_thread(void *data)
{
	struct window *window = data;
	unsigned int i;
	int err = 0;

	sched_set_fifo(current);
	for (i = 0; i < window->cnt && !err && !kthread_should_stop(); i++) {
		if (i)
			fsleep(max_t(unsigned int, window->us, PAUSE_MIN_US));
		err = window_hold(window);
	}
	complete(&window->done);
	wait_for_stop();
	return err;
}

static struct task_struct *window_start(struct window *window)
{
	struct task_struct *task = ERR_PTR(-ENXIO);

	cpus_read_lock();
	if (window->cpu < nr_cpu_ids && cpu_online(window->cpu))
		task = kthread_create(window_thread, window, "efi_window/%u",
				      window->cpu);
	if (!IS_ERR(task)) {
		kthread_bind(task, window->cpu);
		wake_up_process(task);
	}
	cpus_read_unlock();
	return task;
}

static int parse_range(const char *text, unsigned int max, unsigned int *value)
{
	int err = kstrtouint(text, 10, value);

	if (err)
		return err;
	return *value && *value <= max ? 0 : -ERANGE;
}

static int parse_words(char **word, int cnt, struct window *window)
{
	int kind, err;

	if (cnt != 3 && cnt != 4)
		return -EINVAL;
	kind = match_string(window_kinds, ARRAY_SIZE(window_kinds), word[0]);
	if (kind < 0)
		return kind;
	window->kind = kind;
	window->cnt = 1;
	err = kstrtouint(word[1], 10, &window->cpu);
	if (!err)
		err = parse_range(word[2], WINDOW_MAX_US, &window->us);
	if (!err && cnt == 4)
		err = parse_range(word[3], WINDOW_MAX_CNT, &window->cnt);
	return err;
}

static int parse(const char *request, struct window *window)
{
	char **words;
	int cnt, err;

	words = argv_split(GFP_KERNEL, request, &cnt);
	if (!words)
		return -ENOMEM;
	err = parse_words(words, cnt, window);
	argv_free(words);
	return err;
}

/* Returns when all windows are over, or with a fatal signal. */
int window_run(const char *request)
{
	struct task_struct *task;
	struct window window;
	int err, thread_err;

	err = parse(request, &window);
	if (err)
		return err;
	init_completion(&window.done);
	task = window_start(&window);
	if (IS_ERR(task))
		return PTR_ERR(task);
	err = wait_for_completion_killable(&window.done);
	thread_err = kthread_stop(task);
	return err ?: thread_err;
}
