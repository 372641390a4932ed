// SPDX-License-Identifier: GPL-2.0-only
/* Causes of late wakeups: every kind, what must not be taken for it, and that shares add up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/analysis/analysis.h"

#define US	1000ULL
#define MS	1000000ULL
#define T0	(1000 * MS)
#define MAX	16
#define PRIO	9	/* of who waits: FIFO 90 */

/* A run on the stack: nothing of it is freed. */
struct bed {
	struct run run;
	struct run_fact facts[2];
	struct run_counter counters[3];
	struct run_call calls[MAX];
	struct run_gap gaps[MAX];
	struct run_window windows[MAX];
	struct run_late lates[MAX];
	struct causes causes;
};

static void set_up(struct bed *b)
{
	memset(b, 0, sizeof(*b));
	b->facts[0] = (struct run_fact){ (char *)"cpu.online", (char *)"0-1" };
	b->facts[1] = (struct run_fact){ (char *)"kernel.preempt_model", (char *)"rt" };
	b->counters[0] = (struct run_counter){ (char *)"late_floor_ns", 100 * US };
	b->run = (struct run){
		.complete = true, .start_ns = T0, .end_ns = T0 + 1000 * MS,
		.facts = b->facts, .fact_cnt = 2, .counters = b->counters, .counter_cnt = 1,
		.calls = b->calls, .gaps = b->gaps, .windows = b->windows, .lates = b->lates,
	};
}

/* Times below are offsets from T0. */
static struct gap_event *add_gap(struct bed *b, unsigned int cpu, uint64_t due, uint64_t entry,
				 uint64_t efi_seq)
{
	struct gap_event *ev = &b->gaps[b->run.gap_cnt++].ev;

	*ev = (struct gap_event){ .head = { EVIDENCE_GAP, cpu }, .due_ns = T0 + due,
				  .entry_ns = T0 + entry, .efi_seq = efi_seq, .tid = 77,
				  .comm = "spinner" };
	return ev;
}

static struct window_event *add_window(struct bed *b, unsigned int cpu, enum window_kind kind,
				       uint64_t begin, uint64_t end, const char *symbol)
{
	struct run_window *w = &b->windows[b->run.window_cnt++];

	w->ev = (struct window_event){ .head = { EVIDENCE_WINDOW, cpu }, .kind = kind,
				       .begin_ns = T0 + begin, .end_ns = T0 + end };
	w->begin = (char *)symbol;
	return &w->ev;
}

/* In firmware from 1 us after setup to 1 us before teardown's end. */
static struct efi_call_event *add_call(struct bed *b, unsigned int cpu, uint64_t setup,
				       uint64_t done, int preempt)
{
	struct efi_call_event *ev = &b->calls[b->run.call_cnt++].ev;

	*ev = (struct efi_call_event){
		.seq = b->run.call_cnt, .enter_ns = T0 + setup - 5, .setup_ns = T0 + setup,
		.door_ns = T0 + setup + US, .return_ns = T0 + done - US, .done_ns = T0 + done,
		.exit_ns = T0 + done + 5, .service = EFI_SERVICE_GET_TIME, .fw_cpu = cpu,
		.flags = EFI_CALL_DOOR_SEEN, .door_preempt = (__s16)preempt,
		.door_irq = EFI_IRQ_ON, .pid = 812, .comm = "chronyd",
	};
	return ev;
}

/* Woken on CPU 0 for CPU 0, enqueued at once. */
static struct late_event *add_late(struct bed *b, uint64_t waking, uint64_t run)
{
	struct late_event *ev = &b->lates[b->run.late_cnt++].ev;

	*ev = (struct late_event){
		.enqueued_ns = T0 + waking,
		.wakeup = { .waking_ns = T0 + waking, .run_ns = T0 + run, .tid = 700,
			    .prio = PRIO, .comm = "victim" },
	};
	return ev;
}

static struct late_event *add_timer_late(struct bed *b, uint64_t due, uint64_t expire,
					 uint64_t waking, uint64_t run)
{
	struct late_event *ev = add_late(b, waking, run);

	ev->flags |= LATE_TIMER;
	ev->due_ns = T0 + due;
	ev->expire_ns = T0 + expire;
	return ev;
}

