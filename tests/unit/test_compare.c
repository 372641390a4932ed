// SPDX-License-Identifier: GPL-2.0-only
/* Medians over runs, ranges, differences, and facts that differ. */
#include "cli/analysis/compare.h"
#include "cli/run/run_set.h"
#include "tests/unit/synthetic.h"

#include <errno.h>
#include <sys/stat.h>

#define RUN_CNT	3

struct sides {
	struct run *run[SIDE_CNT][RUN_CNT];
	struct analysis *analysis[SIDE_CNT][RUN_CNT];
	struct comparison *comparison;
};

static void compare(struct sides *s)
{
	const struct analysis *const *const runs[SIDE_CNT] = {
		(const struct analysis *const *)s->analysis[SIDE_BASELINE],
		(const struct analysis *const *)s->analysis[SIDE_CANDIDATE],
	};
	const size_t cnt[SIDE_CNT] = { RUN_CNT, RUN_CNT };
	const struct compare_settings settings = { 0 };

	assert_int_equal(comparison_new(runs, cnt, &settings, &s->comparison), 0);
}

static void make(struct sides *s, const char *dir)
{
	struct synthetic side[SIDE_CNT] = { synthetic_before, synthetic_after };
	char path[320];

	for (int i = 0; i < SIDE_CNT; i++)
		for (unsigned int k = 0; k < RUN_CNT; k++) {
			side[i].seed = 100 * k;
			s->run[i][k] = synthetic_run(test_path(path, dir, "x.efirun"), &side[i]);
			assert_int_equal(analysis_new(s->run[i][k], &s->analysis[i][k]), 0);
		}
	compare(s);
}

static void drop(struct sides *s)
{
	comparison_free(s->comparison);
	for (int i = 0; i < SIDE_CNT; i++)
		for (int k = 0; k < RUN_CNT; k++) {
			analysis_free(s->analysis[i][k]);
			run_free(s->run[i][k]);
		}
}

static const struct compare_row *find(const struct comparison *c, const char *name,
				      const char *label)
{
	for (size_t i = 0; i < c->row_cnt; i++)
		if (!strcmp(c->rows[i].metric->name, name) && !strcmp(c->rows[i].label, label))
			return &c->rows[i];
	return NULL;
}

static void test_figures(void **state)
{
	const struct compare_row *row;
	struct sides s;

	make(&s, *state);
	row = find(s.comparison, "victim_latency_max_ns", "");
	assert_non_null(row);
	assert_int_equal(row->side[SIDE_BASELINE].run_cnt, RUN_CNT);
	assert_int_equal(row->side[SIDE_BASELINE].median, 5 * MS + 12 * US + 980 + 100);
	assert_int_equal(row->side[SIDE_BASELINE].range, 200);
	assert_int_equal(row->side[SIDE_BASELINE].values[0], row->side[SIDE_BASELINE].min);
	/* The candidate's latest is an ordinary period: 9 us + 4999 ns + the seed. */
	assert_int_equal(row->side[SIDE_CANDIDATE].median, 9 * US + 4999 + 100);
	/* A maximum is the largest of all runs, and not judged. */
	assert_int_equal(row->side[SIDE_BASELINE].figure, 5 * MS + 12 * US + 980 + 200);
	assert_true(row->estimate.ratio > 0.0027 && row->estimate.ratio < 0.0029);
	assert_int_equal(row->estimate.verdict, VERDICT_NONE);

	row = find(s.comparison, "calls", "GET_TIME");
	assert_int_equal(row->side[SIDE_CANDIDATE].median, 45);
	assert_true(row->estimate.difference == 0);
	row = find(s.comparison, "held_ns_per_s", "GET_TIME");
	assert_int_equal(row->side[SIDE_CANDIDATE].median, 0);
	/* 50 samples support no p99: no row at all. */
	assert_null(find(s.comparison, "firmware_time_p99_ns", "GET_TIME"));
	assert_null(find(s.comparison, "calls", "SET_TIME"));
	drop(&s);
}

static void test_facts(void **state)
{
	struct sides s;
	char *clock;

	make(&s, *state);
	assert_int_equal(s.comparison->fact_cnt, 1);
	assert_string_equal(s.comparison->facts[0].key, "kernel.release");
	assert_string_equal(s.comparison->facts[0].value[SIDE_CANDIDATE], "7.3.4-rt-arm64");
	assert_false(s.comparison->facts[0].varies[SIDE_BASELINE]);
	comparison_free(s.comparison);

	clock = (char *)run_fact(s.run[SIDE_CANDIDATE][2], "clock.source");
	clock[0] = 'x';
	compare(&s);
	assert_int_equal(s.comparison->fact_cnt, 2);
	assert_string_equal(s.comparison->facts[0].key, "clock.source");
	assert_true(s.comparison->facts[0].varies[SIDE_CANDIDATE]);
	assert_false(s.comparison->facts[0].varies[SIDE_BASELINE]);
	drop(&s);
}

static void test_invalid_and_one_sided(void **state)
{
	const struct compare_row *row;
	struct sides s;

	make(&s, *state);
	comparison_free(s.comparison);
	s.analysis[SIDE_BASELINE][1]->validity.valid = false;
	for (int k = 0; k < RUN_CNT; k++)
		s.analysis[SIDE_BASELINE][k]->service_cnt = 0;
	compare(&s);
	assert_int_equal(s.comparison->side[SIDE_BASELINE].invalid_cnt, 1);
	row = find(s.comparison, "calls", "GET_TIME");
	assert_non_null(row);
	assert_false(row->has_difference);
	assert_true(row->side[SIDE_BASELINE].median == NO_FIGURE);
	drop(&s);
}

static void test_run_set(void **state)
{
	char dir[320], path[320];
	struct run_set set;
	const char *failed;

	test_path(dir, *state, "set");
	assert_int_equal(mkdir(dir, 0755), 0);
	assert_int_equal(run_set_load(dir, &set, NULL, NULL, &failed), -ENODATA);
	run_set_free(&set);
	synthetic_write(test_path(path, dir, "b.efirun"), &synthetic_after);
	synthetic_write(test_path(path, dir, "a.efirun"), &synthetic_before);
	synthetic_write(test_path(path, dir, "not-a-run.db"), &synthetic_before);
	assert_int_equal(run_set_load(dir, &set, NULL, NULL, &failed), 0);
	assert_int_equal(set.cnt, 2);
	assert_non_null(strstr(set.paths[0], "/a.efirun"));
	assert_string_equal(run_fact(set.runs[1], "kernel.release"), "7.3.4-rt-arm64");
	run_set_free(&set);
	assert_int_equal(run_set_load(path, &set, NULL, NULL, &failed), 0);
	assert_int_equal(set.cnt, 1);
	run_set_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_invalid_and_one_sided),
		cmocka_unit_test(test_run_set),
	};

	return cmocka_run_group_tests(tests, test_folder_setup, test_folder_teardown);
}
