// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/analysis/compare.h"
#include "cli/cmd_input.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/run/run_set.h"
#include "cli/util/log.h"
#include "cli/util/options.h"
#include "reports/chart.h"
#include "reports/json.h"
#include "reports/model.h"
#include "reports/text.h"

struct compare_options {
	bool json;
	const char *chart;
};

static const struct option_def option_defs[] = {
	{ "json", 0, OPTION_FLAG, offsetof(struct compare_options, json), NULL,
	  "print JSON (docs/compare.schema.json)", 0, 0 },
	{ "chart", 0, OPTION_STRING, offsetof(struct compare_options, chart), "FILE",
	  "also draw both sides' real-time latency into FILE (.svg or .png)", 0, 0 },
	{ NULL, 0, 0, 0, NULL, NULL, 0, 0 },
};

static const struct command_help help = {
	.name = "efi-latency compare",
	.synopsis = "BASELINE CANDIDATE [--json] [--chart FILE]",
	.summary = "Compares two sides, metric by metric. Each is a run file, or a directory whose\n"
		   "*.efirun files are the runs of that side.",
	.options = option_defs,
};

/* One side: its runs and their figures. */
struct input {
	struct run_set set;
	struct analysis **analyses;
};

static void input_free(struct input *in)
{
	for (size_t i = 0; in->analyses && i < in->set.cnt; i++)
		analysis_free(in->analyses[i]);
	free(in->analyses);
	run_set_free(&in->set);
}

static int input_load(const char *path, struct input *in)
{
	const char *failed;
	int err = run_set_load(path, &in->set, &failed);

	if (err)
		return input_failed(err, failed);
	in->analyses = calloc(in->set.cnt, sizeof(*in->analyses));
	if (!in->analyses)
		return input_failed(-ENOMEM, path);
	for (size_t i = 0; i < in->set.cnt; i++) {
		err = analysis_new(in->set.runs[i], &in->analyses[i]);
		if (err)
			return input_failed(err, in->set.paths[i]);
	}
	return EXIT_CODE_OK;
}

static void warn_invalid(const struct input *in)
{
	for (size_t i = 0; i < in->set.cnt; i++) {
		const struct validity *v = &in->analyses[i]->validity;

		if (!v->valid)
			log_warn("%s: invalid run: %s", in->set.paths[i], v->reasons[0]);
	}
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

static int compare_inputs(const char *const path[SIDE_CNT], const struct input in[SIDE_CNT],
			  const struct compare_options *opts)
{
	const struct analysis *const *const runs[SIDE_CNT] = {
		(const struct analysis *const *)in[SIDE_BASELINE].analyses,
		(const struct analysis *const *)in[SIDE_CANDIDATE].analyses,
	};
	const size_t cnt[SIDE_CNT] = { in[SIDE_BASELINE].set.cnt, in[SIDE_CANDIDATE].set.cnt };
	struct compare_report report;
	struct comparison *comparison;
	int err, code;

	err = comparison_new(runs, cnt, &comparison);
	if (err)
		return input_failed(err, path[SIDE_BASELINE]);
	compare_report_init(&report, path, comparison);
	code = print_comparison(&report, opts);
	comparison_free(comparison);
	return code;
}

int cmd_compare(int argc, char **argv)
{
	struct compare_options opts = { 0 };
	struct input in[SIDE_CNT] = { 0 };
	const char *path[SIDE_CNT];
	int cnt, code = EXIT_CODE_OK;

	cnt = input_words(argc, argv, &help, &opts, path, SIDE_CNT);
	if (cnt < 0)
		return cnt == -ECANCELED ? EXIT_CODE_OK : EXIT_CODE_USAGE;
	if (cnt != SIDE_CNT) {
		log_error("compare: needs BASELINE and CANDIDATE; see efi-latency compare --help");
		return EXIT_CODE_USAGE;
	}
	if (opts.chart && chart_check(opts.chart))
		return chart_failed(-EINVAL, opts.chart);
	for (int i = 0; i < SIDE_CNT && !code; i++)
		code = input_load(path[i], &in[i]);
	for (int i = 0; i < SIDE_CNT && !code; i++)
		warn_invalid(&in[i]);
	if (!code)
		code = compare_inputs(path, in, &opts);
	for (int i = 0; i < SIDE_CNT; i++)
		input_free(&in[i]);
	return code;
}