static void add_occupant(struct late_event *ev, uint64_t since, uint32_t tid, int32_t prio,
			 const char *comm)
{
	struct occupant *o = &ev->occupant[ev->occupant_cnt++];

	*o = (struct occupant){ .since_ns = T0 + since, .tid = tid, .prio = prio };
	strncpy(o->comm, comm, EVENT_COMM_LEN - 1);
}

static const struct late_cause *judge(struct bed *b)
{
	causes_drop(&b->causes);
	assert_int_equal(causes_new(&b->causes, &b->run, 0), 0);
	for (size_t i = 0; i < b->causes.late_cnt; i++) {
		const struct late_cause *lc = &b->causes.lates[i];
		uint64_t sum = 0;

		for (size_t k = 0; k < lc->share_cnt; k++)
			sum += lc->shares[k].ns;
		assert_int_equal(sum, lc->latency_ns);
	}
	return b->causes.lates;
}

static uint64_t ns_of(const struct late_cause *lc, enum cause_kind kind)
{
	uint64_t ns = 0;

	for (size_t i = 0; i < lc->share_cnt; i++)
		ns += lc->shares[i].kind == kind ? lc->shares[i].ns : 0;
	return ns;
}

static void tear_down(struct bed *b)
{
	causes_drop(&b->causes);
}

static void test_empty(void **state)
{
	struct bed b;

	(void)state;
	set_up(&b);
	judge(&b);
	assert_int_equal(b.causes.late_cnt + b.causes.group_cnt, 0);
	/* No time passed: nothing to share out. */
	add_late(&b, 5 * US, 5 * US);
	assert_int_equal(judge(&b)->share_cnt, 0);
	tear_down(&b);
}

static void test_links(void **state)
{
	const struct late_cause *lc;
	struct late_event *ev;
	struct bed b;

	(void)state;
	set_up(&b);
	ev = add_timer_late(&b, 0, 300 * US, 310 * US, 500 * US);
	ev->enqueued_ns = T0 + 320 * US;
	lc = judge(&b);
	assert_int_equal(lc->latency_ns, 500 * US);
	assert_int_equal(lc->link_ns[LINK_EXPIRE], 300 * US);
	assert_int_equal(lc->link_ns[LINK_WAKING], 10 * US);
	assert_int_equal(lc->link_ns[LINK_ENQUEUE], 10 * US);
	assert_int_equal(lc->link_ns[LINK_RUN], 180 * US);
	assert_int_equal(ns_of(lc, CAUSE_INTERRUPT), 10 * US);
	/* Not by a timer: the chain begins at waking. */
	ev->flags = 0;
	ev->enqueued_ns = 0;
	lc = judge(&b);
	assert_int_equal(lc->latency_ns, 190 * US);
	for (int i = 0; i < LINK_CNT; i++)
		assert_true(lc->link_ns[i] == NO_FIGURE);
	/* Times that cannot be are not known. */
	ev->flags = LATE_TIMER;
	ev->due_ns = T0 + 400 * US;
	ev->enqueued_ns = T0 + 501 * US;
	lc = judge(&b);
	assert_int_equal(lc->latency_ns, 200 * US);
	assert_true(lc->link_ns[LINK_EXPIRE] == NO_FIGURE);
	assert_int_equal(lc->link_ns[LINK_WAKING], 10 * US);
	assert_true(lc->link_ns[LINK_RUN] == NO_FIGURE);
	tear_down(&b);
}

