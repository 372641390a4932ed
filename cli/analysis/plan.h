/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many runs a comparison takes to see a change, from runs of one and the
 * same thing (A/A): docs/methods.md, "Planning".  Pure.
 */
#ifndef EFI_LATENCY_PLAN_H
#define EFI_LATENCY_PLAN_H

#include "cli/analysis/compare.h"

#define PLAN_POWER		0.9
#define PLAN_RUNS_MAX		1000
#define PLAN_LENGTH_CNT		3

/* Lengths of a run that are planned for, as multiples of the A/A set's. */
extern const unsigned int plan_lengths[PLAN_LENGTH_CNT];

struct plan_row {
	const struct metric *metric;
	const char *label;	/* service, or "" */
	uint64_t figure;	/* of the A/A set */
	double sd;		/* run to run, on the log scale: about the relative one */
	double sd_within;	/* of it, what longer runs would average out */
	/* The change lies within the practical threshold: no number of runs calls it. */
	bool below_threshold;
	unsigned int run_cnt[PLAN_LENGTH_CNT];	/* a side; 0: more than PLAN_RUNS_MAX */
};

struct plan {
	double change;		/* 0.2: 20 % up */
	size_t run_cnt;		/* of the A/A set */
	uint64_t run_ns;	/* mean length of its runs */
	size_t test_cnt;	/* that Holm's correction will count */
	struct plan_row *rows;	/* judged metrics with a figure in two runs or more */
	size_t row_cnt;
};

/* aa compares the set with itself. 0 or -ENOMEM. */
int plan_new(const struct comparison *aa, double change, struct plan **plan);
void plan_free(struct plan *plan);

#endif
