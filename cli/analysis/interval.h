/* SPDX-License-Identifier: GPL-2.0-only */
/* Intervals and tests on plain numbers: docs/methods.md, "The verdict". */
#ifndef EFI_LATENCY_INTERVAL_H
#define EFI_LATENCY_INTERVAL_H

#include <stdint.h>

#define CONFIDENCE	0.95

struct interval {
	double low, high;
};

/*
 * Ranks from 1 of the order statistics that hold the p-quantile of n samples
 * with 95 % confidence, whatever the distribution.  low is 0 and high is n + 1
 * where the sample is too small for a bound.
 */
struct rank_interval {
	uint64_t low, high;
};

struct rank_interval quantile_ranks(uint64_t n, double p);

/* Sums up figures one by one (Welford). */
struct run_sum {
	double cnt;
	double mean;
	double squares;		/* of the distances to the mean */
};

void run_sum_add(struct run_sum *sum, double value);

/* Mean of run-level figures and the square of its standard error. */
struct run_mean {
	double mean;
	double se2;
	double df;	/* runs - 1 */
};

/* Two runs or more; their standard deviation counts as at least sd_floor. */
struct run_mean run_mean_of(const struct run_sum *sum, double sd_floor);

/* Welch: the difference b - a, its standard error and degrees of freedom. */
struct welch {
	double difference;
	double se;
	double df;
};

struct welch welch_of(const struct run_mean *a, const struct run_mean *b);

/* Events among chances; neither needs to be whole. */
struct rate {
	double events;
	double exposure;
};

/* Clopper and Pearson; z is the normal quantile that the bounds stand for. */
struct interval rate_interval(const struct rate *r, double z);
/* Of b's rate over a's, conditional on the sum of the events. */
struct interval rate_ratio_interval(const struct rate *a, const struct rate *b, double z);
/* Two-sided: twice the smaller tail. */
double rate_ratio_p(const struct rate *a, const struct rate *b);
/* Upper 95 % bound, one-sided, of a rate whose events were never seen. */
double rate_never_seen(double exposure);

#endif
