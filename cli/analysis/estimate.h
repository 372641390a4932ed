/* SPDX-License-Identifier: GPL-2.0-only */
/* From two spreads to an estimate and a verdict; private to cli/analysis. */
#ifndef EFI_LATENCY_ESTIMATE_H
#define EFI_LATENCY_ESTIMATE_H

#include "cli/analysis/compare.h"
#include "cli/analysis/interval.h"

/*
 * Runs are compared as log(x + offset): ratios, with a floor that lets a time
 * of 0 take part.  The offset is a tenth of the threshold's absolute part.
 */
double level_offset(const struct metric *m);
/* What a run scatters at least, on that scale: its bins, a tenth of the threshold. */
double level_sd_floor(const struct metric *m);
struct run_sum level_sum(const struct metric *m, const uint64_t *values, size_t cnt);
/* Back from that scale. */
double level_value(const struct metric *m, double mean);
/*
 * The practical threshold at a baseline, in the metric's unit.  Beyond it lies
 * what the figures cannot resolve: only a difference beyond both is seen to matter.
 */
double metric_threshold(const struct metric *m, double baseline, uint64_t resolution);

/* A side's figure, from the values of its runs. */
void spread_figure(struct spread *s, const struct metric *m);
/* Everything of the estimate but p_holm and the verdict. */
void estimate_row(struct compare_row *row);
/* Corrects the p of all rows, passes the verdicts, and the one overall. 0 or -ENOMEM. */
int pass_verdicts(struct comparison *c);

#endif
