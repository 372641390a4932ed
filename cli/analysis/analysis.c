// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/analysis.h"

#include <errno.h>
#include <stdlib.h>

#include "cli/analysis/analysis_parts.h"

#define NS_PER_S	1000000000ULL

static int (*const parts[])(struct analysis *a) = {
	analyse_services, analyse_held, analyse_latencies, analyse_worst, analyse_windows,
	analyse_causes, analyse_gap, analyse_bound, analyse_self_cost, analyse_stolen,
	analyse_validity,
};

int analysis_new(const struct run *run, struct analysis **out)
{
	struct analysis *a = calloc(1, sizeof(*a));
	int err = 0;

	if (!a)
		return -ENOMEM;
	a->run = run;
	a->rt_only = run_counter(run, "rt_only");
	a->probe_period_ns = run_counter(run, "probe_period_ns");
	a->duration_ns = run->end_ns > run->start_ns ? run->end_ns - run->start_ns : 0;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && !err; i++)
		err = parts[i](a);
	if (err) {
		analysis_free(a);
		return err;
	}
	*out = a;
	return 0;
}

void analysis_free(struct analysis *a)
{
	if (!a)
		return;
	free(a->services);
	free(a->held);
	free(a->victims);
	free(a->worst);
	free(a->validity.reasons);
	window_figures_drop(&a->windows);
	causes_drop(&a->causes);
	free(a);
}

int analyse_causes(struct analysis *a)
{
	/* Of wakeups that no EFI call disturbed; twice that is still nothing to ask about. */
	uint64_t usual_ns = a->wakeup[WAKEUP_RT][0].dist.q_ns[QUANTILE_P50];

	return causes_new(&a->causes, a->run, usual_ns < NO_FIGURE / 2 ? 2 * usual_ns : 0);
}

int analyse_windows(struct analysis *a)
{
	return window_figures_new(&a->windows, a->run);
}

uint64_t analysis_held_ns_per_s(const struct analysis *a, uint64_t held_ns)
{
	if (!a->duration_ns)
		return NO_FIGURE;
	return (uint64_t)((unsigned __int128)held_ns * NS_PER_S / a->duration_ns);
}
