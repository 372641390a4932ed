/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Evidence for a synthetic run: late wakeups of several causes, gaps, windows
 * by the preemptirq events, and the probe timer's figures.
 */
#ifndef EFI_LATENCY_TEST_EVIDENCE_H
#define EFI_LATENCY_TEST_EVIDENCE_H

#include "tests/unit/synthetic.h"

#define EVIDENCE_MAX	16
#define END_STACK_ID	1000

/* What a run borrows from here until evidence_remove(). */
static struct {
	struct run_counter counters[4];
	struct run_gap gaps[EVIDENCE_MAX];
	struct run_window windows[EVIDENCE_MAX];
	struct run_place places[EVIDENCE_MAX];
	struct run_late lates[EVIDENCE_MAX];
	struct run_stack stacks[2];
	struct run_stack *own_stacks;
} evidence_of;

static inline void evidence_counter(struct run *run, const char *name, uint64_t value)
{
	run->counters = evidence_of.counters;
	run->counters[run->counter_cnt++] = (struct run_counter){ (char *)name, value };
}

static inline void evidence_gap(struct run *run, unsigned int cpu, uint64_t due_ns,
				uint64_t entry_ns, uint64_t efi_seq)
{
	run->gaps = evidence_of.gaps;
	run->gaps[run->gap_cnt++] = (struct run_gap){ {
		.head = { EVIDENCE_GAP, cpu }, .due_ns = due_ns, .entry_ns = entry_ns,
		.efi_seq = efi_seq, .flags = GAP_PROBE, .tid = 42, .comm = "kworker/u2:1" } };
}

static inline struct window_event *evidence_window(struct run *run, enum window_kind kind,
						   uint64_t begin_ns, uint64_t length_ns,
						   const char *begin)
{
	struct run_window *w = &evidence_of.windows[run->window_cnt++];

	run->windows = evidence_of.windows;
	*w = (struct run_window){
		.ev = { .kind = kind, .begin_ns = begin_ns, .end_ns = begin_ns + length_ns,
			.tid = 55, .comm = "cc1" },
		.worst = true, .begin = (char *)begin, .end = (char *)"finish+0x8/0x10 <- do_it+0x4/0x20",
	};
	return &w->ev;
}

static inline void evidence_place(struct run *run, enum window_kind kind, const char *symbol,
				  uint64_t count, uint64_t mean_ns, uint64_t max_ns)
{
	run->places = evidence_of.places;
	run->places[run->place_cnt++] = (struct run_place){
		(char *)symbol, kind, { .count = count, .sum_ns = count * mean_ns,
					.max_ns = max_ns } };
}

/* The victim, by a timer that was due at due_ns; the links in turn. */
static inline struct late_event *evidence_late(struct run *run, uint64_t due_ns, uint64_t expire,
					       uint64_t waking, uint64_t enqueued, uint64_t ran)
{
	struct late_event *ev = &evidence_of.lates[run->late_cnt++].ev;
	uint64_t waking_ns = due_ns + expire + waking;

	run->lates = evidence_of.lates;
	*ev = (struct late_event){
		.flags = LATE_TIMER, .due_ns = due_ns, .expire_ns = due_ns + expire,
		.enqueued_ns = waking_ns + enqueued,
		.wakeup = { .waking_ns = waking_ns, .run_ns = waking_ns + enqueued + ran,
			    .pid = 700, .tid = 710, .prio = 9, .comm = "victim/0" },
	};
	return ev;
}

static inline void evidence_occupant(struct late_event *ev, uint64_t since_ns, uint32_t tid,
				     int32_t prio, const char *comm)
{
	struct occupant *o = &ev->occupant[ev->occupant_cnt++];

	*o = (struct occupant){ .since_ns = since_ns, .tid = tid, .prio = prio };
	memcpy(o->comm, comm, strlen(comm));
}

static inline void evidence_hist(struct run *run, enum run_hist_source source, bool inside,
				 uint64_t base_ns, unsigned int cnt)
{
	struct run_hist *hists = realloc(run->hists, (run->hist_cnt + 1) * sizeof(*hists));

	assert_non_null(hists);
	run->hists = hists;
	hists[run->hist_cnt] = (struct run_hist){ .source = source, .inside = inside };
	for (unsigned int i = 0; i < cnt; i++)
		hist_add(&hists[run->hist_cnt].hist, base_ns + i * 7919 % 5000);
	run->hist_cnt++;
}

