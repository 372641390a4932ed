/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one table of metrics: what of a run is compared, in which unit, in
 * which direction it is better, and which difference matters in practice.
 */
#ifndef EFI_LATENCY_METRIC_H
#define EFI_LATENCY_METRIC_H

#include "cli/analysis/analysis.h"

enum metric_unit {
	METRIC_CNT = 0,
	METRIC_NS,
	METRIC_NS_PER_S,	/* ns held per second of recording */
	METRIC_PPB,		/* events per 10^9 chances */
};

enum metric_direction {
	METRIC_NEUTRAL = 0,	/* tells what ran, not how well */
	METRIC_LOWER,		/* lower is better */
	METRIC_HIGHER,
};

enum metric_kind {
	METRIC_TALLY = 0,	/* what ran: shown, never judged */
	METRIC_WORST,		/* a maximum: shown with its exposure, never judged */
	METRIC_LEVEL,		/* one figure per run, judged on a log scale */
	METRIC_RATE,		/* events among chances, judged as Poisson counts */
};

/* Which figure of which run. */
struct metric_query {
	const struct metric *metric;
	const struct analysis *analysis;
	const struct service_figures *service;	/* NULL unless per_service */
	uint64_t deadline_ns;			/* 0: none was given */
};

struct metric {
	const char *name;	/* "firmware_time_p99_ns"; stable */
	enum metric_unit unit;
	enum metric_direction direction;
	enum metric_kind kind;
	bool per_service;	/* one value per service: its label */
	bool binned;		/* from a histogram: known to 1/32 only */
	unsigned int of;	/* phase, or class * 2 + inside */
	unsigned int quantile;	/* enum quantile */
	/* The practical threshold: the larger of the two. */
	unsigned int threshold_pct;	/* of the baseline */
	uint64_t threshold_abs;		/* in the metric's unit */
	/* Quantiles and maxima: of which distribution; else get() and, for rates, chances(). */
	const struct dist *(*dist)(const struct metric_query *q);
	/* A rate's events; NO_FIGURE when the run has none. */
	uint64_t (*get)(const struct metric_query *q);
	uint64_t (*chances)(const struct metric_query *q);
	/* What the run cannot tell from no difference, added to the threshold. */
	uint64_t (*resolution)(const struct metric_query *q);
};

extern const struct metric metric_table[];
extern const size_t metric_cnt;

/* The run's figure, NO_FIGURE when it has none; of a rate the events. */
uint64_t metric_value(const struct metric_query *q);
/* How many samples stand behind the figure; NO_FIGURE: not counted. */
uint64_t metric_samples(const struct metric_query *q);
/* Whether a verdict is passed on it. */
bool metric_judged(const struct metric *m);
/* The table's entry of that name, or NULL. */
const struct metric *metric_find(const char *name, size_t len);

/* "count", "ns", "ns/s", "ppb" */
const char *metric_unit_name(enum metric_unit unit);
/* "lower", "higher", "none" */
const char *metric_direction_name(enum metric_direction direction);
/* The smallest sample that gives a figure at all. */
uint64_t metric_min_sample_cnt(const struct metric *m);

#endif
