/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a report or a comparison says, for renderers that compute nothing:
 * figures from the analysis, and sentences about them.
 */
#ifndef EFI_LATENCY_MODEL_H
#define EFI_LATENCY_MODEL_H

#include "cli/analysis/analysis.h"
#include "cli/analysis/compare.h"
#include "cli/analysis/limit.h"
#include "cli/analysis/plan.h"
#include "cli/run/run.h"

#define SENTENCE_BYTES	512

typedef char sentence[SENTENCE_BYTES];

/* Causes over the run that a report names. */
#define CAUSE_TOP_CNT	30

struct report {
	const char *path;
	const struct run *run;
	const struct analysis *analysis;
	sentence *causes;	/* one per analysis->worst */
	sentence gap;		/* "" when there is none */
	sentence *late_causes;	/* of the first late_cnt of analysis->causes.worst */
	size_t late_cnt;
	sentence *groups;	/* one per group of causes, of the largest */
	size_t group_cnt;
	sentence explained;	/* "" without late wakeups */
	sentence bound;		/* "" when nothing is known of windows */
};

/* What became of a --fail-on. */
struct limit_result {
	struct limit limit;
	enum limit_state state;
};

struct compare_report {
	const char *path[SIDE_CNT];
	const struct comparison *comparison;
	const struct limit_result *limits;
	size_t limit_cnt;
	sentence gap[SIDE_CNT];	/* "" when there is none */
	sentence invalid;	/* "" when every run is valid */
	sentence undeclared;	/* "" when only what was declared differs */
	sentence exposure;	/* "" when the sides were watched equally long */
	sentence replicates;	/* "" when both sides have runs enough for a verdict */
	sentence overall;
};

struct plan_report {
	const char *path;
	const struct plan *plan;
	sentence invalid;	/* "" when every run is valid */
};

#define REPORT_LATE_CNT	10

/* All arguments are borrowed; late_cnt: late wakeups shown, at most. 0 or -ENOMEM. */
int report_new(const char *path, const struct run *run, const struct analysis *analysis,
	       size_t late_cnt, struct report **report);
void report_free(struct report *report);

void compare_report_init(struct compare_report *report, const char *const path[SIDE_CNT],
			 const struct comparison *comparison, const struct limit_result *limits,
			 size_t limit_cnt);

/* aa: the comparison that the plan was made from. */
void plan_report_init(struct plan_report *report, const char *path, const struct plan *plan,
		      const struct comparison *aa);

#endif
