// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/compare.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/analysis/compare_facts.h"

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

static void take_run(struct spread *s, const struct metric *m, const struct analysis *a,
		     unsigned int service)
{
	const struct service_figures *figures = NULL;
	uint64_t value;

	if (m->per_service) {
		figures = find_service(a, service);
		if (!figures)
			return;
	}
	value = m->get(a, figures, m);
	if (value == NO_FIGURE)
		return;
	s->values[s->run_cnt++] = value;
	if (m->sample_cnt)
		s->sample_cnt += m->sample_cnt(a, figures, m);
}

static int fill_spread(struct spread *s, const struct metric *m, const struct compare_side *side,
		       unsigned int service)
{
	*s = (struct spread){ .median = NO_FIGURE, .min = NO_FIGURE, .max = NO_FIGURE,
			      .range = NO_FIGURE };
	s->values = malloc((side->run_cnt + 1) * sizeof(*s->values));
	if (!s->values)
		return -ENOMEM;
	for (size_t i = 0; i < side->run_cnt; i++)
		take_run(s, m, side->runs[i], service);
	if (!s->run_cnt)
		return 0;
	qsort(s->values, s->run_cnt, sizeof(*s->values), by_value);
	s->median = median_of(s->values, s->run_cnt);
	s->min = s->values[0];
	s->max = s->values[s->run_cnt - 1];
	if (s->run_cnt > 1)
		s->range = s->max - s->min;
	return 0;
}

static void free_row(struct compare_row *row)
{
	for (int i = 0; i < SIDE_CNT; i++)
		free(row->side[i].values);
}

static void fill_difference(struct compare_row *row)
{
	const struct spread *base = &row->side[SIDE_BASELINE];
	const struct spread *cand = &row->side[SIDE_CANDIDATE];

	row->has_difference = base->run_cnt && cand->run_cnt;
	if (!row->has_difference)
		return;
	row->difference = (int64_t)(cand->median - base->median);
	if (base->median)
		row->ratio = (double)cand->median / (double)base->median;
}

/* Keeps the row when either side has a figure. */
static int add_row(struct comparison *c, const struct metric *m, unsigned int service)
{
	struct compare_row *row = &c->rows[c->row_cnt];
	int err = 0;

	memset(row, 0, sizeof(*row));
	row->metric = m;
	row->label = m->per_service ? efi_service_name(service) : "";
	for (int i = 0; i < SIDE_CNT && !err; i++)
		err = fill_spread(&row->side[i], m, &c->side[i], service);
	if (err || (!row->side[0].run_cnt && !row->side[1].run_cnt)) {
		free_row(row);
		return err;
	}
	fill_difference(row);
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
	return err;
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
		if (a->gap.kind != GAP_NONE &&
		    (!side->gap || gap_width_ns(&a->gap) > gap_width_ns(side->gap)))
			side->gap = &a->gap;
	}
}

int comparison_new(const struct analysis *const *const runs[SIDE_CNT],
		   const size_t run_cnt[SIDE_CNT], struct comparison **out)
{
	struct comparison *c = calloc(1, sizeof(*c));
	int err;

	if (!c)
		return -ENOMEM;
	for (int i = 0; i < SIDE_CNT; i++)
		fill_side(&c->side[i], runs[i], run_cnt[i]);
	err = fill_rows(c);
	if (!err)
		err = compare_facts(c);
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
