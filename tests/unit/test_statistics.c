// SPDX-License-Identifier: GPL-2.0-only
/*
 * The statistics on plain numbers, against SciPy 1.10.1's values (tests/cli's
 * oracle.py runs SciPy itself), then floors, rates and limits.
 */
#include <errno.h>

#include "cli/analysis/estimate.h"
#include "cli/analysis/limit.h"
#include "cli/analysis/special.h"
#include "tests/unit/population.h"

static void equal(double ours, double theirs)
{
	if (!(fabs(ours - theirs) <= 1e-6 * fabs(theirs)))
		fail_msg("%.17g, SciPy says %.17g", ours, theirs);
}

static void test_distributions(void **state)
{
	(void)state;
	equal(beta_cdf(0.3, 2, 5), 0.5798250000000003);
	equal(beta_cdf(1e-6, 0.5, 1e6), 0.8427008448381964);
	equal(beta_cdf(0.999, 1e7, 1e4), 0.45884467816649627);
	equal(beta_cdf(0.5, 3.7, 0.2), 0.008701712623961178);
	equal(beta_quantile(0.025, 1, 1e6), 2.5317807663794178e-08);
	equal(beta_quantile(0.5, 150, 3000), 0.04752332607751792);
	equal(beta_quantile(1e-6, 0.4, 7.5), 1.0292174224579051e-16);
	equal(normal_z(0.05), 1.9599639845400545);
	equal(normal_z(1e-10), 6.466951087240516);
	equal(normal_z(1e-200), 30.228508080715475);
	equal(student_quantile(0.975, 4), 2.7764451051977987);
	equal(student_quantile(0.975, 1), 12.706204736432095);
	equal(student_quantile(0.9999, 2.7), 28.46469880796608);
	equal(student_quantile(0.975, INFINITY), 1.9599639845400545);
	equal(student_p_two_sided(2.5, 4), 0.06676654481198813);
	equal(student_p_two_sided(-50, 4), 9.574453656969693e-07);
	equal(student_p_two_sided(1e3, 2.3), 1.5527857346770042e-07);
	equal(student_p_two_sided(0.01, 30), 0.9920874925731777);
}

static void ranks_are(uint64_t n, double p, uint64_t low, uint64_t high)
{
	struct rank_interval r = quantile_ranks(n, p);

	assert_int_equal(r.low, low);
	assert_int_equal(r.high, high);
}

static void test_ranks(void **state)
{
	(void)state;
	ranks_are(5, 0.5, 0, 6);
	ranks_are(29, 0.9, 23, 30);
	ranks_are(299, 0.99, 292, 300);
	ranks_are(60, 0.5, 22, 39);
	ranks_are(12000, 0.99, 11858, 11902);
	ranks_are(10000000, 0.999, 9989804, 9990196);
	ranks_are(10000000000, 0.5, 4999902002, 5000097999);
}

static void test_welch(void **state)
{
	const double a[] = { 10.1, 10.4, 9.9 }, b[] = { 11.0, 11.9, 11.2, 10.8 };
	struct run_sum sa = { 0 }, sb = { 0 };
	struct run_mean ma, mb;
	struct welch w;

	(void)state;
	for (int i = 0; i < 3; i++)
		run_sum_add(&sa, a[i]);
	for (int i = 0; i < 4; i++)
		run_sum_add(&sb, b[i]);
	ma = run_mean_of(&sa, 0);
	mb = run_mean_of(&sb, 0);
	w = welch_of(&ma, &mb);
	equal(w.difference / w.se, 3.898740456598575);
	equal(student_p_two_sided(w.difference / w.se, w.df), 0.013056748418030013);
}

/* Rows by hand: values or counts of the runs. */
static struct compare_row level_row(const char *name, uint64_t *base, uint64_t *cand, size_t cnt)
{
	struct compare_row row = { .metric = metric_find(name, strlen(name)), .label = "",
				   .has_difference = true };
	uint64_t *values[SIDE_CNT] = { base, cand };

	assert_non_null(row.metric);
	for (int i = 0; i < SIDE_CNT; i++) {
		row.side[i].values = values[i];
		row.side[i].run_cnt = cnt;
		spread_figure(&row.side[i], row.metric);
	}
	estimate_row(&row);
	return row;
}

