// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/analysis/compare.h"
#include "cli/cmd_input.h"
#include "cli/cmd_plan.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/util/log.h"
#include "cli/util/options.h"
#include "reports/chart.h"
#include "reports/json.h"
#include "reports/model.h"
#include "reports/text.h"

struct compare_options {
	bool json;
	bool force;
	unsigned int deadline_us;
	const char *chart;
	const char *plan;
	struct option_list fail_on;
	struct option_list vary;
};

static const struct option_def option_defs[] = {
	{ "vary", 0, OPTION_LIST, offsetof(struct compare_options, vary), "KEY[,KEY]",
	  "what is meant to differ: kernel, firmware, ... or a fact", 0, 0 },
	{ "fail-on", 0, OPTION_LIST, offsetof(struct compare_options, fail_on), "LIMIT",
	  "exit 1 if 'METRIC[{SERVICE}] OP VALUE' holds; may be repeated", 0, 0 },
	{ "deadline", 0, OPTION_UINT, offsetof(struct compare_options, deadline_us), "US",
	  "also compare how often real-time tasks were later than US", 1, 100000000 },
	{ "plan", 0, OPTION_STRING, offsetof(struct compare_options, plan), "CHANGE",
	  "of one side: how many runs a change such as 20% takes to be seen", 0, 0 },
	{ "force", 0, OPTION_FLAG, offsetof(struct compare_options, force), NULL,
	  "compare invalid runs, and what differs undeclared, too", 0, 0 },
	{ "json", 0, OPTION_FLAG, offsetof(struct compare_options, json), NULL,
	  "print JSON (docs/compare.schema.json)", 0, 0 },
	{ "chart", 0, OPTION_STRING, offsetof(struct compare_options, chart), "FILE",
	  "also draw both sides' real-time latency into FILE (.svg or .png)", 0, 0 },
	{ NULL, 0, 0, 0, NULL, NULL, 0, 0 },
};

static const struct command_help help = {
	.name = "efi-latency compare",
	.synopsis = "BASELINE CANDIDATE [OPTION...]\n"
		    "       efi-latency compare --plan CHANGE RUNS [OPTION...]",
	.summary = "Compares two sides, metric by metric, and says of each whether it is better, worse,\n"
		   "the same, or not to be told. Each side is a run file, or a directory whose\n"
		   "*.efirun files are the runs of that side: record three boots or more a side.",
	.options = option_defs,
};

static int parse_limits(const struct option_list *fail_on, struct limit_result *limits)
{
	for (size_t i = 0; i < fail_on->cnt; i++) {
		const char *why;

		if (limit_parse(fail_on->items[i], &limits[i].limit, &why)) {
			log_usage(help.name, "--fail-on '%s': %s", fail_on->items[i], why);
			return EXIT_CODE_USAGE;
		}
	}
	return EXIT_CODE_OK;
}

static int print_comparison(const struct compare_report *report, const struct compare_options *opts)
{
	int code, err = 0;

	if (opts->json)
		err = json_compare(stdout, report);
	else
		text_compare(stdout, report);
	code = output_finish(err);
	if (code || !opts->chart)
		return code;
	err = chart_compare(opts->chart, report);
	return err ? chart_failed(err, opts->chart) : EXIT_CODE_OK;
}

/* A crossed limit says more than one that could not be decided. */
static int limits_code(const struct limit_result *limits, size_t cnt)
{
	int code = EXIT_CODE_OK;

	for (size_t i = 0; i < cnt; i++) {
		if (limits[i].state == LIMIT_CROSSED)
			return EXIT_CODE_LIMIT;
		if (limits[i].state == LIMIT_UNDECIDED) {
			log_error("--fail-on '%s': too little data to tell", limits[i].limit.text);
			code = EXIT_CODE_INVALID;
		}
	}
	return code;
}

