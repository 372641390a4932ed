// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/interval.h"

#include <math.h>

#include "cli/analysis/special.h"

#define TAIL	((1 - CONFIDENCE) / 2)

/* The smallest k with P(Bin(n, p) <= k) >= level, found from its normal guess. */
static uint64_t binomial_quantile(double level, uint64_t n, double p)
{
	double guess = floor((double)n * p + normal_quantile(level) * sqrt((double)n * p * (1 - p)));
	uint64_t k = guess < 0 ? 0 : guess > (double)n ? n : (uint64_t)guess;

	while (k && binomial_cdf((double)k - 1, (double)n, p) >= level)
		k--;
	while (k < n && binomial_cdf((double)k, (double)n, p) < level)
		k++;
	return k;
}

struct rank_interval quantile_ranks(uint64_t n, double p)
{
	return (struct rank_interval){
		.low = binomial_quantile(TAIL, n, p),
		.high = binomial_quantile(1 - TAIL, n, p) + 1,
	};
}

void run_sum_add(struct run_sum *sum, double value)
{
	double distance = value - sum->mean;

	sum->cnt++;
	sum->mean += distance / sum->cnt;
	sum->squares += distance * (value - sum->mean);
}

struct run_mean run_mean_of(const struct run_sum *sum, double sd_floor)
{
	double variance = fmax(sum->squares / (sum->cnt - 1), sd_floor * sd_floor);

	return (struct run_mean){ sum->mean, variance / sum->cnt, sum->cnt - 1 };
}

struct welch welch_of(const struct run_mean *a, const struct run_mean *b)
{
	double se2 = a->se2 + b->se2;

	return (struct welch){
		.difference = b->mean - a->mean,
		.se = sqrt(se2),
		.df = se2 * se2 / (a->se2 * a->se2 / a->df + b->se2 * b->se2 / b->df),
	};
}

static double upper_tail(double z)
{
	return erfc(z / M_SQRT2) / 2;
}

struct interval rate_interval(const struct rate *r, double z)
{
	double tail = upper_tail(z), rest = r->exposure - r->events;

	return (struct interval){
		.low = r->events > 0 ? beta_quantile(tail, r->events, rest + 1) : 0,
		.high = rest > 0 ? 1 - beta_quantile(tail, rest, r->events + 1) : 1,
	};
}

struct interval rate_ratio_interval(const struct rate *a, const struct rate *b, double z)
{
	double scale = a->exposure / b->exposure, tail = upper_tail(z);
	/* Of all events, the share that is b's, from below and (a's) from above. */
	double low = b->events > 0 ? beta_quantile(tail, b->events, a->events + 1) : 0;
	double rest = a->events > 0 ? beta_quantile(tail, a->events, b->events + 1) : 0;

	return (struct interval){
		.low = low / (1 - low) * scale,
		.high = rest > 0 ? (1 - rest) / rest * scale : INFINITY,
	};
}

double rate_ratio_p(const struct rate *a, const struct rate *b)
{
	double share = b->exposure / (a->exposure + b->exposure);
	/* P(at least b's events) and P(at most them), given the sum. */
	double above = b->events > 0 ? beta_cdf(share, b->events, a->events + 1) : 1;
	double below = a->events > 0 ? beta_cdf(1 - share, a->events, b->events + 1) : 1;

	return fmin(1, 2 * fmin(above, below));
}

double rate_never_seen(double exposure)
{
	return -expm1(log(1 - CONFIDENCE) / exposure);
}