static inline void evidence_lates(struct run *run)
{
	uint64_t call_ns = START + 20 * MS, later_ns = START + 1 * MS;
	struct late_event *ev;

	/* Held by the first call from 1 ms after its entry on. */
	ev = evidence_late(run, call_ns + 1 * MS, 2 * US, 3 * US, 1 * US, 4006 * US);
	evidence_occupant(ev, call_ns, 42, 120, "kworker/u2:1");
	/* The second masks interrupts; the third does when CPU 1 wakes the victim. */
	evidence_late(run, call_ns + 21 * MS, 3 * MS, 4 * US, 1 * US, 1008 * US);
	ev = evidence_late(run, call_ns + 41 * MS, 2 * US, 3 * US, 3 * MS, 8 * US);
	ev->wakeup.waker_cpu = 1;
	/* A spin lock, a hog, and what nobody saw. */
	evidence_late(run, later_ns, 600 * US, 3 * US, 1 * US, 6 * US);
	ev = evidence_late(run, later_ns + 5 * MS, 2 * US, 3 * US, 1 * US, 5020 * US);
	evidence_occupant(ev, later_ns, 99, 4, "hog");
	evidence_occupant(ev, later_ns + 9 * MS, 55, 120, "cc1");
	ev = evidence_late(run, START + 15 * MS, 0, 0, 0, 200 * US);
	ev->flags = 0;
	ev->enqueued_ns = 0;
}

/* The run's own, and one more. */
static inline void evidence_stacks(struct run *run)
{
	evidence_of.own_stacks = run->stacks;
	evidence_of.stacks[0] = run->stacks[0];
	evidence_of.stacks[1] = (struct run_stack){
		END_STACK_ID, (char *)"finish+0x8/0x10\ndo_it+0x4/0x20\n" };
	run->stacks = evidence_of.stacks;
	run->stack_cnt = 2;
}

static inline void evidence_windows(struct run *run)
{
	const uint64_t later_ns = START + 1 * MS;
	struct window_event *ev;

	evidence_stacks(run);
	evidence_window(run, WINDOW_IRQ_OFF, later_ns - 50 * US, 649 * US,
			"raw_spin_lock_irqsave+0x1c/0x90 <- slow_path+0x40/0x200");
	evidence_window(run, WINDOW_IRQ_OFF, later_ns + 9 * MS, 21 * US, "el1_interrupt+0x20/0x60");
	evidence_of.windows[0].begin_stack_id = run->stacks[0].id;
	evidence_of.windows[0].end_stack_id = END_STACK_ID;
	ev = evidence_window(run, WINDOW_PREEMPT_OFF, later_ns + 11 * MS, 40 * US,
			     "__schedule+0x40/0x900");
	ev->flags = WINDOW_SWITCHED;
	ev->switch_ns = ev->begin_ns + 28 * US;
	ev = evidence_window(run, WINDOW_PREEMPT_OFF, START + 20 * MS + 7 * US, 5004 * US,
			     "efi_virtmap_load+0x10/0x50 <- arch_efi_call_virt_setup+0x14/0x40");
	ev->efi_seq = 1;
	evidence_place(run, WINDOW_IRQ_OFF, "el1_interrupt+0x20/0x60", 4000, 6 * US, 21 * US);
	evidence_place(run, WINDOW_IRQ_OFF, "raw_spin_lock_irqsave+0x1c/0x90", 900, 2 * US, 649 * US);
	evidence_place(run, WINDOW_PREEMPT_OFF, "__schedule+0x40/0x900", 9000, 5 * US, 40 * US);
}

static inline void evidence_add(struct run *run)
{
	uint64_t call_ns = START + 20 * MS;

	memset(&evidence_of, 0, sizeof(evidence_of));
	evidence_counter(run, "probe_period_ns", 100 * US);
	evidence_counter(run, "evidence_floor_ns", 10 * US);
	evidence_counter(run, "late_floor_ns", 100 * US);
	evidence_counter(run, "late_unstored", 3);
	evidence_lates(run);
	evidence_windows(run);
	evidence_gap(run, 0, call_ns + 20 * MS + 500 * US, call_ns + 24 * MS, 2);
	evidence_gap(run, 0, call_ns + 40 * MS + 500 * US, call_ns + 44 * MS, 3);
	for (size_t i = 1; i < 3; i++) {
		struct efi_call_event *ev = &run->calls[i].ev;

		ev->masked_cnt = 1;
		ev->timer_cnt = 12;
		ev->masked_low_ns = ev->masked_longest_ns = 3500 * US;
		ev->masked_high_ns = 3590 * US;
	}
	evidence_hist(run, RUN_HIST_IRQ, true, 2 * US, 400);
	evidence_hist(run, RUN_HIST_IRQ, false, 3 * US, 3000);
	evidence_hist(run, RUN_HIST_PREEMPT_OFF, true, 5000 * US, 50);
	evidence_hist(run, RUN_HIST_PREEMPT_OFF, false, 4 * US, 3000);
	evidence_hist(run, RUN_HIST_IRQ_OFF, false, 5 * US, 3000);
}

static inline void evidence_remove(struct run *run)
{
	run->counter_cnt = run->gap_cnt = run->window_cnt = run->place_cnt = run->late_cnt = 0;
	run->stacks = evidence_of.own_stacks;
	run->stack_cnt = 1;
	run->counters = NULL;
	run->gaps = NULL;
	run->windows = NULL;
	run->places = NULL;
	run->lates = NULL;
}

#endif