static enum verdict sole_verdict(struct compare_row *row)
{
	struct comparison c = { .rows = row, .row_cnt = 1 };

	assert_int_equal(pass_verdicts(&c), 0);
	assert_int_equal(c.verdict, row->estimate.verdict);
	return row->estimate.verdict;
}

/* Runs that agree to the last digit know no more than their bins and thresholds. */
static void test_no_scatter(void **state)
{
	uint64_t a[] = { 100000, 100000, 100000 }, b[] = { 103000, 103000, 103000 };
	uint64_t c[] = { 112000, 112000, 112000 }, zero[] = { 0, 0, 0 };
	struct compare_row row;

	(void)state;
	row = level_row("rt_wakeup_p99_ns", a, a, 3);
	assert_int_equal(sole_verdict(&row), VERDICT_SAME);
	assert_true(row.estimate.ratio_low < 1 - 0.028 && row.estimate.ratio_high > 1 + 0.03);
	row = level_row("rt_wakeup_p99_ns", a, b, 3);
	assert_true(row.estimate.p == 1);
	assert_int_equal(sole_verdict(&row), VERDICT_SAME);
	row = level_row("rt_wakeup_p99_ns", a, c, 3);
	assert_int_equal(sole_verdict(&row), VERDICT_WORSE);
	row = level_row("rt_wakeup_p99_ns", c, a, 3);
	assert_int_equal(sole_verdict(&row), VERDICT_BETTER);
	row = level_row("held_per_call_ns", a, zero, 3);
	assert_int_equal(sole_verdict(&row), VERDICT_BETTER);
	assert_int_equal(row.side[SIDE_CANDIDATE].figure, 0);
	assert_true(row.estimate.ratio_low >= 0 && row.estimate.low >= -100000 - 1000);
	row = level_row("held_per_call_ns", zero, zero, 3);
	assert_int_equal(sole_verdict(&row), VERDICT_SAME);
	row = level_row("held_per_call_ns", zero, a, 3);
	assert_int_equal(sole_verdict(&row), VERDICT_WORSE);
	assert_true(isnan(row.estimate.ratio_low));
	/* A difference that is there and does not matter. */
	row = level_row("fair_wakeup_outside_p50_ns", a, c, 3);
	assert_int_equal(sole_verdict(&row), VERDICT_SAME);
}

struct counts {
	uint64_t events[SIDE_CNT][8], chances[SIDE_CNT][8], values[SIDE_CNT][8];
};

static struct compare_row rate_row(struct counts *counts, size_t cnt)
{
	struct compare_row row = { .metric = metric_find("rt_wakeup_late_ppb", 18), .label = "",
				   .has_difference = true };

	for (int i = 0; i < SIDE_CNT; i++) {
		struct spread *s = &row.side[i];

		*s = (struct spread){ .run_cnt = cnt, .values = counts->values[i],
				      .events = counts->events[i], .chances = counts->chances[i] };
		for (size_t k = 0; k < cnt; k++) {
			s->event_cnt += s->events[k];
			s->sample_cnt += s->chances[k];
		}
		spread_figure(s, row.metric);
	}
	estimate_row(&row);
	return row;
}

static void test_rates(void **state)
{
	struct counts counts = { .events = { { 0, 0, 0 }, { 0, 0, 0 } },
				 .chances = { { 200000, 200000, 200000 },
					      { 200000, 200000, 200000 } } };
	struct compare_row row = rate_row(&counts, 3);

	(void)state;
	/* 0 in 600,000: below 5e-6, so the two differ by less than 1e-5. */
	assert_in_range(row.side[SIDE_BASELINE].high, 4990, 5000);
	assert_int_equal(sole_verdict(&row), VERDICT_SAME);
	counts.chances[0][0] = counts.chances[1][0] = 2000;
	counts.chances[0][1] = counts.chances[1][1] = 2000;
	counts.chances[0][2] = counts.chances[1][2] = 2000;
	row = rate_row(&counts, 3);
	assert_int_equal(sole_verdict(&row), VERDICT_INCONCLUSIVE);
	for (int k = 0; k < 3; k++)
		counts.events[SIDE_CANDIDATE][k] = 50;
	row = rate_row(&counts, 3);
	assert_int_equal(sole_verdict(&row), VERDICT_WORSE);
	assert_true(row.estimate.ratio_low > 10 && isinf(row.estimate.ratio_high));
	/* The same events, all of one boot: nothing to tell from that boot's own ways. */
	counts.events[SIDE_CANDIDATE][0] = 150;
	counts.events[SIDE_CANDIDATE][1] = counts.events[SIDE_CANDIDATE][2] = 0;
	row = rate_row(&counts, 3);
	assert_int_equal(sole_verdict(&row), VERDICT_INCONCLUSIVE);
}

