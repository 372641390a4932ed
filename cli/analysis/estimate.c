// SPDX-License-Identifier: GPL-2.0-only
/* Figures of a side, differences, and their intervals. */
#include "cli/analysis/estimate.h"

#include <math.h>

#include "cli/analysis/special.h"

#define OFFSET_PART	10	/* of the threshold's absolute part */
#define FLOOR_PART	10	/* of the threshold, on the log scale */
#define PPB		1e9
#define Z95		normal_quantile(1 - (1 - CONFIDENCE) / 2)

double level_offset(const struct metric *m)
{
	return (double)m->threshold_abs / OFFSET_PART + 1;
}

/* Two values of one bin may differ by so much. */
static double bin_width(const struct metric *m)
{
	return m->binned ? log1p(1.0 / HIST_SUB) : 0;
}

double level_sd_floor(const struct metric *m)
{
	/* A value that may lie anywhere in its bin: a uniform distribution. */
	return fmax(bin_width(m) / sqrt(12), log1p(m->threshold_pct / 100.0) / FLOOR_PART);
}

struct run_sum level_sum(const struct metric *m, const uint64_t *values, size_t cnt)
{
	struct run_sum sum = { 0 };

	for (size_t i = 0; i < cnt; i++)
		run_sum_add(&sum, log((double)values[i] + level_offset(m)));
	return sum;
}

double level_value(const struct metric *m, double mean)
{
	return fmax(exp(mean) - level_offset(m), 0);
}

double metric_threshold(const struct metric *m, double baseline, uint64_t resolution)
{
	return fmax(baseline * m->threshold_pct / 100, (double)m->threshold_abs) +
	       (double)resolution;
}

static uint64_t rounded(double v)
{
	return v < (double)(NO_FIGURE / 2) ? (uint64_t)llround(v) : NO_FIGURE;
}

static struct rate rate_of(const struct spread *s, double dispersion)
{
	return (struct rate){ (double)s->event_cnt / dispersion,
			      (double)s->sample_cnt / dispersion };
}

static void rate_figure(struct spread *s)
{
	struct rate r = rate_of(s, 1);
	struct interval i = rate_interval(&r, Z95);

	s->figure = rounded(r.events / r.exposure * PPB);
	s->low = rounded(i.low * PPB);
	s->high = rounded((s->event_cnt ? i.high : rate_never_seen(r.exposure)) * PPB);
}

void spread_figure(struct spread *s, const struct metric *m)
{
	struct run_sum sum;

	switch (m->kind) {
	case METRIC_WORST:
		s->figure = s->max;
		break;
	case METRIC_TALLY:
		s->figure = s->median;
		break;
	case METRIC_RATE:
		rate_figure(s);
		break;
	case METRIC_LEVEL:
		sum = level_sum(m, s->values, s->run_cnt);
		/* One run's figure is what it is, to the ns. */
		s->figure = s->run_cnt == 1 ? s->values[0] : rounded(level_value(m, sum.mean));
		break;
	}
}

static bool replicated(const struct compare_row *row)
{
	return row->side[SIDE_BASELINE].run_cnt > 1 && row->side[SIDE_CANDIDATE].run_cnt > 1;
}

/* Welch's interval on the log scale, carried back to the baseline's level. */
static void level_over_runs(struct compare_row *row)
{
	const struct metric *m = row->metric;
	struct estimate *e = &row->estimate;
	struct run_mean mean[SIDE_CNT];
	double scale, half, width = bin_width(m);
	struct welch w;

	for (int i = 0; i < SIDE_CNT; i++) {
		struct run_sum sum = level_sum(m, row->side[i].values, row->side[i].run_cnt);

		mean[i] = run_mean_of(&sum, level_sd_floor(m));
	}
	w = welch_of(&mean[SIDE_BASELINE], &mean[SIDE_CANDIDATE]);
	half = fmax(student_quantile(1 - (1 - CONFIDENCE) / 2, w.df) * w.se, width);
	scale = exp(mean[SIDE_BASELINE].mean);
	e->of = INTERVAL_RUNS;
	e->low = scale * expm1(w.difference - half);
	e->high = scale * expm1(w.difference + half);
	e->p = fabs(w.difference) <= width ? 1 :
	       student_p_two_sided(w.difference / w.se, w.df);
}

