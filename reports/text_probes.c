// SPDX-License-Identifier: GPL-2.0-only
/* What was lost, and the probes with what they cost. */
#include <inttypes.h>
#include <stdio.h>

#include "reports/format.h"
#include "reports/text.h"

static void put_losses(FILE *out, const struct run *run)
{
	fputs("\nLosses\n", out);
	if (!run->loss_cnt)
		fputs("  no counters in this run\n", out);
	for (size_t i = 0; i < run->loss_cnt; i++) {
		fputs("  ", out);
		text_clean(out, run->losses[i].name, 40);
		fprintf(out, " %" PRIu64 "\n", run->losses[i].value);
	}
}

#define STATE_WIDTH		36
#define STATE_WIDTH_COST	14	/* beside the columns of cost */

/* Without the kernel's count there is no figure. */
static void put_cost(FILE *out, const struct run_probe *p)
{
	if (p->run_cnt)
		fprintf(out, " %10" PRIu64 " %8" PRIu64, p->run_cnt, p->run_ns / p->run_cnt);
	else
		fprintf(out, " %10s %8s", "-", "-");
}

static void put_probe(FILE *out, const struct run_probe *p, bool cost)
{
	char target[31], kind[11], state[STATE_WIDTH + 1];

	format_clean(target, sizeof(target), p->target);
	format_clean(kind, sizeof(kind), p->kind);
	format_clean(state, sizeof(state), p->state);
	fprintf(out, "  %-30s %-10s %-*s", target, kind, cost ? STATE_WIDTH_COST : STATE_WIDTH,
		state);
	if (cost)
		put_cost(out, p);
	fprintf(out, " %" PRIu64 "\n", p->missed_cnt);
}

static void put_self_cost(FILE *out, const struct self_cost *cost)
{
	char counted[FORMAT_BYTES], ran[FORMAT_BYTES];

	fprintf(out, "  Recording cost %s of the %s that were counted, %.3f %% of one CPU.\n",
		format_ns(ran, cost->run_ns), format_ns(counted, cost->counted_ns),
		100.0 * (double)cost->run_ns / (double)cost->counted_ns);
}

void text_probes(FILE *out, const struct report *report)
{
	const struct self_cost *cost = &report->analysis->self_cost;
	const struct run *run = report->run;

	put_losses(out, run);
	if (!run->probe_cnt)
		return;
	fprintf(out, "\nProbes\n  %-30s %-10s %-*s%s %s\n", "target", "kind",
		cost->counted_ns ? STATE_WIDTH_COST : STATE_WIDTH, "state",
		cost->counted_ns ? "       runs   ns/run" : "", "missed runs");
	for (size_t i = 0; i < run->probe_cnt; i++)
		put_probe(out, &run->probes[i], cost->counted_ns);
	if (cost->counted_ns)
		put_self_cost(out, cost);
}
