/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two sides, each of one or more runs, metric by metric.  The run is the
 * unit: every metric is taken per run first.  Pure, as analysis.h.
 */
#ifndef EFI_LATENCY_COMPARE_H
#define EFI_LATENCY_COMPARE_H

#include "cli/analysis/metric.h"

enum side {
	SIDE_BASELINE = 0,
	SIDE_CANDIDATE,
	SIDE_CNT
};

/* "baseline", "candidate" */
const char *side_name(enum side side);

/* One metric on one side, over the runs that have a figure. */
struct spread {
	size_t run_cnt;
	uint64_t *values;	/* run_cnt of them, ascending: for the statistics */
	uint64_t median;	/* NO_FIGURE without runs, like min and max */
	uint64_t min;
	uint64_t max;
	uint64_t range;		/* max - min; NO_FIGURE below two runs */
	uint64_t sample_cnt;	/* of those runs together; 0: not counted */
};

struct compare_row {
	const struct metric *metric;
	const char *label;	/* service, or "" */
	struct spread side[SIDE_CNT];
	bool has_difference;	/* both sides have a figure */
	int64_t difference;	/* candidate - baseline, of the medians */
	double ratio;		/* candidate / baseline; 0 when baseline is 0 */
};

/* A host fact that is not the same in all runs. */
struct compare_fact {
	const char *key;
	const char *value[SIDE_CNT];	/* of the side's first run; NULL: absent there */
	bool varies[SIDE_CNT];		/* within the side */
};

struct compare_side {
	const struct analysis *const *runs;	/* borrowed */
	size_t run_cnt;
	size_t invalid_cnt;
	uint64_t duration_ns;		/* all runs together */
	struct hist victim;		/* all runs merged */
	struct hist rt_wakeup;		/* all runs, inside and outside merged */
	const struct gap *gap;		/* of the run with the widest one, or NULL */
};

struct comparison {
	struct compare_side side[SIDE_CNT];
	struct compare_row *rows;	/* metrics that either side has */
	size_t row_cnt;
	struct compare_fact *facts;	/* by key; keys "run.…" are not host facts */
	size_t fact_cnt;
};

/* 0 or -ENOMEM; each side needs a run. The analyses must outlive it. */
int comparison_new(const struct analysis *const *const runs[SIDE_CNT],
		   const size_t run_cnt[SIDE_CNT], struct comparison **comparison);
void comparison_free(struct comparison *c);

#endif
