// SPDX-License-Identifier: GPL-2.0-only
/* What recording itself cost, as far as the kernel counted: docs/methods.md, "Self cost". */
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
