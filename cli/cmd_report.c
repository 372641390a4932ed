// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "cli/analysis/analysis.h"
#include "cli/cmd_input.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/run/run_file.h"
#include "cli/util/log.h"
#include "cli/util/options.h"
#include "reports/chart.h"
#include "reports/json.h"
#include "reports/model.h"
#include "reports/text.h"

struct report_options {
	bool json;
	const char *chart;
	unsigned int late_cnt;
};

static const struct option_def option_defs[] = {
	{ "json", 0, OPTION_FLAG, offsetof(struct report_options, json), NULL,
	  "print JSON (docs/report.schema.json)", 0, 0 },
	{ "late", 0, OPTION_UINT, offsetof(struct report_options, late_cnt), "N",
	  "show the N latest wakeups link by link (default 10)", 0, 1000000 },
	{ "chart", 0, OPTION_STRING, offsetof(struct report_options, chart), "FILE",
	  "also draw the latency of real-time tasks into FILE (.svg or .png)", 0, 0 },
	{ NULL, 0, 0, 0, NULL, NULL, 0, 0 },
};

static const struct command_help help = {
	.name = "efi-latency report",
	.synopsis = "FILE [--json] [--late N] [--chart FILE]",
	.summary = "Prints what a run file holds: the EFI calls phase by phase, the wakeup latency\n"
		   "inside and outside of them, the worst wakeups and their cause, and what was lost.",
	.options = option_defs,
};

static int print_report(const struct report *report, const struct report_options *opts)
{
	int code, err = 0;

	if (opts->json)
		err = json_report(stdout, report);
	else
		text_report(stdout, report);
	code = output_finish(err);
	if (code || !opts->chart)
		return code;
	err = chart_report(opts->chart, report);
	return err ? chart_failed(err, opts->chart) : EXIT_CODE_OK;
}

static int report_run(const char *path, const struct run *run, const struct report_options *opts)
{
	struct analysis *analysis = NULL;
	struct report *report = NULL;
	int err, code;

	err = analysis_new(run, &analysis);
	if (!err)
		err = report_new(path, run, analysis, opts->late_cnt, &report);
	code = err ? input_failed(err, path) : print_report(report, opts);
	report_free(report);
	analysis_free(analysis);
	return code;
}

int cmd_report(int argc, char **argv)
{
	struct report_options opts = { .late_cnt = REPORT_LATE_CNT };
	const char *path;
	struct run *run;
	int cnt, err, code;

	cnt = input_words(argc, argv, &help, &opts, &path, 1);
	if (cnt < 0)
		return cnt == -ECANCELED ? EXIT_CODE_OK : EXIT_CODE_USAGE;
	if (cnt != 1) {
		log_error("report: needs one run file; see efi-latency report --help");
		return EXIT_CODE_USAGE;
	}
	if (opts.chart && chart_check(opts.chart))
		return chart_failed(-EINVAL, opts.chart);
	err = run_file_load(path, &run);
	if (err)
		return input_failed(err, path);
	code = report_run(path, run, &opts);
	run_free(run);
	return code;
}
