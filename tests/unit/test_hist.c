// SPDX-License-Identifier: GPL-2.0-only
/* Bins, quantiles from bins and samples, and what a count supports. */
#include <math.h>

#include "cli/analysis/dist.h"
#include "tests/unit/synthetic.h"

static void test_bins_cover_everything(void **state)
{
	(void)state;
	for (unsigned int bin = 0; bin < HIST_BINS; bin++) {
		uint64_t low = hist_bin_low(bin), next = hist_bin_low(bin + 1);

		assert_true(next > low);
		assert_int_equal(hist_bin(low), bin);
		assert_int_equal(hist_bin(next - 1), bin);
		/* At most 1/32 of the lower bound wide. */
		assert_true((next - low - 1) * 32 <= low);
	}
	assert_int_equal(hist_bin_low(HIST_BINS), 1ULL << HIST_MAX_BITS);
	assert_int_equal(hist_bin(1ULL << HIST_MAX_BITS), HIST_BINS);
	assert_int_equal(hist_bin(UINT64_MAX), HIST_BINS);
}

static void test_min_cnt_is_the_binomial_bound(void **state)
{
	const double p[QUANTILE_CNT] = { 0.5, 0.9, 0.99, 0.999 };

	(void)state;
	for (int q = 0; q < QUANTILE_CNT; q++) {
		double n = (double)quantile_min_cnt(q);

		assert_true(1 - pow(p[q], n) >= 0.95);
		assert_true(1 - pow(p[q], n - 1) < 0.95);
	}
}

static void test_samples(void **state)
{
	uint64_t samples[1000];
	struct dist d;

	(void)state;
	for (unsigned int i = 0; i < 1000; i++)
		samples[i] = 1000 - i;
	dist_from_samples(&d, samples, 1000);
	assert_int_equal(d.q_ns[QUANTILE_P50], 500);
	assert_int_equal(d.q_ns[QUANTILE_P90], 900);
	assert_int_equal(d.q_ns[QUANTILE_P99], 990);
	assert_true(d.q_ns[QUANTILE_P999] == NO_FIGURE);
	assert_int_equal(d.min_ns, 1);
	assert_int_equal(d.max_ns, 1000);
	assert_int_equal(d.sum_ns, 500500);
	dist_from_samples(&d, samples, 4);
	assert_true(d.q_ns[QUANTILE_P50] == NO_FIGURE);
	assert_int_equal(d.max_ns, 4);
	dist_from_samples(&d, samples, 0);
	assert_int_equal(d.count, 0);
	assert_true(d.max_ns == NO_FIGURE && d.min_ns == NO_FIGURE);
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Bins never say less than the samples, nor more than a bin's width. */
static void test_hist_agrees_with_samples(void **state)
{
	static uint64_t samples[5000];
	struct dist exact, binned;
	uint32_t random = 1;

	(void)state;
	for (unsigned int round = 0; round < 20; round++) {
		struct hist h = { 0 };

		for (unsigned int i = 0; i < 5000; i++) {
			samples[i] = next_random(&random) >> (next_random(&random) % 24);
			hist_add(&h, samples[i]);
		}
		dist_from_samples(&exact, samples, 5000);
		dist_from_hist(&binned, &h);
		for (int q = 0; q < QUANTILE_CNT; q++) {
			assert_true(binned.q_ns[q] >= exact.q_ns[q]);
			assert_true(binned.q_ns[q] <= exact.q_ns[q] + exact.q_ns[q] / 32);
		}
		assert_int_equal(binned.max_ns, exact.max_ns);
		assert_int_equal(binned.sum_ns, exact.sum_ns);
	}
}

static void test_quantile_in_overflow_has_no_figure(void **state)
{
	struct hist h = { 0 };
	struct dist d;

	(void)state;
	for (unsigned int i = 0; i < 100; i++)
		hist_add(&h, i < 80 ? 1000 : 1ULL << 41);
	dist_from_hist(&d, &h);
	assert_int_equal(d.q_ns[QUANTILE_P50], 1000 + 7);
	assert_true(d.q_ns[QUANTILE_P90] == NO_FIGURE);
	assert_int_equal(d.max_ns, 1ULL << 41);
}

static void test_merge(void **state)
{
	struct hist a = { 0 }, b = { 0 }, both = { 0 }, empty = { 0 };

	(void)state;
	for (uint64_t i = 1; i < 3000; i++) {
		hist_add(i % 3 ? &a : &b, i * i);
		hist_add(&both, i * i);
	}
	hist_merge(&a, &empty);
	hist_merge(&empty, &b);
	hist_merge(&a, &empty);
	assert_memory_equal(&a, &both, sizeof(a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bins_cover_everything),
		cmocka_unit_test(test_min_cnt_is_the_binomial_bound),
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_hist_agrees_with_samples),
		cmocka_unit_test(test_quantile_in_overflow_has_no_figure),
		cmocka_unit_test(test_merge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
