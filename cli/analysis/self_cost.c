// SPDX-License-Identifier: GPL-2.0-only
/*
 * What recording itself cost, as far as the kernel counted, and what took CPUs
 * from outside: docs/methods.md, "Cost" and "What else takes CPUs away".
 */
#include "cli/analysis/analysis_parts.h"

int analyse_self_cost(struct analysis *a)
{
	struct self_cost *cost = &a->self_cost;

	cost->counted_ns = run_counter(a->run, "stats_ns");
	if (!cost->counted_ns)
		return 0;
	for (size_t i = 0; i < a->run->probe_cnt; i++) {
		cost->run_ns += a->run->probes[i].run_ns;
		cost->run_cnt += a->run->probes[i].run_cnt;
	}
	return 0;
}

static uint64_t counter_or_none(const struct run *run, const char *name)
{
	return run_has_counter(run, name) ? run_counter(run, name) : NO_FIGURE;
}

int analyse_stolen(struct analysis *a)
{
	a->stolen.steal_ns = counter_or_none(a->run, "steal_ns");
	a->stolen.smi_cnt = counter_or_none(a->run, "smi_cnt");
	return 0;
}
