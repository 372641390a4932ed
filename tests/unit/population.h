/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs drawn from a population whose truth is known: samples autocorrelated
 * inside a run, every run off by itself, three shapes of tail.  The generator
 * is seeded, so that what a test measures is the same every time.
 */
#ifndef EFI_LATENCY_TEST_POPULATION_H
#define EFI_LATENCY_TEST_POPULATION_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/analysis/compare.h"

#define SEED	0x9e3779b97f4a7c15ULL

enum shape {
	SHAPE_LOGNORMAL = 0,
	SHAPE_PARETO,		/* tail exponent 2.5 */
	SHAPE_FLASH_ERASE,	/* 3 % of the samples take 2 ms, not 10 us */
	SHAPE_CNT
};

static const char *const shape_names[SHAPE_CNT] = { "lognormal", "Pareto", "flash-erase" };

struct population {
	enum shape shape;
	double correlation;	/* of one sample with the next, before the shape */
	double between;		/* standard deviation of a run's own factor */
	double shift;		/* 1.2: all times 20 % longer */
	unsigned int rt_cnt;	/* RT wakeups outside; a fifth as many inside */
	unsigned int call_cnt;
};

static uint64_t random_state = SEED;

/* xorshift64*, in (0, 1) */
static inline double random_uniform(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return ((double)((random_state * 0x2545f4914f6cdd1dULL) >> 11) + 0.5) / 0x1p53;
}

static inline double random_normal(void)
{
	double radius = sqrt(-2 * log(random_uniform()));

	return radius * cos(2 * M_PI * random_uniform());
}

/* One sample of the shape from a standard normal number, in ns. */
static inline double shaped_ns(enum shape shape, double normal)
{
	double above;

	if (shape == SHAPE_LOGNORMAL)
		return 30000 * exp(0.5 * normal);
	above = erfc(normal / M_SQRT2) / 2;
	if (shape == SHAPE_PARETO)
		return 20000 * pow(above, -1 / 2.5);
	return above < 0.03 ? 2e6 * exp(0.2 * random_normal()) : 10000 * exp(0.2 * normal);
}

struct series {
	const struct population *of;
	double factor;
	double state;
};

static inline struct series series_of(const struct population *p)
{
	return (struct series){ p, p->shift * exp(p->between * random_normal()), random_normal() };
}

static inline uint64_t series_next(struct series *s)
{
	double r = s->of->correlation;

	s->state = r * s->state + sqrt(1 - r * r) * random_normal();
	return (uint64_t)(s->factor * shaped_ns(s->of->shape, s->state));
}

static inline void draw_hist(struct run_hist *h, struct series *s, unsigned int cnt)
{
	for (unsigned int i = 0; i < cnt; i++)
		hist_add(&h->hist, series_next(s));
}

static inline void draw_calls(struct run *run, const struct population *p)
{
	struct series s = series_of(p);

	run->calls = calloc(p->call_cnt + 1, sizeof(*run->calls));
	assert_non_null(run->calls);
	for (run->call_cnt = 0; run->call_cnt < p->call_cnt; run->call_cnt++) {
		struct efi_call_event *ev = &run->calls[run->call_cnt].ev;

		ev->seq = run->call_cnt + 1;
		ev->service = EFI_SERVICE_SET_VARIABLE;
		ev->flags = EFI_CALL_DOOR_SEEN;
		ev->status = random_uniform() < 0.1 ? 1ULL << 63 | 14 : 0;
		ev->enter_ns = 1000000000 + run->call_cnt * 20000000;
		ev->setup_ns = ev->enter_ns + 2000;
		ev->door_ns = ev->setup_ns + 1000;
		ev->return_ns = ev->door_ns + series_next(&s);
		ev->done_ns = ev->return_ns + 700;
		ev->exit_ns = ev->done_ns + 6000;
		ev->door_preempt = 1;
	}
}

/* Every kind of metric has its own series, as every task has its own history. */
static inline struct run *draw_run(const struct population *p)
{
	const struct run_hist kinds[] = {
		{ .klass = WAKEUP_RT }, { .klass = WAKEUP_RT, .inside = true },
		{ .klass = WAKEUP_FAIR },
		{ .source = RUN_HIST_VICTIM, .klass = WAKEUP_RT, .period_ns = 1000000 },
	};
	struct run *run = calloc(1, sizeof(*run));

	assert_non_null(run);
	run->complete = true;
	run->start_ns = 1000000000;
	run->end_ns = run->start_ns + 20000000000;
	run->hist_cnt = sizeof(kinds) / sizeof(kinds[0]);
	run->hists = calloc(run->hist_cnt, sizeof(*run->hists));
	assert_non_null(run->hists);
	for (size_t i = 0; i < run->hist_cnt; i++) {
		struct series s = series_of(p);

		run->hists[i] = kinds[i];
		draw_hist(&run->hists[i], &s, kinds[i].inside ? p->rt_cnt / 5 : p->rt_cnt);
	}
	draw_calls(run, p);
	return run;
}

#define DRAW_MAX	64

/* Two sides of drawn runs, compared. */
struct draw {
	size_t cnt[SIDE_CNT];
	struct run *run[SIDE_CNT][DRAW_MAX];
	struct analysis *analysis[SIDE_CNT][DRAW_MAX];
	struct comparison *comparison;
};

static inline void draw_compare(struct draw *d, const struct population *of[SIDE_CNT], size_t cnt)
{
	const struct analysis *const *const runs[SIDE_CNT] = {
		(const struct analysis *const *)d->analysis[SIDE_BASELINE],
		(const struct analysis *const *)d->analysis[SIDE_CANDIDATE],
	};
	const struct compare_settings settings = { .deadline_ns = 100000 };

	assert_true(cnt <= DRAW_MAX);
	for (int s = 0; s < SIDE_CNT; s++) {
		d->cnt[s] = cnt;
		for (size_t i = 0; i < cnt; i++) {
			d->run[s][i] = draw_run(of[s]);
			assert_int_equal(analysis_new(d->run[s][i], &d->analysis[s][i]), 0);
		}
	}
	assert_int_equal(comparison_new(runs, d->cnt, &settings, &d->comparison), 0);
}

static inline void draw_free(struct draw *d)
{
	comparison_free(d->comparison);
	for (int s = 0; s < SIDE_CNT; s++)
		for (size_t i = 0; i < d->cnt[s]; i++) {
			analysis_free(d->analysis[s][i]);
			run_free(d->run[s][i]);
		}
}

static inline const struct compare_row *draw_row(const struct comparison *c, const char *name)
{
	for (size_t i = 0; i < c->row_cnt; i++)
		if (!strcmp(c->rows[i].metric->name, name))
			return &c->rows[i];
	fail_msg("no row %s", name);
	return NULL;
}

#endif
