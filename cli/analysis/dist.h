/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A distribution in a few figures: count, extremes and the quantiles that the
 * count supports (docs/methods.md).
 */
#ifndef EFI_LATENCY_DIST_H
#define EFI_LATENCY_DIST_H

#include <stddef.h>
#include <stdint.h>

#include "bpf/hist.h"

/* What the data cannot support: no figure, and never 0. */
#define NO_FIGURE	UINT64_MAX

enum quantile {
	QUANTILE_P50 = 0,
	QUANTILE_P90,
	QUANTILE_P99,
	QUANTILE_P999,
	QUANTILE_CNT
};

struct dist {
	uint64_t count;
	uint64_t sum_ns;
	uint64_t min_ns;		/* NO_FIGURE when count is 0 */
	uint64_t max_ns;
	uint64_t q_ns[QUANTILE_CNT];	/* NO_FIGURE when count is too small */
	/* 95 % interval of each, as if samples were independent; NO_FIGURE: no such bound. */
	uint64_t q_low_ns[QUANTILE_CNT];
	uint64_t q_high_ns[QUANTILE_CNT];
};

/* One histogram or several merged, and its figures. */
struct latency {
	struct hist hist;
	struct dist dist;
};

/* "p50", …, "p99.9" */
const char *quantile_name(enum quantile q);
/*
 * The smallest count that supports a quantile: from here on the largest of
 * the samples is an upper 95 % confidence bound of it.
 */
uint64_t quantile_min_cnt(enum quantile q);

/* Sorts the samples. */
void dist_from_samples(struct dist *dist, uint64_t *samples_ns, size_t cnt);
/* Quantiles are upper bounds of bins: at most 3.125 % too high, never too low. */
void dist_from_hist(struct dist *dist, const struct hist *h);

/* The end of the bin that holds a deadline: what hist_beyond() can tell. */
uint64_t hist_deadline_ns(uint64_t deadline_ns);
/* How many values lie beyond hist_deadline_ns(). */
uint64_t hist_beyond(const struct hist *h, uint64_t deadline_ns);

#endif
