// SPDX-License-Identifier: GPL-2.0-only
/* The verdicts, corrected for how many there are. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "cli/analysis/estimate.h"

#define ALPHA	(1 - CONFIDENCE)

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[VERDICT_CNT] = {
		[VERDICT_NONE] = "-",
		[VERDICT_INCONCLUSIVE] = "inconclusive",
		[VERDICT_SAME] = "same",
		[VERDICT_BETTER] = "better",
		[VERDICT_WORSE] = "worse",
	};

	return names[verdict];
}

static int by_p(const void *a, const void *b)
{
	double x = (*(struct compare_row *const *)a)->estimate.p;
	double y = (*(struct compare_row *const *)b)->estimate.p;

	return (x > y) - (x < y);
}

/* Holm: the k-th smallest of m is multiplied by m - k + 1, and none falls below its left. */
static int correct(struct comparison *c)
{
	struct compare_row **tests = malloc((c->row_cnt + 1) * sizeof(*tests));
	double least = 0;

	if (!tests)
		return -ENOMEM;
	for (size_t i = 0; i < c->row_cnt; i++)
		if (!isnan(c->rows[i].estimate.p))
			tests[c->test_cnt++] = &c->rows[i];
	qsort(tests, c->test_cnt, sizeof(*tests), by_p);
	for (size_t i = 0; i < c->test_cnt; i++) {
		struct estimate *e = &tests[i]->estimate;

		least = fmax(least, fmin(1, e->p * (double)(c->test_cnt - i)));
		e->p_holm = least;
	}
	free(tests);
	return 0;
}

/* A change is called when it is there and matters; its absence when it cannot matter. */
static enum verdict verdict_of(const struct metric *m, const struct estimate *e)
{
	bool lower = e->difference < 0;

	if (e->of != INTERVAL_RUNS)
		return VERDICT_INCONCLUSIVE;
	if (e->p_holm < ALPHA && fabs(e->difference) > e->threshold)
		return lower == (m->direction == METRIC_LOWER) ? VERDICT_BETTER : VERDICT_WORSE;
	if (e->low > -e->threshold && e->high < e->threshold)
		return VERDICT_SAME;
	return VERDICT_INCONCLUSIVE;
}

/* One worse metric makes it worse; "same" takes all of them. */
static enum verdict overall(const size_t cnt[VERDICT_CNT])
{
	if (cnt[VERDICT_WORSE])
		return VERDICT_WORSE;
	if (cnt[VERDICT_BETTER])
		return VERDICT_BETTER;
	return cnt[VERDICT_SAME] && !cnt[VERDICT_INCONCLUSIVE] ? VERDICT_SAME :
								 VERDICT_INCONCLUSIVE;
}

int pass_verdicts(struct comparison *c)
{
	int err = correct(c);

	if (err)
		return err;
	for (size_t i = 0; i < c->row_cnt; i++) {
		struct compare_row *row = &c->rows[i];

		if (!row->has_difference || !metric_judged(row->metric))
			continue;
		row->estimate.verdict = verdict_of(row->metric, &row->estimate);
		c->verdict_cnt[row->estimate.verdict]++;
	}
	c->verdict = overall(c->verdict_cnt);
	return 0;
}
