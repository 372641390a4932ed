/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Charts by gnuplot: which share of a real-time task's wakeups was later than
 * a latency, on log-log axes, for one run or for two sides.
 */
#ifndef EFI_LATENCY_CHART_H
#define EFI_LATENCY_CHART_H

#include <stdio.h>

#include "reports/model.h"

/* The format follows the file's name: .svg or .png, else -EINVAL. */
int chart_check(const char *path);

/*
 * 0; -ENODATA: nothing to draw; -ENOSYS: gnuplot is not installed; -EIO:
 * gnuplot failed, after it said why on stderr; else why path is not writable.
 */
int chart_report(const char *path, const struct report *report);
int chart_compare(const char *path, const struct compare_report *report);

/* What gnuplot gets: settings, data and reports/compare.gp. */
int chart_write_report(FILE *out, const char *path, const struct report *report);
int chart_write_compare(FILE *out, const char *path, const struct compare_report *report);

#endif
