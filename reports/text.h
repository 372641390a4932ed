/* SPDX-License-Identifier: GPL-2.0-only */
/* Renderers for a terminal: at most 100 columns. */
#ifndef EFI_LATENCY_TEXT_H
#define EFI_LATENCY_TEXT_H

#include <stdio.h>

#include "reports/model.h"

void text_report(FILE *out, const struct report *report);
void text_compare(FILE *out, const struct compare_report *report);
void text_plan(FILE *out, const struct plan_report *report);

/* Parts of text_compare(). */
void text_metrics(FILE *out, const struct comparison *c);

/* Parts of text_report(). */
void text_lates(FILE *out, const struct report *report);
void text_windows(FILE *out, const struct report *report);
void text_probes(FILE *out, const struct report *report);

/* One cell of such a row. */
void text_us(FILE *out, uint64_t ns);
/* A row of count, p50, p99, p99.9 and max in us, and the head over such rows. */
void text_dist(FILE *out, const char *name, const struct dist *d);
void text_dist_head(FILE *out, const char *name);

/* Prints text of any length in lines, all but the first indented. */
void text_wrap(FILE *out, const char *text, int first_column, int indent);
/* A value from outside, cleaned and cut to width, without a line's end. */
void text_clean(FILE *out, const char *value, int width);

#endif