/* Without a second run: the intervals inside the runs, at their far ends. */
static void level_in_samples(struct compare_row *row)
{
	const struct spread *base = &row->side[SIDE_BASELINE];
	const struct spread *cand = &row->side[SIDE_CANDIDATE];
	struct estimate *e = &row->estimate;

	if (base->low == NO_FIGURE || base->high == NO_FIGURE || cand->low == NO_FIGURE ||
	    cand->high == NO_FIGURE)
		return;
	e->of = INTERVAL_SAMPLES;
	e->low = (double)cand->low - (double)base->high;
	e->high = (double)cand->high - (double)base->low;
	if (base->low) {
		e->ratio_low = (double)cand->low / (double)base->high;
		e->ratio_high = (double)cand->high / (double)base->low;
	}
}

/*
 * Pearson's dispersion of the counts around their side's rate, and its degrees
 * of freedom: 1 for a Poisson process, more where runs differ by themselves.
 */
static double dispersion_of(const struct compare_row *row, double *df)
{
	double chi2 = 0;

	*df = 0;
	for (int i = 0; i < SIDE_CNT; i++) {
		const struct spread *s = &row->side[i];
		double rate = (double)s->event_cnt / (double)s->sample_cnt;

		if (!s->event_cnt)
			continue;
		*df += (double)s->run_cnt - 1;
		for (size_t k = 0; k < s->run_cnt; k++) {
			double expected = rate * (double)s->chances[k];
			double off = (double)s->events[k] - expected;

			chi2 += expected > 0 ? off * off / expected : 0;
		}
	}
	return *df > 0 ? fmax(chi2 / *df, 1) : 1;
}

/* Of the difference of two rates, from the interval of each (Zou and Donner). */
static struct interval rate_difference(const struct rate *a, const struct rate *b, double z)
{
	struct interval ia = rate_interval(a, z), ib = rate_interval(b, z);
	double ra = a->events / a->exposure, rb = b->events / b->exposure;

	return (struct interval){
		.low = rb - ra - hypot(rb - ib.low, ia.high - ra),
		.high = rb - ra + hypot(ib.high - rb, ra - ia.low),
	};
}

static void rate_estimate(struct compare_row *row)
{
	struct estimate *e = &row->estimate;
	double df, z = Z95, dispersion = dispersion_of(row, &df);
	struct rate base = rate_of(&row->side[SIDE_BASELINE], dispersion);
	struct rate cand = rate_of(&row->side[SIDE_CANDIDATE], dispersion);
	struct interval difference, ratio;

	e->of = replicated(row) ? INTERVAL_RUNS : INTERVAL_SAMPLES;
	if (e->of == INTERVAL_RUNS) {
		/* What the runs say of their own scatter is uncertain too: t, not z. */
		df = df > 0 ? df : INFINITY;
		z = student_quantile(1 - (1 - CONFIDENCE) / 2, df);
		e->p = student_p_two_sided(normal_z(rate_ratio_p(&base, &cand)), df);
	}
	difference = rate_difference(&base, &cand, z);
	ratio = rate_ratio_interval(&base, &cand, z);
	e->low = difference.low * PPB;
	e->high = difference.high * PPB;
	if (base.events > 0 || cand.events > 0) {
		e->ratio_low = ratio.low;
		e->ratio_high = ratio.high;
	}
}

static uint64_t resolution_of(const struct compare_row *row)
{
	uint64_t base = row->side[SIDE_BASELINE].resolution;
	uint64_t cand = row->side[SIDE_CANDIDATE].resolution;

	return base > cand ? base : cand;
}

void estimate_row(struct compare_row *row)
{
	double base = (double)row->side[SIDE_BASELINE].figure;
	double cand = (double)row->side[SIDE_CANDIDATE].figure;
	struct estimate *e = &row->estimate;

	*e = (struct estimate){ .p = NAN, .p_holm = NAN, .ratio_low = NAN, .ratio_high = NAN };
	if (!row->has_difference)
		return;
	e->difference = cand - base;
	e->ratio = base > 0 ? cand / base : 0;
	if (!metric_judged(row->metric))
		return;
	e->threshold = metric_threshold(row->metric, base, resolution_of(row));
	if (row->metric->kind == METRIC_RATE) {
		rate_estimate(row);
	} else if (replicated(row)) {
		level_over_runs(row);
		e->ratio_low = base > 0 ? fmax(1 + e->low / base, 0) : NAN;
		e->ratio_high = base > 0 ? 1 + e->high / base : NAN;
	} else {
		level_in_samples(row);
	}
}
