// SPDX-License-Identifier: GPL-2.0-only
#include "reports/model.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "reports/sentence.h"

int report_new(const char *path, const struct run *run, const struct analysis *analysis,
	       struct report **out)
{
	struct report *report = calloc(1, sizeof(*report));

	if (!report)
		return -ENOMEM;
	report->path = path;
	report->run = run;
	report->analysis = analysis;
	report->causes = calloc(analysis->worst_cnt + 1, sizeof(*report->causes));
	if (!report->causes) {
		free(report);
		return -ENOMEM;
	}
	for (size_t i = 0; i < analysis->worst_cnt; i++)
		sentence_cause(report->causes[i], &analysis->worst[i]);
	sentence_gap(report->gap, &analysis->gap);
	*out = report;
	return 0;
}

void report_free(struct report *report)
{
	if (!report)
		return;
	free(report->causes);
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

/* Maxima grow with the number of samples: say so when the sides differ by a tenth. */
static void describe_exposure(sentence out, const struct comparison *c)
{
	uint64_t base = c->side[SIDE_BASELINE].victim.count;
	uint64_t cand = c->side[SIDE_CANDIDATE].victim.count;
	const char *what = "periods of the periodic task";

	if (!base || !cand) {
		base = c->side[SIDE_BASELINE].rt_wakeup.count;
		cand = c->side[SIDE_CANDIDATE].rt_wakeup.count;
		what = "RT wakeups";
	}
	if (base / 10 * 11 < cand || cand / 10 * 11 < base)
		snprintf(out, SENTENCE_BYTES,
			 "a maximum grows with the number of samples, and the sides differ: "
			 "%" PRIu64 " %s in the baseline, %" PRIu64 " in the candidate",
			 base, what, cand);
}

void compare_report_init(struct compare_report *report, const char *const path[SIDE_CNT],
			 const struct comparison *comparison)
{
	*report = (struct compare_report){ .comparison = comparison };
	for (int i = 0; i < SIDE_CNT; i++) {
		report->path[i] = path[i];
		if (comparison->side[i].gap)
			sentence_gap(report->gap[i], comparison->side[i].gap);
	}
	describe_invalid(report->invalid, comparison);
	describe_exposure(report->exposure, comparison);
}
