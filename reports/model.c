// SPDX-License-Identifier: GPL-2.0-only
#include "reports/model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "reports/format.h"
#include "reports/sentence.h"

static void describe_lates(struct report *report)
{
	const struct causes *c = &report->analysis->causes;

	for (size_t i = 0; i < report->late_cnt; i++)
		sentence_late(report->late_causes[i], c->worst[i]);
	for (size_t i = 0; i < report->group_cnt; i++)
		sentence_group(report->groups[i], &c->groups[i]);
	sentence_explained(report->explained, report->analysis);
	sentence_bound(report->bound, report->analysis);
}

static size_t at_most(size_t cnt, size_t limit)
{
	return cnt < limit ? cnt : limit;
}

int report_new(const char *path, const struct run *run, const struct analysis *analysis,
	       size_t late_cnt, struct report **out)
{
	struct report *report = calloc(1, sizeof(*report));

	if (!report)
		return -ENOMEM;
	report->path = path;
	report->run = run;
	report->analysis = analysis;
	report->group_cnt = at_most(analysis->causes.group_cnt, CAUSE_TOP_CNT);
	report->late_cnt = at_most(analysis->causes.late_cnt, late_cnt);
	report->causes = calloc(analysis->worst_cnt + 1, sizeof(*report->causes));
	report->late_causes = calloc(report->late_cnt + 1, sizeof(*report->late_causes));
	report->groups = calloc(report->group_cnt + 1, sizeof(*report->groups));
	if (!report->causes || !report->late_causes || !report->groups) {
		report_free(report);
		return -ENOMEM;
	}
	for (size_t i = 0; i < analysis->worst_cnt; i++)
		sentence_cause(report->causes[i], &analysis->worst[i]);
	sentence_gap(report->gap, &analysis->gap);
	describe_lates(report);
	*out = report;
	return 0;
}

void report_free(struct report *report)
{
	if (!report)
		return;
	free(report->causes);
	free(report->late_causes);
	free(report->groups);
	free(report);
}

static void describe_invalid(sentence out, const struct comparison *c)
{
	const struct compare_side *base = &c->side[SIDE_BASELINE];
	const struct compare_side *cand = &c->side[SIDE_CANDIDATE];

	if (base->invalid_cnt || cand->invalid_cnt)
		snprintf(out, SENTENCE_BYTES,
			 "invalid runs are part of this comparison: %zu of %zu baseline, "
			 "%zu of %zu candidate; its figures may mislead",
			 base->invalid_cnt, base->run_cnt, cand->invalid_cnt, cand->run_cnt);
}

/* Maxima grow with the time watched: say so when the sides differ by a tenth. */
static void describe_exposure(sentence out, const struct comparison *c)
{
	uint64_t base_ns = c->side[SIDE_BASELINE].duration_ns;
	uint64_t cand_ns = c->side[SIDE_CANDIDATE].duration_ns;
	char base[FORMAT_BYTES], cand[FORMAT_BYTES];

	if (base_ns / 10 * 11 < cand_ns || cand_ns / 10 * 11 < base_ns)
		snprintf(out, SENTENCE_BYTES,
			 "a maximum grows with the time that is watched, and the sides differ: "
			 "%s of baseline, %s of candidate",
			 format_ns(base, base_ns), format_ns(cand, cand_ns));
}

static void describe_undeclared(sentence out, const struct comparison *c)
{
	size_t used = 0;

	for (size_t i = 0; i < c->fact_cnt && used < SENTENCE_BYTES - 64; i++) {
		const struct compare_fact *fact = &c->facts[i];
		char key[64];

		if (fact->conflict && !fact->declared)
			used += (size_t)snprintf(out + used, SENTENCE_BYTES - used, "%s%s (%s)",
						 used ? ", " : "",
						 format_clean(key, sizeof(key), fact->key),
						 fact->group);
	}
}

static void describe_replicates(sentence out, const struct comparison *c)
{
	if (c->side[SIDE_BASELINE].run_cnt > 1 && c->side[SIDE_CANDIDATE].run_cnt > 1)
		return;
	snprintf(out, SENTENCE_BYTES,
		 "a side of one run cannot tell a change from what its next boot would do: every "
		 "verdict is inconclusive. The intervals hold for these boots only, and take "
		 "their samples as independent. Record three boots a side or more, interleaved.");
}

static void describe_overall(sentence out, const struct comparison *c)
{
	size_t used = (size_t)snprintf(out, SENTENCE_BYTES, "%s", verdict_name(c->verdict));
	bool some = false;

	for (int v = VERDICT_CNT - 1; v > VERDICT_NONE; v--)
		if (c->verdict_cnt[v]) {
			used += (size_t)snprintf(out + used, SENTENCE_BYTES - used, "%s%zu %s",
						 some ? ", " : " (", c->verdict_cnt[v],
						 verdict_name(v));
			some = true;
		}
	if (some)
		snprintf(out + used, SENTENCE_BYTES - used, ")");
}

void compare_report_init(struct compare_report *report, const char *const path[SIDE_CNT],
			 const struct comparison *comparison, const struct limit_result *limits,
			 size_t limit_cnt)
{
	*report = (struct compare_report){
		.comparison = comparison, .limits = limits, .limit_cnt = limit_cnt,
	};
	for (int i = 0; i < SIDE_CNT; i++) {
		report->path[i] = path[i];
		if (comparison->side[i].gap)
			sentence_gap(report->gap[i], comparison->side[i].gap);
	}
	describe_invalid(report->invalid, comparison);
	describe_undeclared(report->undeclared, comparison);
	describe_exposure(report->exposure, comparison);
	describe_replicates(report->replicates, comparison);
	describe_overall(report->overall, comparison);
}

void plan_report_init(struct plan_report *report, const char *path, const struct plan *plan,
		      const struct comparison *aa)
{
	size_t invalid_cnt = aa->side[SIDE_BASELINE].invalid_cnt;

	*report = (struct plan_report){ .path = path, .plan = plan };
	if (invalid_cnt)
		snprintf(report->invalid, SENTENCE_BYTES,
			 "%zu of the %zu runs are invalid; their scatter may mislead", invalid_cnt,
			 plan->run_cnt);
}