static void test_firmware_masked(void **state)
{
	const struct late_cause *lc;
	struct late_event *ev;
	struct bed b;

	(void)state;
	set_up(&b);
	add_call(&b, 0, 0, 5 * MS, 0);
	ev = add_timer_late(&b, 1 * MS, 4 * MS, 4 * MS + 5 * US, 4 * MS + 20 * US);
	add_gap(&b, 0, 900 * US, 4 * MS, 1);
	lc = judge(&b);
	assert_int_equal(lc->shares[0].kind, CAUSE_FIRMWARE_MASKED);
	assert_int_equal(lc->shares[0].ns, 3 * MS);
	assert_ptr_equal(lc->shares[0].call, &b.calls[0].ev);
	assert_int_equal(ns_of(lc, CAUSE_INTERRUPT), 5 * US);
	assert_int_equal(lc->ipi_ns, 0);
	/* The call may have been lost; its number was not. */
	b.run.call_cnt = 0;
	lc = judge(&b);
	assert_null(lc->shares[0].call);
	assert_int_equal(lc->shares[0].efi_seq, 1);
	b.run.call_cnt = 1;
	/* Due before the door: until then it was not the firmware that masked. */
	b.calls[0].ev.door_ns = T0 + 1500 * US;
	lc = judge(&b);
	assert_int_equal(ns_of(lc, CAUSE_FIRMWARE_MASKED), 2500 * US);
	assert_int_equal(ns_of(lc, CAUSE_MASKED), 500 * US);
	b.calls[0].ev.door_ns = T0 + US;
	/* Taken right behind the firmware, in its thread: masked to its end all the same. */
	b.gaps[0].ev.efi_seq = 0;
	b.calls[0].ev.return_ns = T0 + 4 * MS - 2 * US;
	assert_int_equal(ns_of(judge(&b), CAUSE_FIRMWARE_MASKED), 0);
	b.calls[0].ev.worker_tid = 77;
	lc = judge(&b);
	assert_int_equal(ns_of(lc, CAUSE_FIRMWARE_MASKED), 3 * MS - 2 * US);
	assert_ptr_equal(lc->shares[0].call, &b.calls[0].ev);
	/* Entered with interrupts off: the call held the CPU, not the firmware. */
	b.calls[0].ev.door_irq = EFI_IRQ_OFF;
	assert_int_equal(ns_of(judge(&b), CAUSE_EFI_PREEMPT_OFF), 3 * MS - 2 * US + 15 * US);
	b.gaps[0].ev.efi_seq = 1;
	b.run.call_cnt = 0;
	/* On another CPU it held nobody up. */
	b.gaps[0].ev.head.cpu = 1;
	lc = judge(&b);
	assert_int_equal(lc->shares[0].kind, CAUSE_UNEXPLAINED);
	assert_int_equal(ns_of(lc, CAUSE_SCHEDULING), 10 * US);
	/* Unless the interrupt was due there. */
	ev->wakeup.waker_cpu = 1;
	lc = judge(&b);
	assert_int_equal(lc->shares[0].kind, CAUSE_FIRMWARE_MASKED);
	assert_int_equal(lc->ipi_ns, 0);
	tear_down(&b);
}

/* Woken by CPU 1, whose IPI waits until CPU 0's firmware opens interrupts. */
static void test_ipi(void **state)
{
	const struct late_cause *lc;
	struct late_event *ev;
	struct bed b;

	(void)state;
	set_up(&b);
	add_call(&b, 0, 0, 5 * MS, 0);
	add_gap(&b, 0, 500 * US, 4 * MS, 1);
	ev = add_timer_late(&b, 1 * MS, 1 * MS + 3 * US, 1 * MS + 5 * US, 4 * MS + 10 * US);
	ev->wakeup.waker_cpu = 1;
	ev->enqueued_ns = T0 + 4 * MS + 2 * US;
	add_occupant(ev, 0, 42, 120, "kworker");
	lc = judge(&b);
	assert_int_equal(lc->shares[0].kind, CAUSE_FIRMWARE_MASKED);
	assert_int_equal(lc->ipi_ns, 3 * MS - 5 * US);
	/* The 8 us that the kworker kept the CPU after it are the scheduler's. */
	assert_int_equal(ns_of(lc, CAUSE_KERNEL_HELD), 0);
	tear_down(&b);
}

