/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a backend must offer to record: the BPF one today.
 *
 * supported -> open -> start -> poll ... -> stop -> close.  All return 0 or a
 * negative errno; *why is a sentence for the user when they do not.
 */
#ifndef EFI_LATENCY_COLLECTOR_H
#define EFI_LATENCY_COLLECTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/run/run.h"

/* Kernel stacks as for calls: NULL or "" where none was taken. */
struct window_stacks {
	char *begin;
	char *end;
};

/* Where a backend hands over what it saw; errors of a sink end the recording. */
struct collector_sink {
	/* stack: the requester's, a symbol a line, innermost first; may be NULL */
	int (*call)(void *ctx, const struct efi_call_event *ev, const char *stack);
	int (*probe)(void *ctx, const struct run_probe *probe);
	int (*fact)(void *ctx, const char *key, const char *value);
	int (*loss)(void *ctx, const char *name, uint64_t value);
	int (*hist)(void *ctx, const struct run_hist *hist);
	int (*worst)(void *ctx, const struct wakeup_event *ev, size_t cnt);
	int (*counter)(void *ctx, const char *name, uint64_t value);
	int (*place)(void *ctx, const struct run_place *place);
	/* Evidence of late wakeups: comes before the wakeup that it overlaps. */
	int (*window)(void *ctx, const struct run_window *window);
	int (*gap)(void *ctx, const struct gap_event *ev);
	int (*late)(void *ctx, const struct late_event *ev);
	int (*sw)(void *ctx, const struct run_switch *sw);
	/* All of them, anew; stacks: of each window, in the same order. */
	int (*worst_windows)(void *ctx, struct run_window *windows,
			     const struct window_stacks *stacks, size_t cnt);
	void *ctx;
};

struct collector_options {
	bool efi;		/* EFI services exist: attach the probes of the calls */
	bool rt_only;		/* leave out wakeups of fair tasks */
	unsigned int ringbuf_kib;	/* power of two, 64 to 65536 */
	uint64_t probe_period_ns;	/* of the per-CPU probe timers; 0: none */
	uint64_t evidence_floor_ns;	/* windows and gaps from here on are evidence */
	uint64_t late_floor_ns;		/* RT wakeups from here on are shown link by link */
	uint64_t threshold_ns;		/* the first RT wakeup from here on; 0: none */
	bool threshold_freezes;		/* record nothing behind it */
	unsigned int flight_cnt;	/* switches kept a CPU, a power of two; 0: none */
};

struct collector;

struct collector_ops {
	const char *name;
	int (*supported)(const char **why);
	int (*open)(const struct collector_options *opts,
		    const struct collector_sink *sink, struct collector **c, const char **why);
	int (*start)(struct collector *c, const char **why);
	/* Waits up to timeout_ms for calls and hands them to the sink. */
	int (*poll)(struct collector *c, int timeout_ms);
	/* Hands histograms, worst wakeups and losses, as they stand, to the sink. */
	int (*snapshot)(struct collector *c);
	/* Hands over the flight recorder and all evidence from from_ns on; it goes on anew. */
	int (*flight)(struct collector *c, uint64_t from_ns);
	/* The kernel counts what the programs cost: between two calls. */
	int (*stats)(struct collector *c, bool on);
	int (*stop)(struct collector *c);
	void (*close)(struct collector *c);
};

extern const struct collector_ops collector_bpf;

#endif