static int check_comparable(const struct compare_report *report, bool force)
{
	const struct comparison *c = report->comparison;
	size_t pairs = 0;

	for (size_t i = 0; i < c->row_cnt; i++)
		pairs += c->rows[i].has_difference;
	if (!pairs) {
		log_error("too little data: no metric has a figure on both sides");
		return EXIT_CODE_INVALID;
	}
	if (!c->undeclared_cnt)
		return EXIT_CODE_OK;
	if (force) {
		log_warn("compared although these differ: %s", report->undeclared);
		return EXIT_CODE_OK;
	}
	log_error("not comparable, these differ: %s; what is meant to, say with --vary",
		  report->undeclared);
	return EXIT_CODE_NOT_COMPARABLE;
}

static struct compare_settings settings_of(const struct compare_options *opts)
{
	return (struct compare_settings){
		.deadline_ns = opts->deadline_us * 1000ULL,
		.vary = opts->vary.items,
		.vary_cnt = opts->vary.cnt,
	};
}

static int compare_inputs(const char *const path[SIDE_CNT], const struct run_input in[SIDE_CNT],
			  const struct compare_options *opts, struct limit_result *limits)
{
	const struct analysis *const *const runs[SIDE_CNT] = {
		(const struct analysis *const *)in[SIDE_BASELINE].analyses,
		(const struct analysis *const *)in[SIDE_CANDIDATE].analyses,
	};
	const size_t cnt[SIDE_CNT] = { in[SIDE_BASELINE].set.cnt, in[SIDE_CANDIDATE].set.cnt };
	const struct compare_settings settings = settings_of(opts);
	struct compare_report report;
	struct comparison *comparison;
	int err, code;

	err = comparison_new(runs, cnt, &settings, &comparison);
	if (err)
		return input_failed(err, path[SIDE_BASELINE]);
	for (size_t i = 0; i < opts->fail_on.cnt; i++)
		limits[i].state = limit_check(&limits[i].limit, comparison);
	compare_report_init(&report, path, comparison, limits, opts->fail_on.cnt);
	code = check_comparable(&report, opts->force);
	if (!code)
		code = print_comparison(&report, opts);
	if (!code)
		code = limits_code(limits, opts->fail_on.cnt);
	comparison_free(comparison);
	return code;
}

static int compare_paths(const char *const path[SIDE_CNT], const struct compare_options *opts,
			 struct limit_result *limits)
{
	struct run_input in[SIDE_CNT] = { 0 };
	int code = EXIT_CODE_OK;

	for (int i = 0; i < SIDE_CNT && !code; i++)
		code = input_load(path[i], &in[i]);
	for (int i = 0; i < SIDE_CNT && !code; i++)
		code = input_check_valid(&in[i], opts->force);
	if (!code)
		code = compare_inputs(path, in, opts, limits);
	for (int i = 0; i < SIDE_CNT; i++)
		input_free(&in[i]);
	return code;
}

static int plan(const char *const *path, int cnt, const struct compare_options *opts)
{
	const struct plan_options plan = {
		.path = path[0], .change = opts->plan, .json = opts->json, .force = opts->force,
		.settings = settings_of(opts),
	};

	if (cnt == 1 && !opts->fail_on.cnt && !opts->chart)
		return plan_path(&plan);
	log_usage(help.name, "--plan takes the runs of one side, and no --fail-on or --chart");
	return EXIT_CODE_USAGE;
}

int cmd_compare(int argc, char **argv)
{
	struct limit_result limits[OPTION_LIST_MAX];
	struct compare_options opts = { 0 };
	const char *path[SIDE_CNT];
	int cnt, code;

	cnt = input_words(argc, argv, &help, &opts, path, SIDE_CNT);
	if (cnt < 0)
		return cnt == -ECANCELED ? EXIT_CODE_OK : EXIT_CODE_USAGE;
	code = input_check_vary(&help, &opts.vary);
	if (code)
		return code;
	if (opts.plan)
		return plan(path, cnt, &opts);
	if (cnt != SIDE_CNT) {
		log_error("compare: needs BASELINE and CANDIDATE; see efi-latency compare --help");
		return EXIT_CODE_USAGE;
	}
	if (opts.chart && chart_check(opts.chart))
		return chart_failed(-EINVAL, opts.chart);
	code = parse_limits(&opts.fail_on, limits);
	return code ? code : compare_paths(path, &opts, limits);
}
