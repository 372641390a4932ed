// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cmd_plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/analysis/plan.h"
#include "cli/cmd_input.h"
#include "cli/exit_code.h"
#include "cli/util/log.h"
#include "reports/json.h"
#include "reports/model.h"
#include "reports/text.h"

#define COMMAND		"efi-latency compare"
#define CHANGE_MAX_PCT	10000

/* "20%" or "+20%". */
static int parse_change(const char *text, double *change)
{
	const char *digits = text + (*text == '+');
	char *end;
	double pct;

	if (strspn(digits, "0123456789.") + 1 != strlen(digits))
		return -EINVAL;
	pct = strtod(digits, &end);
	if (strcmp(end, "%") || !(pct > 0) || pct > CHANGE_MAX_PCT)
		return -EINVAL;
	*change = pct / 100;
	return 0;
}

static int print_plan(const struct plan *plan, const struct comparison *aa,
		      const struct plan_options *opts)
{
	struct plan_report report;
	int err = 0;

	plan_report_init(&report, opts->path, plan, aa);
	if (opts->json)
		err = json_plan(stdout, &report);
	else
		text_plan(stdout, &report);
	return output_finish(err);
}

static int plan_input(const struct run_input *in, double change, const struct plan_options *opts)
{
	const struct analysis *const *runs = (const struct analysis *const *)in->analyses;
	const struct analysis *const *const sides[SIDE_CNT] = { runs, runs };
	const size_t cnt[SIDE_CNT] = { in->set.cnt, in->set.cnt };
	struct comparison *aa = NULL;
	struct plan *plan = NULL;
	int err, code;

	code = input_check_one_thing(runs, in->set.cnt, &opts->settings, opts->force);
	if (code)
		return code;
	err = comparison_new(sides, cnt, &opts->settings, &aa);
	if (!err)
		err = plan_new(aa, change, &plan);
	code = err ? input_failed(err, opts->path) : print_plan(plan, aa, opts);
	plan_free(plan);
	comparison_free(aa);
	return code;
}

int plan_path(const struct plan_options *opts)
{
	struct run_input in = { 0 };
	double change;
	int code;

	if (parse_change(opts->change, &change)) {
		log_usage(COMMAND, "--plan: '%s' is no change in percent, such as 20%%",
			  opts->change);
		return EXIT_CODE_USAGE;
	}
	code = input_load(opts->path, &in);
	if (!code)
		code = input_check_valid(&in, opts->force);
	if (!code && in.set.cnt < 3) {
		log_error("%s: too little data: a plan needs three runs or more", opts->path);
		code = EXIT_CODE_INVALID;
	}
	if (!code)
		code = plan_input(&in, change, opts);
	input_free(&in);
	return code;
}
