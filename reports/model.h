/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a report or a comparison says, for renderers that compute nothing:
 * figures from the analysis, and sentences about them.
 */
#ifndef EFI_LATENCY_MODEL_H
#define EFI_LATENCY_MODEL_H

#include "cli/analysis/analysis.h"
#include "cli/analysis/compare.h"
#include "cli/run/run.h"

#define SENTENCE_BYTES	512

typedef char sentence[SENTENCE_BYTES];

struct report {
	const char *path;
	const struct run *run;
	const struct analysis *analysis;
	sentence *causes;	/* one per analysis->worst */
	sentence gap;		/* "" when there is none */
};

struct compare_report {
	const char *path[SIDE_CNT];
	const struct comparison *comparison;
	sentence gap[SIDE_CNT];	/* "" when there is none */
	sentence invalid;	/* "" when every run is valid */
	sentence exposure;	/* "" when the sides were watched equally long */
};

/* All arguments are borrowed. 0 or -ENOMEM. */
int report_new(const char *path, const struct run *run, const struct analysis *analysis,
	       struct report **report);
void report_free(struct report *report);

void compare_report_init(struct compare_report *report, const char *const path[SIDE_CNT],
			 const struct comparison *comparison);

#endif