static void test_efi_preempt_off(void **state)
{
	const struct late_cause *lc;
	struct late_event *ev;
	struct bed b;

	(void)state;
	set_up(&b);
	add_call(&b, 0, 0, 5 * MS, 2);
	ev = add_late(&b, 20 * US, 5 * MS + 4 * US);
	add_occupant(ev, 0, 42, 120, "kworker");
	lc = judge(&b);
	assert_int_equal(lc->shares[0].kind, CAUSE_EFI_PREEMPT_OFF);
	assert_int_equal(lc->shares[0].ns, 5 * MS - 20 * US);
	assert_int_equal(ns_of(lc, CAUSE_SCHEDULING), 4 * US);
	/* Masked inside it is the inner cause. */
	add_gap(&b, 0, 1 * MS, 2 * MS, 1);
	lc = judge(&b);
	assert_int_equal(ns_of(lc, CAUSE_FIRMWARE_MASKED), 1 * MS);
	assert_int_equal(ns_of(lc, CAUSE_EFI_PREEMPT_OFF), 4 * MS - 20 * US);
	b.run.gap_cnt = 0;
	/* A preemptible one holds nobody: then it is inferred that something did. */
	b.calls[0].ev.door_preempt = 0;
	lc = judge(&b);
	assert_int_equal(lc->shares[0].kind, CAUSE_KERNEL_HELD);
	assert_int_equal(lc->shares[0].tid, 42);
	/* Except where the kernel never preempts itself. */
	b.facts[1].value = (char *)"voluntary";
	assert_int_equal(judge(&b)->shares[0].kind, CAUSE_EFI_PREEMPT_OFF);
	/* Preemption off does not keep a timer's interrupt out. */
	b.run.late_cnt = 0;
	add_timer_late(&b, 1 * MS, 2 * MS, 2 * MS, 2 * MS);
	assert_int_equal(judge(&b)->shares[0].kind, CAUSE_UNEXPLAINED);
	tear_down(&b);
}

static void test_open_call(void **state)
{
	const struct late_cause *lc;
	struct efi_call_event *call;
	struct bed b;

	(void)state;
	set_up(&b);
	call = add_call(&b, 0, 0, 5 * MS, 2);
	call->return_ns = call->done_ns = call->exit_ns = 0;
	call->flags |= EFI_CALL_OPEN;
	add_late(&b, 1 * MS, 900 * MS);
	lc = judge(&b);
	assert_int_equal(lc->share_cnt, 1);
	assert_int_equal(lc->shares[0].kind, CAUSE_EFI_PREEMPT_OFF);
	/* One that its requester gave up is known to have run until then. */
	call->flags = EFI_CALL_DOOR_SEEN | EFI_CALL_TIMED_OUT;
	call->exit_ns = T0 + 100 * MS;
	lc = judge(&b);
	assert_int_equal(ns_of(lc, CAUSE_EFI_PREEMPT_OFF), 99 * MS);
	tear_down(&b);
}

static void test_irq_off(void **state)
{
	const struct late_cause *lc;
	struct late_event *ev;
	struct bed b;

	(void)state;
	set_up(&b);
	add_window(&b, 0, WINDOW_IRQ_OFF, 0, 1 * MS, "raw_spin_lock_irqsave+0x1c/0x90");
	add_gap(&b, 0, 50 * US, 1 * MS + 2 * US, 0);
	add_timer_late(&b, 100 * US, 1 * MS + 2 * US, 1 * MS + 4 * US, 1 * MS + 10 * US);
	lc = judge(&b);
	assert_int_equal(lc->shares[0].kind, CAUSE_IRQ_OFF);
	assert_int_equal(lc->shares[0].ns, 900 * US);
	assert_ptr_equal(lc->shares[0].window, &b.windows[0]);
	/* Without the window nobody saw why. */
	b.run.window_cnt = 0;
	lc = judge(&b);
	assert_int_equal(lc->shares[0].kind, CAUSE_MASKED);
	assert_int_equal(lc->shares[0].tid, 77);
	/* First and last sample are no window. */
	b.run.window_cnt = 1;
	b.windows[0].ev.flags = WINDOW_SAMPLED;
	assert_int_equal(judge(&b)->shares[0].kind, CAUSE_MASKED);
	/* An idle CPU masks them too, and is not late for that. */
	b.gaps[0].ev.flags = GAP_IDLE;
	assert_int_equal(judge(&b)->shares[0].kind, CAUSE_IDLE_EXIT);
	/* So it is by the window that the recorder began where idle ended. */
	b.gaps[0].ev.flags = 0;
	b.windows[0].ev.flags = 0;
	b.windows[0].begin = (char *)"idle";
	assert_int_equal(judge(&b)->shares[0].kind, CAUSE_IDLE_EXIT);
	b.windows[0].begin = (char *)"raw_spin_lock_irqsave+0x1c/0x90";
	/* Off since before the door: the call's doing, but for what is outside firmware. */
	b.windows[0].ev.flags = 0;
	b.run.gap_cnt = 0;
	ev = &b.lates[0].ev;
	ev->flags = 0;
	ev->wakeup.waking_ns = ev->enqueued_ns = T0 + 100 * US;
	add_call(&b, 0, 200 * US, 900 * US, 1);
	lc = judge(&b);
	assert_int_equal(ns_of(lc, CAUSE_EFI_PREEMPT_OFF), 698 * US);
	assert_int_equal(ns_of(lc, CAUSE_IRQ_OFF), 202 * US);
	/* Begun inside, as by an interrupt that firmware let in, it is the kernel's. */
	b.windows[0].ev.begin_ns = T0 + 300 * US;
	b.windows[0].ev.end_ns = T0 + 400 * US;
	assert_int_equal(ns_of(judge(&b), CAUSE_IRQ_OFF), 100 * US);
	tear_down(&b);
}

