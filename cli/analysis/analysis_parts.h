/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of analysis_new(), each 0 or -ENOMEM; private to cli/analysis. */
#ifndef EFI_LATENCY_ANALYSIS_PARTS_H
#define EFI_LATENCY_ANALYSIS_PARTS_H

#include "cli/analysis/analysis.h"
#include "cli/analysis/call.h"

int analyse_services(struct analysis *a);
int analyse_held(struct analysis *a);
int analyse_latencies(struct analysis *a);
int analyse_worst(struct analysis *a);
int analyse_windows(struct analysis *a);
int analyse_causes(struct analysis *a);
/* After the services, latencies and causes. */
int analyse_gap(struct analysis *a);
/* After the latencies, windows and causes. */
int analyse_bound(struct analysis *a);
int analyse_self_cost(struct analysis *a);
int analyse_stolen(struct analysis *a);
int analyse_validity(struct analysis *a);

#endif
