// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text, JSON and chart data against tests/golden.  UPDATE_GOLDEN=1 writes the
 * golden files anew: read the difference before you commit it.
 */
#include <errno.h>

#include "reports/chart.h"
#include "reports/format.h"
#include "reports/json.h"
#include "reports/text.h"
#include "tests/unit/evidence.h"
#include "tests/unit/synthetic.h"

#define SHOWN_PATH	"run.efirun"

/* One run, analysed. */
struct subject {
	struct run *run;
	struct analysis *analysis;
	struct report *report;
};

static void make(struct subject *s, const char *dir, const struct synthetic *of)
{
	char path[320];

	s->run = synthetic_run(test_path(path, dir, SHOWN_PATH), of);
	assert_int_equal(analysis_new(s->run, &s->analysis), 0);
	assert_int_equal(report_new(SHOWN_PATH, s->run, s->analysis, REPORT_LATE_CNT, &s->report), 0);
}

static void drop(struct subject *s)
{
	report_free(s->report);
	analysis_free(s->analysis);
	run_free(s->run);
}

static void write_golden(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void check_golden(const char *name, const char *text)
{
	static char golden[1 << 18];
	char path[320];
	size_t len;
	FILE *f;

	test_path(path, "tests/golden", name);
	if (getenv("UPDATE_GOLDEN"))
		write_golden(path, text);
	f = fopen(path, "r");
	assert_non_null(f);
	len = fread(golden, 1, sizeof(golden) - 1, f);
	golden[len] = '\0';
	fclose(f);
	assert_string_equal(text, golden);
}

static void check_width(const char *text)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
		if (strcspn(text, "\n") > 100)
			fail_msg("wider than 100 columns: %.120s", text);
}

static void check_renderers(const struct report *report, const char *text_name,
			    const char *json_name)
{
	char *text;
	size_t len;
	FILE *out;

	out = open_memstream(&text, &len);
	text_report(out, report);
	fclose(out);
	check_width(text);
	check_golden(text_name, text);
	free(text);
	out = open_memstream(&text, &len);
	assert_int_equal(json_report(out, report), 0);
	fclose(out);
	check_golden(json_name, text);
	free(text);
}

static void check_report(const char *dir, const struct synthetic *of, const char *text_name,
			 const char *json_name)
{
	struct subject s;

	make(&s, dir, of);
	check_renderers(s.report, text_name, json_name);
	drop(&s);
}

/* The run before the series, and everything that a recording can know of causes. */
static void test_report_causes(void **state)
{
	struct subject s;
	char path[320];

	s.run = synthetic_run(test_path(path, *state, SHOWN_PATH), &synthetic_before);
	evidence_add(s.run);
	assert_int_equal(analysis_new(s.run, &s.analysis), 0);
	assert_int_equal(report_new(SHOWN_PATH, s.run, s.analysis, REPORT_LATE_CNT, &s.report), 0);
	check_renderers(s.report, "report-causes.txt", "report-causes.json");
	evidence_remove(s.run);
	drop(&s);
}

static void test_report_before(void **state)
{
	check_report(*state, &synthetic_before, "report-before.txt", "report-before.json");
}

static void test_report_masked(void **state)
{
	struct synthetic s = synthetic_after;

	s.masked_ns = 4 * MS;
	check_report(*state, &s, "report-masked.txt", "report-masked.json");
}

static void test_report_without_efi(void **state)
{
	struct synthetic s = synthetic_before;

	s.call_cnt = 0;
	s.finish = false;
	check_report(*state, &s, "report-no-efi.txt", "report-no-efi.json");
}

#define SIDE_RUNS	3

static void check_text(const char *name, const struct compare_report *report)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	text_compare(out, report);
	fclose(out);
	check_width(text);
	check_golden(name, text);
	free(text);
}

static void check_json(const char *name, const struct compare_report *report)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_int_equal(json_compare(out, report), 0);
	fclose(out);
	check_golden(name, text);
	free(text);
}

static void check_chart(const char *name, const struct compare_report *report)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_int_equal(chart_write_compare(out, "it's.svg", report), 0);
	fclose(out);
	check_golden(name, text);
	free(text);
}

/* Before and after with 4 of the 5 ms masked, cnt runs a side. */
static void check_compare(const char *dir, size_t cnt, const struct compare_settings *settings,
			  const struct limit_result *limits, size_t limit_cnt, const char *name)
{
	static const char *const paths[SIDE_CNT] = { "before", "after" };
	struct synthetic of[SIDE_CNT] = { synthetic_before, synthetic_after };
	const struct analysis *one[SIDE_CNT][SIDE_RUNS];
	const size_t run_cnt[SIDE_CNT] = { cnt, cnt };
	const struct analysis *const *runs[SIDE_CNT] = { one[0], one[1] };
	struct subject s[SIDE_CNT][SIDE_RUNS];
	struct comparison *comparison;
	struct compare_report report;
	char golden[64];

	of[SIDE_CANDIDATE].masked_ns = 4 * MS;
	for (int i = 0; i < SIDE_CNT; i++)
		for (unsigned int k = 0; k < cnt; k++) {
			of[i].seed = 100 * k;
			make(&s[i][k], dir, &of[i]);
			one[i][k] = s[i][k].analysis;
		}
	assert_int_equal(comparison_new(runs, run_cnt, settings, &comparison), 0);
	compare_report_init(&report, paths, comparison, limits, limit_cnt);
	snprintf(golden, sizeof(golden), "%s.txt", name);
	check_text(golden, &report);
	snprintf(golden, sizeof(golden), "%s.json", name);
	check_json(golden, &report);
	if (cnt == 1)
		check_chart("compare-chart.gp", &report);
	comparison_free(comparison);
	for (int i = 0; i < SIDE_CNT; i++)
		for (unsigned int k = 0; k < cnt; k++)
			drop(&s[i][k]);
}