static void test_preempt_off(void **state)
{
	struct window_event *window;
	const struct late_cause *lc;
	struct late_event *ev;
	struct bed b;

	(void)state;
	set_up(&b);
	window = add_window(&b, 0, WINDOW_PREEMPT_OFF, 50 * US, 800 * US, "migrate_page+0x0/0x10");
	ev = add_late(&b, 100 * US, 803 * US);
	add_occupant(ev, 0, 55, 120, "cc1");
	lc = judge(&b);
	assert_int_equal(lc->shares[0].kind, CAUSE_PREEMPT_OFF);
	assert_int_equal(lc->shares[0].ns, 700 * US);
	assert_int_equal(ns_of(lc, CAUSE_SCHEDULING), 3 * US);
	/* The scheduler's own counts to its switch, and not at all when it is short. */
	window->flags = WINDOW_SWITCHED;
	window->switch_ns = T0 + 300 * US;
	lc = judge(&b);
	assert_int_equal(ns_of(lc, CAUSE_PREEMPT_OFF), 200 * US);
	window->begin_ns = T0 + 291 * US;
	assert_int_equal(ns_of(judge(&b), CAUSE_PREEMPT_OFF), 0);
	tear_down(&b);
}

static void test_occupants(void **state)
{
	const struct late_cause *lc;
	struct late_event *ev;
	struct bed b;

	(void)state;
	set_up(&b);
	ev = add_late(&b, 100 * US, 1000 * US);
	add_occupant(ev, 50 * US, 99, 4, "hog");
	add_occupant(ev, 600 * US, 98, PRIO, "twin");
	add_occupant(ev, 900 * US, 42, 120, "kworker");
	add_occupant(ev, 960 * US, 0, 120, "swapper/0");
	add_occupant(ev, 990 * US, 700, PRIO, "victim");
	lc = judge(&b);
	assert_int_equal(lc->shares[0].kind, CAUSE_PRIORITY);
	assert_int_equal(lc->shares[0].ns, 500 * US);
	assert_string_equal(lc->shares[0].comm, "hog");
	/* An equal priority is not preempted. */
	assert_int_equal(lc->shares[1].ns, 300 * US);
	assert_int_equal(lc->shares[1].tid, 98);
	assert_int_equal(ns_of(lc, CAUSE_KERNEL_HELD), 60 * US);
	assert_int_equal(ns_of(lc, CAUSE_IDLE_EXIT), 30 * US);
	/* Nobody waits for himself. */
	assert_int_equal(ns_of(lc, CAUSE_SCHEDULING), 10 * US);
	/* Until it was enqueued, nobody of lower priority could have known of it. */
	ev->enqueued_ns = T0 + 955 * US;
	lc = judge(&b);
	assert_int_equal(ns_of(lc, CAUSE_KERNEL_HELD), 0);
	assert_int_equal(ns_of(lc, CAUSE_UNEXPLAINED), 55 * US);
	/* Cut off: what ran before the oldest is not known. */
	ev->flags |= LATE_OCCUPANTS_CUT;
	ev->occupant[0].since_ns = T0 + 400 * US;
	lc = judge(&b);
	assert_int_equal(ns_of(lc, CAUSE_PRIORITY), 500 * US);
	assert_int_equal(ns_of(lc, CAUSE_UNEXPLAINED), 355 * US);
	/* A count that cannot be is not believed. */
	ev->occupant_cnt = 1000;
	judge(&b);
	tear_down(&b);
}

