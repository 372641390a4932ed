// SPDX-License-Identifier: GPL-2.0-only
#include "reports/format.h"
#include "reports/text.h"

static void put_runs(FILE *out, const struct plan_row *row, int i)
{
	if (row->below_threshold)
		fprintf(out, " %9s", "never");
	else if (row->run_cnt[i])
		fprintf(out, " %9u", row->run_cnt[i]);
	else
		fprintf(out, "     >%4u", PLAN_RUNS_MAX);
}

static void put_row(FILE *out, const struct plan_row *row)
{
	fprintf(out, "  %-28s %-20.20s %6.1f %% %6.1f %%", row->metric->name, row->label,
		100 * row->sd, 100 * row->sd_within);
	for (int i = 0; i < PLAN_LENGTH_CNT; i++)
		put_runs(out, row, i);
	fputc('\n', out);
}

void text_plan(FILE *out, const struct plan_report *r)
{
	const struct plan *plan = r->plan;
	char length[FORMAT_BYTES];

	fputs("EFI latency plan: ", out);
	text_clean(out, r->path, 70);
	fprintf(out, "\n  %zu runs of one thing, %s each\n", plan->run_cnt,
		format_ns(length, plan->run_ns));
	if (r->invalid[0]) {
		fputs("\nnote: ", out);
		text_wrap(out, r->invalid, 6, 6);
	}
	fprintf(out, "\nRuns a side to call a change of +%g %% with %g %% power, by length of a run\n",
		100 * plan->change, 100 * PLAN_POWER);
	fprintf(out, "  %-28s %-20s %8s %8s", "metric", "service", "scatter", "within");
	for (int i = 0; i < PLAN_LENGTH_CNT; i++)
		fprintf(out, " %7ux%s", plan_lengths[i], i ? "" : " ");
	fputc('\n', out);
	for (size_t i = 0; i < plan->row_cnt; i++)
		put_row(out, &plan->rows[i]);
	if (!plan->row_cnt)
		fputs("  none: no metric has a figure in two runs\n", out);
	fprintf(out, "\n  scatter: between runs, the upper 80 %% bound of its standard deviation\n"
		"  within: of it, what longer runs average out, were their samples independent\n"
		"  never: the change is within what the metric's practical threshold calls the same\n"
		"  Planned for %zu tests under Holm's correction; docs/methods.md, \"Planning\".\n",
		plan->test_cnt);
}
