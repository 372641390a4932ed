/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A run in memory: what one recording saw, as it stands in its run file.
 *
 * Times are CLOCK_MONOTONIC nanoseconds of the recorded machine unless a name
 * says otherwise.  Everything here is owned by the run; run_free() drops it.
 */
#ifndef EFI_LATENCY_RUN_H
#define EFI_LATENCY_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/event.h"
#include "bpf/hist.h"

/* A phase that the call did not pass, or that was not probed: never 0. */
#define RUN_NO_STACK	0

struct run_fact {
	char *key;	/* e.g. "kernel.release"; docs/run-file.md lists them */
	char *value;
};

/* Named counter: a loss ("ringbuf_full") or a cost. */
struct run_counter {
	char *name;
	uint64_t value;
};

struct run_probe {
	char *name;		/* the program, e.g. "efi_setup_exit" */
	char *target;		/* what it sits on, e.g. "arch_efi_call_virt_setup" */
	char *kind;		/* "fexit", "kprobe", "tp_btf", … */
	char *state;		/* "attached", or why not */
	uint64_t run_cnt;	/* 0 unless the kernel counted */
	uint64_t run_ns;
	uint64_t missed_cnt;	/* runs that the kernel skipped */
};

struct run_call {
	struct efi_call_event ev;	/* ev.stack is unused: see stack_id */
	int64_t stack_id;		/* run_stack.id, or RUN_NO_STACK */
};

struct run_stack {
	int64_t id;	/* from 1 */
	char *frames;	/* "symbol+0x1c/0x40\n…", innermost first */
};

/* Where a histogram of task latency comes from. */
enum run_hist_source {
	RUN_HIST_WAKEUP = 0,	/* sched_waking to sched_switch, in the kernel */
	RUN_HIST_VICTIM,	/* a periodic task's own clock, in user space */
	RUN_HIST_IRQ,		/* the probe timer: due to interrupt taken */
	RUN_HIST_PREEMPT_OFF,	/* windows, by the preemptirq events */
	RUN_HIST_IRQ_OFF,
	RUN_HIST_PREEMPT_OFF_SAMPLED,	/* first to last probe that found preemption off */
	RUN_HIST_SOURCE_CNT
};

struct run_hist {
	enum run_hist_source source;
	unsigned int cpu;
	enum wakeup_class klass;	/* wakeup and victim only, else 0 */
	bool inside;		/* overlapped an EFI call on that CPU (not victim) */
	uint64_t period_ns;	/* victim only */
	struct hist hist;
};

struct run_wakeup {
	struct wakeup_event ev;
};

/* Windows by where they began. */
struct run_place {
	char *symbol;		/* "function+0x1c/0x40", or "0x…" */
	enum window_kind kind;
	struct place place;
};

/* The place of windows that the recorder began where the CPU left idle. */
#define RUN_WINDOW_FROM_IDLE	"idle"

struct run_window {
	struct window_event ev;	/* its addresses are unused: see the symbols */
	bool worst;		/* of the worst; else kept as evidence of a late wakeup */
	char *begin;		/* "function <- caller", "" unknown */
	char *end;
	int64_t begin_stack_id;	/* or RUN_NO_STACK */
	int64_t end_stack_id;	/* likewise */
};

struct run_gap {
	struct gap_event ev;
};

struct run_late {
	struct late_event ev;
};

/* A switch of the flight recorder (record --on-threshold snapshot). */
struct run_switch {
	unsigned int cpu;
	struct occupant to;
};

struct run {
	/* meta */
	bool complete;			/* the recorder ended in order */
	char *note;			/* --append-note, "" if none */
	char *command;			/* as typed, "" if none */
	int command_status;		/* wait status' exit code, 128 + signal; -1 none */
	char *recorder;			/* version of efi-latency */
	char *options;			/* recorder's options that change what is recorded */
	uint64_t start_realtime_ns;	/* CLOCK_REALTIME at start */
	uint64_t start_ns;
	uint64_t end_ns;		/* last commit's, when not complete */

	struct run_fact *facts;
	size_t fact_cnt;
	struct run_counter *losses;
	size_t loss_cnt;
	struct run_probe *probes;
	size_t probe_cnt;
	struct run_call *calls;
	size_t call_cnt;
	struct run_stack *stacks;
	size_t stack_cnt;
	struct run_hist *hists;
	size_t hist_cnt;
	struct run_wakeup *worst;
	size_t worst_cnt;
	struct run_counter *counters;	/* settings and sums that are no loss; run-file.md */
	size_t counter_cnt;
	struct run_place *places;
	size_t place_cnt;
	struct run_window *windows;
	size_t window_cnt;
	struct run_gap *gaps;	/* by due_ns */
	size_t gap_cnt;
	struct run_late *lates;	/* by run_ns */
	size_t late_cnt;
	struct run_switch *switches;	/* by time */
	size_t switch_cnt;
};

void run_free(struct run *run);
/* The histograms alone: most of the memory, on machines with many CPUs. */
void run_drop_hists(struct run *run);

/* Value of a fact, or NULL. */
const char *run_fact(const struct run *run, const char *key);
/* Value of a loss counter, 0 when it is not there. */
uint64_t run_loss(const struct run *run, const char *name);
/* Value of a counter, 0 when it is not there. */
uint64_t run_counter(const struct run *run, const char *name);
bool run_has_counter(const struct run *run, const char *name);
/* Name of a source of histograms, as stored in run files. */
const char *run_hist_source_name(enum run_hist_source source);
/* Kernel's name of a service ("GET_TIME"); "UNKNOWN" beyond the table. */
const char *efi_service_name(unsigned int service);
/* Name of a loss counter (enum loss), as stored in run files. */
const char *loss_name(unsigned int loss);
/* Histograms add exactly. */
void hist_merge(struct hist *into, const struct hist *from);
/* "rt" or "fair". */
const char *wakeup_class_name(unsigned int klass);
/* "preempt_off" or "irq_off". */
const char *window_kind_name(unsigned int kind);

#endif