static void test_soft_timer(void **state)
{
	const struct late_cause *lc;
	struct late_event *ev;
	struct bed b;

	(void)state;
	set_up(&b);
	add_call(&b, 0, 100 * US, 800 * US, 2);
	ev = add_timer_late(&b, 0, 1 * US, 900 * US, 905 * US);
	/* The interrupt interrupted the call. */
	assert_int_equal(ns_of(judge(&b), CAUSE_INTERRUPT), 899 * US);
	/* The softirq's thread waited for it. */
	ev->flags |= LATE_TIMER_SOFT;
	lc = judge(&b);
	assert_int_equal(ns_of(lc, CAUSE_EFI_PREEMPT_OFF), 700 * US);
	assert_int_equal(ns_of(lc, CAUSE_INTERRUPT), 199 * US);
	tear_down(&b);
}

static void test_all_cpus(void **state)
{
	const struct late_cause *lc;
	struct bed b;

	(void)state;
	set_up(&b);
	add_gap(&b, 0, 0, 5 * MS, 0);
	add_gap(&b, 1, 1 * MS, 5 * MS + 20 * US, 0);
	add_timer_late(&b, 500 * US, 5 * MS, 5 * MS + 2 * US, 5 * MS + 10 * US);
	lc = judge(&b);
	assert_int_equal(ns_of(lc, CAUSE_ALL_CPUS), 4 * MS);
	assert_int_equal(ns_of(lc, CAUSE_MASKED), 500 * US);
	/* Firmware that called on SMM stops them all just the same. */
	b.gaps[0].ev.efi_seq = 1;
	lc = judge(&b);
	assert_int_equal(ns_of(lc, CAUSE_ALL_CPUS), 4 * MS);
	assert_int_equal(ns_of(lc, CAUSE_FIRMWARE_MASKED), 500 * US);
	/* Let go at other times: masked at once by chance. */
	b.gaps[1].ev.entry_ns = T0 + 2 * MS;
	assert_int_equal(ns_of(judge(&b), CAUSE_ALL_CPUS), 0);
	b.gaps[1].ev.entry_ns = T0 + 5 * MS;
	/* CPU 2 went on. */
	b.facts[0].value = (char *)"0-2";
	assert_int_equal(ns_of(judge(&b), CAUSE_ALL_CPUS), 0);
	b.facts[0].value = (char *)"1,0";
	assert_int_equal(ns_of(judge(&b), CAUSE_ALL_CPUS), 4 * MS);
	/* One CPU is always all of them; a list that is none says nothing. */
	b.facts[0].value = (char *)"0";
	assert_int_equal(ns_of(judge(&b), CAUSE_ALL_CPUS), 0);
	b.facts[0].value = (char *)"0-99999999999,x";
	assert_int_equal(ns_of(judge(&b), CAUSE_ALL_CPUS), 0);
	tear_down(&b);
}

/* Two timers of a CPU that were due in one gap do not make two CPUs of it. */
static void test_overlapping_gaps(void **state)
{
	const struct late_cause *lc;
	struct bed b;

	(void)state;
	set_up(&b);
	add_gap(&b, 0, 300 * US, 5 * MS + 1 * US, 0)->tid = 78;
	add_gap(&b, 0, 100 * US, 5 * MS, 0);
	add_timer_late(&b, 200 * US, 5 * MS, 5 * MS, 5 * MS);
	lc = judge(&b);
	assert_int_equal(lc->share_cnt, 1);
	assert_int_equal(lc->shares[0].kind, CAUSE_MASKED);
	assert_int_equal(lc->shares[0].tid, 77);
	tear_down(&b);
}