static uint64_t random_poisson(double mean)
{
	double limit = exp(-mean), product = random_uniform();
	uint64_t cnt = 0;

	for (; product > limit; cnt++)
		product *= random_uniform();
	return cnt;
}

/* Equal rates, each run's off by a factor of its own: how often p < 0.05. */
static void false_rates(size_t cnt, double mean, double between)
{
	const int tries = 2000;
	int called = 0, covered = 0;

	for (int i = 0; i < tries; i++) {
		struct counts counts = { 0 };
		struct compare_row row;

		for (int s = 0; s < SIDE_CNT; s++)
			for (size_t k = 0; k < cnt; k++) {
				double own = exp(between * random_normal());

				counts.chances[s][k] = 1000000;
				counts.events[s][k] = random_poisson(mean * own);
			}
		row = rate_row(&counts, cnt);
		called += row.estimate.p < 0.05;
		covered += row.estimate.ratio_low <= 1 && row.estimate.ratio_high >= 1;
	}
	print_message("rates, %zu + %zu runs of %g events, %2.0f %% between runs: p < 0.05 in %.1f %%, "
		      "interval holds the truth in %.1f %%\n", cnt, cnt, mean, 100 * between,
		      100.0 * called / tries, 100.0 * covered / tries);
	assert_true(called <= tries * 6 / 100);
}

static void test_dispersion(void **state)
{
	(void)state;
	random_state = SEED;
	false_rates(3, 5, 0);
	false_rates(3, 50, 0);
	false_rates(3, 50, 0.5);
	false_rates(5, 50, 0.5);
	false_rates(8, 20, 0.3);
}

static void test_limits(void **state)
{
	const char *why;
	struct limit l;

	(void)state;
	assert_int_equal(limit_parse(" rt_wakeup_p99.9_ns > +10%", &l, &why), 0);
	assert_int_equal(l.kind, LIMIT_CHANGE);
	assert_true(l.value == 10);
	assert_int_equal(limit_parse("firmware_time_max_ns{SET_VARIABLE}<= 2.5ms", &l, &why), 0);
	assert_int_equal(l.op, LIMIT_AT_MOST);
	assert_true(l.value == 2.5e6);
	assert_int_equal(l.label_len, strlen("SET_VARIABLE"));
	assert_int_equal(limit_parse("rt_wakeup_late_ppb < -20%", &l, &why), 0);
	assert_true(l.value == -20);
	assert_int_equal(limit_parse("verdict == inconclusive", &l, &why), 0);
	assert_int_equal(l.verdict, VERDICT_INCONCLUSIVE);
	assert_int_equal(limit_parse("", &l, &why), -EINVAL);
	assert_int_equal(limit_parse("verdict", &l, &why), -EINVAL);
	assert_int_equal(limit_parse("verdict{GET_TIME} == same", &l, &why), -EINVAL);
	assert_int_equal(limit_parse("calls{GET_TIME > 5", &l, &why), -EINVAL);
	assert_int_equal(limit_parse("calls > 5 5", &l, &why), -EINVAL);
	assert_int_equal(limit_parse("calls > 0x5", &l, &why), -EINVAL);
	assert_int_equal(limit_parse("calls > 1.2.3", &l, &why), -EINVAL);
	assert_int_equal(limit_parse("rt_wakeup_p99_ns > inf ns", &l, &why), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distributions),
		cmocka_unit_test(test_ranks),
		cmocka_unit_test(test_welch),
		cmocka_unit_test(test_no_scatter),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_dispersion),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
