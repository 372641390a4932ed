/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Limits on a comparison: "METRIC[{SERVICE}] OP LIMIT", docs/methods.md.
 * Pure.
 */
#ifndef EFI_LATENCY_LIMIT_H
#define EFI_LATENCY_LIMIT_H

#include "cli/analysis/compare.h"

enum limit_op {
	LIMIT_ABOVE = 0,	/* > */
	LIMIT_AT_LEAST,		/* >= */
	LIMIT_BELOW,		/* < */
	LIMIT_AT_MOST,		/* <= */
	LIMIT_IS,		/* ==, verdicts only */
};

enum limit_kind {
	LIMIT_FIGURE = 0,	/* of the candidate, in the metric's unit */
	LIMIT_CHANGE,		/* in percent of the baseline */
	LIMIT_VERDICT,
};

struct limit {
	const char *text;		/* as typed, borrowed */
	const struct metric *metric;	/* NULL: the overall verdict */
	const char *label;		/* service; NULL: every row of the metric */
	size_t label_len;
	enum limit_op op;
	enum limit_kind kind;
	double value;
	enum verdict verdict;
};

enum limit_state {
	LIMIT_KEPT = 0,
	LIMIT_CROSSED,
	LIMIT_UNDECIDED,	/* the data cannot say */
};

/* 0, or -EINVAL and what is wrong in *why. */
int limit_parse(const char *text, struct limit *limit, const char **why);
enum limit_state limit_check(const struct limit *limit, const struct comparison *c);

#endif