static void test_totals(void **state)
{
	struct bed b;

	(void)state;
	set_up(&b);
	add_call(&b, 0, 0, 1 * MS, 2);
	add_call(&b, 0, 10 * MS, 12 * MS, 2)->pid = 813;
	add_call(&b, 0, 20 * MS, 21 * MS, 2)->service = EFI_SERVICE_SET_TIME;
	add_late(&b, 100 * US, 1 * MS + 5 * US);
	add_late(&b, 10 * MS, 12 * MS);
	add_late(&b, 20 * MS + 500 * US, 21 * MS);
	add_late(&b, 30 * MS, 30 * MS + 300 * US);
	b.counters[1] = (struct run_counter){ (char *)"late_unstored", 7 };
	b.run.counter_cnt = 2;
	judge(&b);
	assert_int_equal(b.causes.unstored_cnt, 7);
	/* A service for one name of requester is one thing, whichever its process. */
	assert_int_equal(b.causes.group_cnt, 4);
	assert_int_equal(b.causes.groups[0].total_ns, 2900 * US);
	assert_int_equal(b.causes.groups[0].main_cnt, 2);
	assert_int_equal(b.causes.groups[0].share->ns, 2 * MS);
	assert_int_equal(b.causes.groups[1].total_ns, 500 * US);
	assert_int_equal(b.causes.groups[2].share->kind, CAUSE_UNEXPLAINED);
	assert_int_equal(b.causes.groups[3].share->kind, CAUSE_SCHEDULING);
	assert_int_equal(b.causes.groups[3].main_cnt, 0);
	/* 905 + 2000 + 500 + 300 us, less 100 us each; 290 us of it have no cause, 200 beyond. */
	assert_int_equal(b.causes.beyond_ns, 3305 * US);
	assert_int_equal(b.causes.explained_ns, 3105 * US);
	assert_int_equal(b.causes.worst[0]->latency_ns, 2 * MS);
	assert_int_equal(b.causes.late_cnt, 4);
	tear_down(&b);
}

#define RANDOM_CNT	400

static uint64_t random_of(uint64_t below)
{
	static uint64_t x = 0x9e3779b97f4a7c15ULL;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	return (x * 0x2545f4914f6cdd1dULL >> 20) % below;
}

/* Every millisecond of a second may hold anything, on either of two CPUs. */
static void fill_at_random(struct bed *b)
{
	uint64_t span = 40 * US;

	while (b->run.gap_cnt < MAX) {
		uint64_t due = random_of(span);

		add_gap(b, (unsigned int)random_of(2), due, due + random_of(20 * US),
			random_of(3) ? 0 : 1 + random_of(MAX + 3))->flags = random_of(8) ? 0 : GAP_IDLE;
	}
	while (b->run.window_cnt < MAX) {
		uint64_t begin = random_of(span);
		struct window_event *ev = add_window(b, (unsigned int)random_of(2), random_of(2),
						     begin, begin + random_of(20 * US),
						     random_of(2) ? "a" : "b");

		ev->flags = (__u32)random_of(4);
		ev->switch_ns = ev->begin_ns + random_of(25 * US);
	}
	while (b->run.call_cnt < MAX) {
		uint64_t setup = random_of(span);

		add_call(b, (unsigned int)random_of(2), setup, setup + 2 * US + random_of(20 * US),
			 (int)random_of(2));
	}
	while (b->run.late_cnt < MAX) {
		uint64_t at = random_of(span);
		struct late_event *ev = add_timer_late(b, at, at + random_of(9 * US),
						       at + random_of(12 * US),
						       at + random_of(30 * US));

		ev->flags = (__u32)random_of(16);
		ev->enqueued_ns = random_of(2) ? T0 + at + random_of(30 * US) : 0;
		ev->wakeup.cpu = (__u32)random_of(2);
		ev->wakeup.waker_cpu = (__u32)random_of(2);
		for (uint64_t i = random_of(5); i; i--)
			add_occupant(ev, random_of(span), (__u32)random_of(3), (int)random_of(20),
				     "x");
	}
}