static void test_compare_single(void **state)
{
	const struct compare_settings settings = { .deadline_ns = 100 * US };

	check_compare(*state, 1, &settings, NULL, 0, "compare");
}

static void test_compare_runs(void **state)
{
	const char *const vary[] = { "kernel" };
	const struct compare_settings settings = { .vary = vary, .vary_cnt = 1 };
	struct limit_result limits[2] = { { .state = LIMIT_KEPT }, { .state = LIMIT_CROSSED } };
	const char *why;

	assert_int_equal(limit_parse("verdict == worse", &limits[0].limit, &why), 0);
	assert_int_equal(limit_parse("victim_latency_max_ns > 1ms", &limits[1].limit, &why), 0);
	check_compare(*state, SIDE_RUNS, &settings, limits, 2, "compare-runs");
}

static void test_plan(void **state)
{
	const struct compare_settings settings = { .deadline_ns = 100 * US };
	const size_t run_cnt[SIDE_CNT] = { SIDE_RUNS, SIDE_RUNS };
	const struct analysis *one[SIDE_RUNS];
	const struct analysis *const *runs[SIDE_CNT] = { one, one };
	struct synthetic of = synthetic_before;
	struct subject s[SIDE_RUNS];
	struct plan_report report;
	struct comparison *aa;
	struct plan *plan;
	char *text;
	size_t len;
	FILE *out;

	for (unsigned int k = 0; k < SIDE_RUNS; k++) {
		of.seed = 900 * k;
		make(&s[k], *state, &of);
		one[k] = s[k].analysis;
	}
	assert_int_equal(comparison_new(runs, run_cnt, &settings, &aa), 0);
	assert_int_equal(plan_new(aa, 0.2, &plan), 0);
	plan_report_init(&report, "before", plan, aa);
	out = open_memstream(&text, &len);
	text_plan(out, &report);
	fclose(out);
	check_width(text);
	check_golden("plan.txt", text);
	free(text);
	out = open_memstream(&text, &len);
	assert_int_equal(json_plan(out, &report), 0);
	fclose(out);
	check_golden("plan.json", text);
	free(text);
	plan_free(plan);
	comparison_free(aa);
	for (unsigned int k = 0; k < SIDE_RUNS; k++)
		drop(&s[k]);
}

static void test_chart_names(void **state)
{
	(void)state;
	assert_int_equal(chart_check("a.svg"), 0);
	assert_int_equal(chart_check("dir/a.png"), 0);
	assert_int_equal(chart_check("a.pdf"), -EINVAL);
	assert_int_equal(chart_check(".png"), -EINVAL);
	assert_int_equal(chart_check("a\n!.png"), -EINVAL);
}

static void test_units(void **state)
{
	char out[FORMAT_BYTES];

	(void)state;
	assert_string_equal(format_ns(out, 999), "999 ns");
	assert_string_equal(format_ns(out, 501479), "501.5 us");
	assert_string_equal(format_ns(out, 5001480), "5.00 ms");
	assert_string_equal(format_ns(out, 188000000000), "188.00 s");
	assert_string_equal(format_us(out, 15), "0.01");
	assert_string_equal(format_us(out, NO_FIGURE), "-");
}

/* A task may be called anything: no escape sequence reaches the terminal. */
static void test_clean(void **state)
{
	char out[32];

	(void)state;
	assert_string_equal(format_clean(out, sizeof(out), "a\033[2Jb\n"), "a?[2Jb?");
	assert_string_equal(format_clean(out, sizeof(out), "gr\xc3\xbc n"), "gr\xc3\xbc n");
	assert_string_equal(format_clean(out, sizeof(out), "\xc3(\xff\xed\xa0\x80"), "?(????");
	assert_string_equal(format_clean(out, sizeof(out), "\xc2\x9b"), "??");
	assert_string_equal(format_clean(out, 4, "\xc3\xbc\xc3\xbc"), "\xc3\xbc");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_report_before),
		cmocka_unit_test(test_report_masked),
		cmocka_unit_test(test_report_without_efi),
		cmocka_unit_test(test_report_causes),
		cmocka_unit_test(test_compare_single),
		cmocka_unit_test(test_compare_runs),
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_chart_names),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_clean),
	};

	return cmocka_run_group_tests(tests, test_folder_setup, test_folder_teardown);
}
