/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one table of metrics: what of a run is compared, in which unit, and in
 * which direction it is better.  Columns for thresholds belong here too.
 */
#ifndef EFI_LATENCY_METRIC_H
#define EFI_LATENCY_METRIC_H

#include "cli/analysis/analysis.h"

enum metric_unit {
	METRIC_CNT = 0,
	METRIC_NS,
	METRIC_NS_PER_S,	/* ns held per second of recording */
};

enum metric_direction {
	METRIC_NEUTRAL = 0,	/* tells what ran, not how well */
	METRIC_LOWER,		/* lower is better */
	METRIC_HIGHER,
};

/* QUANTILE_CNT stands for the maximum. */
#define METRIC_MAX	QUANTILE_CNT

struct metric {
	const char *name;	/* "firmware_time_p99_ns"; stable */
	enum metric_unit unit;
	enum metric_direction direction;
	bool per_service;	/* one value per service: its label */
	unsigned int of;	/* phase, or class * 2 + inside */
	unsigned int quantile;	/* enum quantile or METRIC_MAX */
	/* s is NULL unless per_service; NO_FIGURE when the run has none. */
	uint64_t (*get)(const struct analysis *a, const struct service_figures *s,
			const struct metric *m);
	/* How many samples stand behind the figure; NULL: not counted. */
	uint64_t (*sample_cnt)(const struct analysis *a, const struct service_figures *s,
			       const struct metric *m);
};

extern const struct metric metric_table[];
extern const size_t metric_cnt;

/* "count", "ns", "ns/s" */
const char *metric_unit_name(enum metric_unit unit);
/* "lower", "higher", "none" */
const char *metric_direction_name(enum metric_direction direction);
/* The smallest sample that gives a figure at all. */
uint64_t metric_min_sample_cnt(const struct metric *m);

#endif
