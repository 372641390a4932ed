/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two sides, each of one or more runs, metric by metric, and a verdict on
 * each.  The run is the unit: every metric is taken per run first.  How and
 * why: docs/methods.md, "The verdict".  Pure, as analysis.h.
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

enum verdict {
	VERDICT_NONE = 0,	/* not judged */
	VERDICT_INCONCLUSIVE,
	VERDICT_SAME,
	VERDICT_BETTER,
	VERDICT_WORSE,
	VERDICT_CNT
};

/* "-", "inconclusive", "same", "better", "worse" */
const char *verdict_name(enum verdict verdict);

/* One metric on one side, over the runs that have a figure. */
struct spread {
	size_t run_cnt;
	uint64_t *values;	/* run_cnt of them, ascending; of a rate in ppb */
	uint64_t *events;	/* rates: by run, in the runs' order, as are the chances */
	uint64_t *chances;
	uint64_t event_cnt;	/* rates: all runs together */
	uint64_t figure;	/* the side's; NO_FIGURE without runs, like the next three */
	uint64_t median;
	uint64_t min;
	uint64_t max;
	uint64_t range;		/* max - min; NO_FIGURE below two runs */
	/*
	 * 95 % interval of the figure: of a quantile inside the runs, the widest;
	 * of a rate over all of the side's chances.  NO_FIGURE: no such bound.
	 */
	uint64_t low, high;
	double log_width;	/* mean width of the intervals inside the runs, on the log scale */
	uint64_t resolution;	/* the coarsest run's, in the metric's unit */
	uint64_t sample_cnt;	/* of those runs together; NO_FIGURE: not counted */
};

/* What an interval of the difference speaks of. */
enum interval_of {
	INTERVAL_NONE = 0,
	INTERVAL_RUNS,		/* the next boot too */
	INTERVAL_SAMPLES,	/* these boots only: a side has but one run */
};

/* Candidate against baseline, in the metric's unit. */
struct estimate {
	enum interval_of of;
	double difference;		/* candidate - baseline */
	double low, high;		/* its 95 % interval; maybe infinite */
	double ratio;			/* candidate / baseline; 0 when baseline is 0 */
	double ratio_low, ratio_high;
	double threshold;		/* what matters in practice */
	double p;			/* two-sided, of no difference; NAN: no test */
	double p_holm;			/* corrected for the number of metrics */
	enum verdict verdict;
};

struct compare_row {
	const struct metric *metric;
	const char *label;	/* service, or "" */
	struct spread side[SIDE_CNT];
	bool has_difference;	/* both sides have a figure */
	struct estimate estimate;
};

/* A host fact that is not the same in all runs. */
struct compare_fact {
	const char *key;
	const char *group;		/* what --vary declares it by, e.g. "kernel" */
	const char *value[SIDE_CNT];	/* of the side's first run; NULL: absent there */
	bool varies[SIDE_CNT];		/* within the side */
	bool conflict;			/* two runs know it, and differ */
	bool declared;			/* the user meant it to vary */
};

struct compare_side {
	const struct analysis *const *runs;	/* borrowed */
	size_t run_cnt;
	size_t invalid_cnt;
	uint64_t duration_ns;		/* all runs together */
	struct hist victim;		/* all runs merged */
	struct hist rt_wakeup;		/* all runs, inside and outside merged */
	enum preemptible preemptible[EFI_SERVICE_CNT];	/* all runs together */
	const struct gap *gap;		/* of the run with the widest one, or NULL */
};

struct compare_settings {
	uint64_t deadline_ns;		/* 0: none */
	const char *const *vary;	/* keys or groups that are meant to vary */
	size_t vary_cnt;
};

struct comparison {
	struct compare_side side[SIDE_CNT];
	struct compare_row *rows;	/* metrics that either side has */
	size_t row_cnt;
	size_t test_cnt;		/* tests that Holm's correction counts */
	size_t verdict_cnt[VERDICT_CNT];
	enum verdict verdict;		/* overall */
	struct compare_fact *facts;	/* by key; keys "run.…" are not host facts */
	size_t fact_cnt;
	size_t undeclared_cnt;		/* facts in conflict that nobody declared */
	uint64_t deadline_ns;		/* as the bins allow; 0: none */
};

/* 0 or -ENOMEM; each side needs a run. The analyses must outlive it. */
int comparison_new(const struct analysis *const *const runs[SIDE_CNT],
		   const size_t run_cnt[SIDE_CNT], const struct compare_settings *settings,
		   struct comparison **comparison);
void comparison_free(struct comparison *c);

/* Whether --vary may say it: a group, or the key of a fact. */
bool compare_vary_known(const char *word, size_t len);
/* The groups, for messages. */
extern const char compare_vary_groups[];

#endif
