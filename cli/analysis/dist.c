// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/dist.h"

#include <stdlib.h>

#include "cli/analysis/interval.h"

static const struct {
	const char *name;
	unsigned int permille;
	uint64_t min_cnt;	/* smallest n with 1 - p^n >= 0.95 */
} quantiles[QUANTILE_CNT] = {
	[QUANTILE_P50] = { "p50", 500, 5 },
	[QUANTILE_P90] = { "p90", 900, 29 },
	[QUANTILE_P99] = { "p99", 990, 299 },
	[QUANTILE_P999] = { "p99.9", 999, 2995 },
};

const char *quantile_name(enum quantile q)
{
	return quantiles[q].name;
}

uint64_t quantile_min_cnt(enum quantile q)
{
	return quantiles[q].min_cnt;
}

/* Rank, from 1, of the order statistic: ceil(p * n). */
static uint64_t rank_of(enum quantile q, uint64_t cnt)
{
	return (uint64_t)(((unsigned __int128)cnt * quantiles[q].permille + 999) / 1000);
}

static int compare_ns(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void dist_none(struct dist *dist)
{
	*dist = (struct dist){ .min_ns = NO_FIGURE, .max_ns = NO_FIGURE };
	for (int q = 0; q < QUANTILE_CNT; q++)
		dist->q_ns[q] = dist->q_low_ns[q] = dist->q_high_ns[q] = NO_FIGURE;
}

static struct rank_interval ranks_of(enum quantile q, uint64_t cnt)
{
	return quantile_ranks(cnt, quantiles[q].permille / 1000.0);
}

void dist_from_samples(struct dist *dist, uint64_t *samples_ns, size_t cnt)
{
	dist_none(dist);
	if (!cnt)
		return;
	qsort(samples_ns, cnt, sizeof(*samples_ns), compare_ns);
	dist->count = cnt;
	dist->min_ns = samples_ns[0];
	dist->max_ns = samples_ns[cnt - 1];
	for (size_t i = 0; i < cnt; i++)
		dist->sum_ns += samples_ns[i];
	for (int q = 0; q < QUANTILE_CNT && cnt >= quantiles[q].min_cnt; q++) {
		struct rank_interval r = ranks_of(q, cnt);

		dist->q_ns[q] = samples_ns[rank_of(q, cnt) - 1];
		if (r.low)
			dist->q_low_ns[q] = samples_ns[r.low - 1];
		if (r.high <= cnt)
			dist->q_high_ns[q] = samples_ns[r.high - 1];
	}
}

static uint64_t clip_ns(uint64_t ns, const struct hist *h)
{
	if (ns > h->max_ns)
		return h->max_ns;
	return ns < h->min_ns ? h->min_ns : ns;
}

/* The bin that holds the rank-th value, HIST_BINS when it is among the overflow. */
static unsigned int bin_of_rank(const struct hist *h, uint64_t rank)
{
	uint64_t below = 0;

	for (unsigned int bin = 0; bin < HIST_BINS; bin++) {
		below += h->bins[bin];
		if (rank <= below)
			return bin;
	}
	return HIST_BINS;
}

static uint64_t upper_ns(const struct hist *h, uint64_t rank)
{
	unsigned int bin = rank <= h->count ? bin_of_rank(h, rank) : HIST_BINS;

	return bin < HIST_BINS ? clip_ns(hist_bin_low(bin + 1) - 1, h) : NO_FIGURE;
}

static uint64_t lower_ns(const struct hist *h, uint64_t rank)
{
	unsigned int bin = rank ? bin_of_rank(h, rank) : HIST_BINS;

	return bin < HIST_BINS ? clip_ns(hist_bin_low(bin), h) : NO_FIGURE;
}

void dist_from_hist(struct dist *dist, const struct hist *h)
{
	dist_none(dist);
	if (!h->count)
		return;
	dist->count = h->count;
	dist->sum_ns = h->sum_ns;
	dist->min_ns = h->min_ns;
	dist->max_ns = h->max_ns;
	/* A quantile among the overflow has no bin and stays without figure. */
	for (int q = 0; q < QUANTILE_CNT && h->count >= quantiles[q].min_cnt; q++) {
		struct rank_interval r = ranks_of(q, h->count);

		dist->q_ns[q] = upper_ns(h, rank_of(q, h->count));
		dist->q_low_ns[q] = lower_ns(h, r.low);
		dist->q_high_ns[q] = upper_ns(h, r.high);
	}
}

uint64_t hist_deadline_ns(uint64_t deadline_ns)
{
	unsigned int bin = hist_bin(deadline_ns);

	return bin < HIST_BINS ? hist_bin_low(bin + 1) - 1 : NO_FIGURE;
}

uint64_t hist_beyond(const struct hist *h, uint64_t deadline_ns)
{
	uint64_t cnt = h->overflow;

	for (unsigned int bin = hist_bin(deadline_ns) + 1; bin < HIST_BINS; bin++)
		cnt += h->bins[bin];
	return cnt;
}
