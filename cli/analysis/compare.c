// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/compare.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/analysis/compare_facts.h"
#include "cli/analysis/estimate.h"

#define PPB	1000000000ULL

const char *side_name(enum side side)
{
	return side == SIDE_BASELINE ? "baseline" : "candidate";
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static uint64_t median_of(const uint64_t *sorted, size_t cnt)
{
	uint64_t low = sorted[(cnt - 1) / 2], high = sorted[cnt / 2];

	return low + (high - low) / 2;
}

static const struct service_figures *find_service(const struct analysis *a, unsigned int service)
{
	for (size_t i = 0; i < a->service_cnt; i++)
		if (a->services[i].service == service)
			return &a->services[i];
	return NULL;
}

/* Widest over the runs; a run without a bound leaves none. */
static void widen(struct spread *s, const struct dist *d, unsigned int quantile)
{
	uint64_t low = d->q_low_ns[quantile], high = d->q_high_ns[quantile];
	bool first = s->run_cnt == 1;

	if (first || low == NO_FIGURE || (s->low != NO_FIGURE && low < s->low))
		s->low = low;
	if (first || high > s->high)
		s->high = high;
}

/* A run without bounds has too few samples to say how it scatters: it counts as nothing. */
static void add_width(struct spread *s, const struct metric *m, const struct dist *d)
{
	uint64_t low = d->q_low_ns[m->quantile], high = d->q_high_ns[m->quantile];
	double offset = level_offset(m), width = 0;

	if (low != NO_FIGURE && high != NO_FIGURE)
		width = log(((double)high + offset) / ((double)low + offset));
	s->log_width += (width - s->log_width) / (double)s->run_cnt;
}

static void take_rate(struct spread *s, uint64_t events, uint64_t chances)
{
	s->events[s->run_cnt] = events;
	s->chances[s->run_cnt] = chances;
	s->event_cnt += events;
	s->values[s->run_cnt++] = (uint64_t)((unsigned __int128)events * PPB / chances);
}

static void take_run(struct spread *s, const struct metric_query *q)
{
	uint64_t value, samples;

	if (q->metric->per_service && !q->service)
		return;
	value = metric_value(q);
	samples = metric_samples(q);
	if (value == NO_FIGURE)
		return;
	if (q->metric->kind == METRIC_RATE)
		take_rate(s, value, samples);
	else
		s->values[s->run_cnt++] = value;
	if (q->metric->kind == METRIC_LEVEL && q->metric->dist) {
		widen(s, q->metric->dist(q), q->metric->quantile);
		add_width(s, q->metric, q->metric->dist(q));
	}
	if (q->metric->resolution && q->metric->resolution(q) > s->resolution)
		s->resolution = q->metric->resolution(q);
	if (samples != NO_FIGURE)
		s->sample_cnt = samples + (s->sample_cnt == NO_FIGURE ? 0 : s->sample_cnt);
}

/* Orders the values, which no longer go with the events then. */
static void sum_up(struct spread *s, const struct metric *m)
{
	qsort(s->values, s->run_cnt, sizeof(*s->values), by_value);
	s->median = median_of(s->values, s->run_cnt);
	s->min = s->values[0];
	s->max = s->values[s->run_cnt - 1];
	if (s->run_cnt > 1)
		s->range = s->max - s->min;
	spread_figure(s, m);
}

static int fill_spread(struct spread *s, const struct metric_query *of,
		       const struct compare_side *side, unsigned int service)
{
	struct metric_query q = *of;

	*s = (struct spread){ .figure = NO_FIGURE, .median = NO_FIGURE, .min = NO_FIGURE,
			      .max = NO_FIGURE, .range = NO_FIGURE, .low = NO_FIGURE,
			      .high = NO_FIGURE, .sample_cnt = NO_FIGURE };
	s->values = malloc((3 * side->run_cnt + 1) * sizeof(*s->values));
	if (!s->values)
		return -ENOMEM;
	s->events = s->values + side->run_cnt;
	s->chances = s->events + side->run_cnt;
	for (size_t i = 0; i < side->run_cnt; i++) {
		q.analysis = side->runs[i];
		q.service = find_service(q.analysis, service);
		take_run(s, &q);
	}
	if (s->run_cnt)
		sum_up(s, q.metric);
	return 0;
}

static void free_row(struct compare_row *row)
{
	for (int i = 0; i < SIDE_CNT; i++)
		free(row->side[i].values);
}

/* Keeps the row when either side has a figure. */
static int add_row(struct comparison *c, const struct metric *m, unsigned int service)
{
	const struct metric_query q = { .metric = m, .deadline_ns = c->deadline_ns };
	struct compare_row *row = &c->rows[c->row_cnt];
	int err = 0;

	memset(row, 0, sizeof(*row));
	row->metric = m;
	row->label = m->per_service ? efi_service_name(service) : "";
	for (int i = 0; i < SIDE_CNT && !err; i++)
		err = fill_spread(&row->side[i], &q, &c->side[i], service);
	if (err || (!row->side[0].run_cnt && !row->side[1].run_cnt)) {
		free_row(row);
		return err;
	}
	row->has_difference = row->side[0].run_cnt && row->side[1].run_cnt;
	estimate_row(row);
	c->row_cnt++;
	return 0;
}

/* Metrics of the whole run first, then service by service. */
static int fill_rows(struct comparison *c)
{
	int err = 0;

	c->rows = calloc(metric_cnt * EFI_SERVICE_CNT, sizeof(*c->rows));
	if (!c->rows)
		return -ENOMEM;
	for (size_t i = 0; i < metric_cnt && !err; i++)
		if (!metric_table[i].per_service)
			err = add_row(c, &metric_table[i], 0);
	for (unsigned int service = 0; service < EFI_SERVICE_CNT; service++)
		for (size_t i = 0; i < metric_cnt && !err; i++)
			if (metric_table[i].per_service)
				err = add_row(c, &metric_table[i], service);
	return err ? err : pass_verdicts(c);
}

static void add_preemptible(struct compare_side *side, const struct service_figures *s)
{
	enum preemptible *p = &side->preemptible[s->service];

	if (*p == PREEMPTIBLE_UNKNOWN)
		*p = s->preemptible;
	else if (s->preemptible != PREEMPTIBLE_UNKNOWN && *p != s->preemptible)
		*p = PREEMPTIBLE_MIXED;
}

static uint64_t gap_width_ns(const struct gap *gap)
{
	return gap->victim_max_ns - gap->wakeup_max_ns;
}

static void fill_side(struct compare_side *side, const struct analysis *const *runs, size_t cnt)
{
	side->runs = runs;
	side->run_cnt = cnt;
	for (size_t i = 0; i < cnt; i++) {
		const struct analysis *a = runs[i];

		side->invalid_cnt += !a->validity.valid;
		side->duration_ns += a->duration_ns;
		hist_merge(&side->victim, &a->victim.hist);
		hist_merge(&side->rt_wakeup, &a->wakeup[WAKEUP_RT][0].hist);
		hist_merge(&side->rt_wakeup, &a->wakeup[WAKEUP_RT][1].hist);
		for (size_t k = 0; k < a->service_cnt; k++)
			add_preemptible(side, &a->services[k]);
		if (a->gap.kind != GAP_NONE &&
		    (!side->gap || gap_width_ns(&a->gap) > gap_width_ns(side->gap)))
			side->gap = &a->gap;
	}
}

int comparison_new(const struct analysis *const *const runs[SIDE_CNT],
		   const size_t run_cnt[SIDE_CNT], const struct compare_settings *settings,
		   struct comparison **out)
{
	struct comparison *c = calloc(1, sizeof(*c));
	int err;

	if (!c)
		return -ENOMEM;
	for (int i = 0; i < SIDE_CNT; i++)
		fill_side(&c->side[i], runs[i], run_cnt[i]);
	if (settings->deadline_ns)
		c->deadline_ns = hist_deadline_ns(settings->deadline_ns);
	err = fill_rows(c);
	if (!err)
		err = compare_facts(c, settings);
	if (err) {
		comparison_free(c);
		return err;
	}
	*out = c;
	return 0;
}

void comparison_free(struct comparison *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->row_cnt; i++)
		free_row(&c->rows[i]);
	free(c->rows);
	free(c->facts);
	free(c);
}
