// SPDX-License-Identifier: GPL-2.0-only
/*
 * Error rates of the verdict, measured on populations whose truth is known.
 * What it prints is what docs/methods.md quotes.
 */
#include "cli/analysis/plan.h"
#include "tests/unit/population.h"

#define COMPARISONS	200
#define COVERAGES	400

static const struct population heavy = {
	.shape = SHAPE_PARETO, .correlation = 0.7, .between = 0.05, .shift = 1,
	.rt_cnt = 1500, .call_cnt = 60,
};

/* The other rule: the whole interval lies beyond the threshold. */
static bool wholly_beyond(const struct estimate *e)
{
	return e->of == INTERVAL_RUNS && (e->low > e->threshold || e->high < -e->threshold);
}

/* A thing against itself: whatever is called better or worse is a mistake. */
static void false_positives(size_t cnt, double between)
{
	struct population p = heavy;
	const struct population *of[SIDE_CNT] = { &p, &p };
	unsigned int wrong = 0, same = 0, verdicts = 0;

	p.between = between;
	for (int i = 0; i < COMPARISONS; i++) {
		struct draw d;

		draw_compare(&d, of, cnt);
		wrong += d.comparison->verdict == VERDICT_BETTER ||
			 d.comparison->verdict == VERDICT_WORSE;
		same += d.comparison->verdict_cnt[VERDICT_SAME];
		verdicts += d.comparison->verdict_cnt[VERDICT_SAME] +
			    d.comparison->verdict_cnt[VERDICT_INCONCLUSIVE];
		draw_free(&d);
	}
	print_message("A/A, %zu + %zu runs, %2.0f %% between runs: %u of %d comparisons called, "
		      "%.0f %% of the metrics same\n", cnt, cnt, 100 * between, wrong, COMPARISONS,
		      100.0 * same / verdicts);
	assert_true(wrong <= COMPARISONS / 20);
}

static void test_false_positives(void **state)
{
	(void)state;
	false_positives(2, 0.05);
	false_positives(3, 0);
	false_positives(3, 0.05);
	false_positives(5, 0.2);
	false_positives(8, 0.02);
}

static double coverage(enum shape shape, size_t cnt, const char *metric)
{
	struct population base = heavy, cand;
	const struct population *of[SIDE_CNT] = { &base, &cand };
	unsigned int held = 0;

	base.shape = shape;
	base.call_cnt = 0;
	cand = base;
	cand.shift = 1.2;
	for (int i = 0; i < COVERAGES; i++) {
		const struct estimate *e;
		struct draw d;

		draw_compare(&d, of, cnt);
		e = &draw_row(d.comparison, metric)->estimate;
		held += e->ratio_low <= 1.2 && 1.2 <= e->ratio_high;
		draw_free(&d);
	}
	return (double)held / COVERAGES;
}

static void test_coverage(void **state)
{
	(void)state;
	for (int shape = 0; shape < SHAPE_CNT; shape++) {
		double c3, c5;

		random_state = SEED + (unsigned int)shape;
		c3 = coverage(shape, 3, "rt_wakeup_outside_p99_ns");
		c5 = coverage(shape, 5, "rt_wakeup_outside_p99_ns");
		print_message("coverage of 95 %% intervals, p99, %s: %.1f %% with 3 + 3 runs, "
			      "%.1f %% with 5 + 5\n", shape_names[shape], 100 * c3, 100 * c5);
		/* Welch's interval is wide rather than narrow at three runs. */
		assert_true(c3 >= 0.93);
		assert_true(c5 >= 0.93 && c5 <= 0.97);
	}
}

static unsigned int planned_runs(const struct population *p, size_t aa_cnt, const char *metric)
{
	const struct population *of[SIDE_CNT] = { p, p };
	unsigned int cnt = 0;
	struct plan *plan;
	struct draw d;

	draw_compare(&d, of, aa_cnt);
	assert_int_equal(plan_new(d.comparison, 0.2, &plan), 0);
	for (size_t i = 0; i < plan->row_cnt; i++)
		if (!strcmp(plan->rows[i].metric->name, metric))
			cnt = plan->rows[i].run_cnt[0];
	plan_free(plan);
	draw_free(&d);
	return cnt;
}

static void power(enum shape shape)
{
	static const char metric[] = "rt_wakeup_outside_p99_ns";
	struct population base = heavy, cand;
	const struct population *of[SIDE_CNT] = { &base, &cand };
	unsigned int cnt, found = 0, beyond = 0;

	base.shape = shape;
	base.between = 0.04;
	base.rt_cnt = 3000;
	cand = base;
	cand.shift = 1.2;
	cnt = planned_runs(&base, 12, metric);
	assert_true(cnt >= 2 && cnt <= DRAW_MAX);
	for (int i = 0; i < COMPARISONS; i++) {
		const struct estimate *e;
		struct draw d;

		draw_compare(&d, of, cnt);
		e = &draw_row(d.comparison, metric)->estimate;
		found += e->verdict == VERDICT_WORSE;
		beyond += wholly_beyond(e);
		draw_free(&d);
	}
	print_message("power, +20 %% of p99, %s: planned %u + %u runs find %.1f %% "
		      "(an interval wholly beyond the threshold would: %.1f %%)\n",
		      shape_names[shape], cnt, cnt, 100.0 * found / COMPARISONS,
		      100.0 * beyond / COMPARISONS);
	assert_true(found >= COMPARISONS * 9 / 10);
}

static void test_power(void **state)
{
	(void)state;
	random_state = SEED;
	power(SHAPE_LOGNORMAL);
	power(SHAPE_FLASH_ERASE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_false_positives),
		cmocka_unit_test(test_coverage),
		cmocka_unit_test(test_power),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
