/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keeps what was seen lately, and hands over the late wakeups together with
 * what overlapped each: most windows and gaps explain nothing and go.
 */
#ifndef EFI_LATENCY_EVIDENCE_FILTER_H
#define EFI_LATENCY_EVIDENCE_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "bpf/event.h"

/* Errors of a taker end the call that they came up in. */
struct evidence_taker {
	int (*window)(void *ctx, const struct window_event *ev);
	int (*gap)(void *ctx, const struct gap_event *ev);
	int (*late)(void *ctx, const struct late_event *ev);
	void *ctx;
};

struct evidence_filter;

/* Late wakeups beyond max_cnt are counted only. NULL without memory. */
struct evidence_filter *evidence_filter_new(unsigned int cpu_cnt, size_t max_cnt,
			      const struct evidence_taker *taker);
void evidence_filter_free(struct evidence_filter *e);

/* A record as the probes wrote it, of any kind; 0 or a negative errno. */
int evidence_filter_add(struct evidence_filter *e, const void *record, size_t bytes);
/*
 * Hands over the late wakeups that were added before the last call: by then
 * all CPUs have been read up to them.  At the end, call it twice.
 */
int evidence_filter_settle(struct evidence_filter *e);
/* Hands over all windows and gaps that ended at from_ns or later. */
int evidence_filter_give_since(struct evidence_filter *e, uint64_t from_ns);

/* Late wakeups not handed over, being too many. */
uint64_t evidence_filter_unstored(const struct evidence_filter *e);
/* Late wakeups older than what is still kept of their CPU: their evidence is not whole. */
uint64_t evidence_filter_cut(const struct evidence_filter *e);

#endif