/* The same question asked the slow way, at one moment. */
static bool gap_covers(const struct bed *b, unsigned int cpu, uint64_t ns)
{
	for (size_t i = 0; i < b->run.gap_cnt; i++)
		if (b->gaps[i].ev.head.cpu == cpu && b->gaps[i].ev.due_ns <= ns &&
		    ns < b->gaps[i].ev.entry_ns)
			return true;
	return false;
}

/* From due to the interrupt nothing but gaps and windows counts: recount the gaps' part. */
static uint64_t slow_gap_ns(const struct bed *b, const struct late_event *ev)
{
	uint64_t ns = 0;

	for (uint64_t at = ev->due_ns; at < ev->wakeup.waking_ns; at++)
		ns += gap_covers(b, ev->wakeup.waker_cpu, at);
	return ns;
}

static void test_random(void **state)
{
	(void)state;
	for (int round = 0; round < RANDOM_CNT; round++) {
		struct bed b;

		set_up(&b);
		fill_at_random(&b);
		/* judge() holds every sum of shares against its latency. */
		judge(&b);
		assert_true(b.causes.explained_ns <= b.causes.beyond_ns);
		b.run.window_cnt = 0;
		for (size_t i = 0; i < MAX; i++) {
			struct late_event *ev = &b.lates[i].ev;

			/* Only the first link, of no known interrupt. */
			ev->flags = LATE_TIMER;
			ev->expire_ns = 0;
			if (ev->due_ns > ev->wakeup.waking_ns)
				ev->due_ns = ev->wakeup.waking_ns;
			ev->wakeup.run_ns = ev->enqueued_ns = ev->wakeup.waking_ns;
		}
		judge(&b);
		for (size_t i = 0; i < MAX && round < 20; i++) {
			const struct late_cause *lc = &b.causes.lates[i];
			uint64_t gap_ns = ns_of(lc, CAUSE_ALL_CPUS) + ns_of(lc, CAUSE_MASKED) +
					  ns_of(lc, CAUSE_FIRMWARE_MASKED) +
					  ns_of(lc, CAUSE_IDLE_EXIT);

			assert_int_equal(gap_ns, slow_gap_ns(&b, lc->ev));
		}
		tear_down(&b);
	}
}

/* 200,000 windows on one CPU and 20,000 late wakeups take no minutes. */
static void test_many(void **state)
{
	const size_t window_cnt = 200000, late_cnt = 20000;
	struct run_window *windows = calloc(window_cnt, sizeof(*windows));
	struct run_late *lates = calloc(late_cnt, sizeof(*lates));
	struct bed b;

	(void)state;
	assert_true(windows && lates);
	set_up(&b);
	for (size_t i = 0; i < window_cnt; i++)
		windows[i].ev = (struct window_event){ .begin_ns = T0 + i * 10 * US,
						       .end_ns = T0 + i * 10 * US + 5 * US };
	for (size_t i = 0; i < late_cnt; i++) {
		add_late(&b, i * 90 * US, i * 90 * US + 200 * US);
		lates[i] = b.lates[--b.run.late_cnt];
	}
	b.run.windows = windows;
	b.run.window_cnt = window_cnt;
	b.run.lates = lates;
	b.run.late_cnt = late_cnt;
	judge(&b);
	assert_int_equal(ns_of(&b.causes.lates[late_cnt / 2], CAUSE_PREEMPT_OFF), 100 * US);
	tear_down(&b);
	free(windows);
	free(lates);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_firmware_masked),
		cmocka_unit_test(test_ipi),
		cmocka_unit_test(test_efi_preempt_off),
		cmocka_unit_test(test_open_call),
		cmocka_unit_test(test_irq_off),
		cmocka_unit_test(test_preempt_off),
		cmocka_unit_test(test_occupants),
		cmocka_unit_test(test_soft_timer),
		cmocka_unit_test(test_all_cpus),
		cmocka_unit_test(test_overlapping_gaps),
		cmocka_unit_test(test_totals),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
