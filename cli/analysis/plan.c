// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/plan.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "cli/analysis/estimate.h"
#include "cli/analysis/special.h"

#define ALPHA		(1 - CONFIDENCE)
/* The A/A set knows the scatter badly too: planned for is its upper 80 % bound. */
#define SD_CONFIDENCE	0.8
#define NODES		400
#define CHI2_SCALE	1e8	/* Beta(k/2, b) times 2 b tends to chi-square with k */

const unsigned int plan_lengths[PLAN_LENGTH_CNT] = { 1, 4, 16 };

/* What a change looks like on the scale of the test. */
struct target {
	double shift;		/* of the mean */
	double least;		/* that has to be seen at least: the practical threshold */
	double level;		/* of the test, at Holm's hardest step */
};

static double chi2_quantile(double p, double df)
{
	return 2 * CHI2_SCALE * beta_quantile(p, df / 2, CHI2_SCALE);
}

/*
 * P(the change is called) with n runs a side: the estimate is normal around
 * the shift, its estimated error chi with df; summed over that error.
 */
static double power_of(const struct target *t, double sd, unsigned int n)
{
	double df = 2.0 * n - 2, se = sd * sqrt(2.0 / n), sum = 0, weights = 0;
	double critical = student_quantile(1 - t->level / 2, df) * se;
	double width = 8 / sqrt(df);

	for (int i = 0; i < NODES; i++) {
		double w = fmax(1 - width, 0) + (i + 0.5) * (1 + width - fmax(1 - width, 0)) / NODES;
		double weight = exp((df - 1) * log(w) - df * (w * w - 1) / 2);

		sum += weight * normal_cdf((t->shift - fmax(critical * w, t->least)) / se);
		weights += weight;
	}
	return sum / weights;
}

static unsigned int runs_needed(const struct target *t, double sd)
{
	unsigned int low = 1, high = 2;

	/* More runs never see less, so halving finds the first that suffices. */
	while (high < PLAN_RUNS_MAX && power_of(t, sd, high) < PLAN_POWER) {
		low = high;
		high *= 2;
	}
	if (high > PLAN_RUNS_MAX)
		high = PLAN_RUNS_MAX;
	if (power_of(t, sd, high) < PLAN_POWER)
		return 0;
	while (high - low > 1) {
		unsigned int mid = (low + high) / 2;

		if (power_of(t, sd, mid) < PLAN_POWER)
			low = mid;
		else
			high = mid;
	}
	return high;
}

static void level_scatter(struct plan_row *row, const struct spread *s)
{
	const struct metric *m = row->metric;
	struct run_sum sum = level_sum(m, s->values, s->run_cnt);
	double df = (double)s->run_cnt - 1;

	row->sd = sqrt(sum.squares / chi2_quantile(1 - SD_CONFIDENCE, df));
	row->sd = fmax(row->sd, level_sd_floor(m));
	row->sd_within = s->log_width / (2 * normal_quantile(1 - ALPHA / 2));
	row->sd_within = fmin(row->sd_within, row->sd);
}

/* A count's relative error; the dispersion between runs stays however long they are. */
static void rate_scatter(struct plan_row *row, const struct spread *s)
{
	double per_run = (double)s->event_cnt / (double)s->run_cnt, chi2 = 0;
	double df = (double)s->run_cnt - 1;

	for (size_t i = 0; i < s->run_cnt; i++) {
		double expected = (double)s->event_cnt * (double)s->chances[i] /
				  (double)s->sample_cnt;
		double off = (double)s->events[i] - expected;

		chi2 += off * off / expected;
	}
	row->sd_within = sqrt(1 / per_run);
	row->sd = sqrt(fmax(chi2 / chi2_quantile(1 - SD_CONFIDENCE, df), 1) / per_run);
}

static struct target target_of(const struct plan_row *row, const struct plan *plan,
			       uint64_t resolution)
{
	const struct metric *m = row->metric;
	double figure = (double)row->figure;
	double offset = m->kind == METRIC_LEVEL ? level_offset(m) : 0;
	double least = metric_threshold(m, figure, resolution);

	return (struct target){
		.shift = log1p(plan->change * figure / (figure + offset)),
		.least = log1p(least / (figure + offset)),
		.level = ALPHA / (double)plan->test_cnt,
	};
}

static void fill_row(struct plan_row *row, const struct plan *plan, const struct spread *s)
{
	double least_sd = row->metric->kind == METRIC_LEVEL ? level_sd_floor(row->metric) : 0;
	struct target t = target_of(row, plan, s->resolution);

	if (row->metric->kind == METRIC_RATE)
		rate_scatter(row, s);
	else
		level_scatter(row, s);
	row->below_threshold = t.shift <= t.least;
	for (int i = 0; i < PLAN_LENGTH_CNT && !row->below_threshold; i++) {
		double within = row->sd_within * row->sd_within;
		double between = row->sd * row->sd - within;

		row->run_cnt[i] = runs_needed(&t, fmax(sqrt(between + within / plan_lengths[i]),
						       least_sd));
	}
}

static bool plannable(const struct compare_row *row)
{
	const struct spread *s = &row->side[SIDE_BASELINE];

	return metric_judged(row->metric) && s->run_cnt > 1 && s->figure;
}

int plan_new(const struct comparison *aa, double change, struct plan **out)
{
	const struct compare_side *side = &aa->side[SIDE_BASELINE];
	struct plan *plan = calloc(1, sizeof(*plan));

	if (plan)
		plan->rows = calloc(aa->row_cnt + 1, sizeof(*plan->rows));
	if (!plan || !plan->rows) {
		plan_free(plan);
		return -ENOMEM;
	}
	plan->change = change;
	plan->run_cnt = side->run_cnt;
	plan->run_ns = side->duration_ns / side->run_cnt;
	plan->test_cnt = aa->test_cnt;
	for (size_t i = 0; i < aa->row_cnt; i++) {
		const struct compare_row *from = &aa->rows[i];
		struct plan_row *row = &plan->rows[plan->row_cnt];

		if (!plannable(from))
			continue;
		*row = (struct plan_row){ .metric = from->metric, .label = from->label,
					  .figure = from->side[SIDE_BASELINE].figure };
		fill_row(row, plan, &from->side[SIDE_BASELINE]);
		plan->row_cnt++;
	}
	*out = plan;
	return 0;
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	free(plan->rows);
	free(plan);
}
