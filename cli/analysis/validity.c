// SPDX-License-Identifier: GPL-2.0-only
/* Whether a run's figures may be trusted: docs/methods.md, "Validity". */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/analysis/analysis_parts.h"

#define LIMIT_PER_MILLE	1	/* of what must be complete */
#define TIMER_LIMIT_PER_MILLE	10	/* of what samples */
#define ALLOWED_MISSES	1	/* of a probe: a second of a quiet machine has 1000 runs */

struct events {
	uint64_t call_cnt;
	uint64_t wakeup_cnt;
	uint64_t source_cnt[RUN_HIST_SOURCE_CNT];
};

/* What a loss is a part of, and what a recording's two ends may cut off. */
static const struct {
	enum loss loss;
	const char *what;
	bool of_calls, of_wakeups;
	uint64_t allowed;
} rules[] = {
	{ LOSS_RINGBUF_FULL, "EFI call records dropped", true, false, 0 },
	{ LOSS_CALL_TABLE_FULL, "EFI calls not tracked", true, false, 0 },
	{ LOSS_UNPAIRED_ENTRY, "EFI calls without their end", true, false, 0 },
	{ LOSS_UNPAIRED_EXIT, "EFI calls without their begin", true, false, 1 },
	{ LOSS_FOREIGN_WORK, "EFI calls that no entry point announced", true, false, 1 },
	{ LOSS_WAKEUP_SLOT, "wakeups not followed", false, true, 0 },
	{ LOSS_CLOCK_BACKWARDS, "times that ran backwards", true, true, 0 },
};

#define RULE_CNT (sizeof(rules) / sizeof(rules[0]))

static char *next_reason(struct validity *v)
{
	v->valid = false;
	return v->reasons[v->reason_cnt++];
}

static bool above_limit(uint64_t lost, uint64_t seen, unsigned int per_mille)
{
	return (unsigned __int128)lost * 1000 > ((unsigned __int128)seen + lost) * per_mille;
}

static void check_losses(struct validity *v, const struct run *run, const struct events *ev)
{
	for (size_t i = 0; i < RULE_CNT; i++) {
		const char *name = loss_name(rules[i].loss);
		uint64_t lost = run_loss(run, name);
		uint64_t seen = (rules[i].of_calls ? ev->call_cnt : 0) +
				(rules[i].of_wakeups ? ev->wakeup_cnt : 0);

		if (lost > rules[i].allowed && above_limit(lost, seen, LIMIT_PER_MILLE))
			snprintf(next_reason(v), REASON_BYTES,
				 "%s: %" PRIu64 " beside %" PRIu64 " seen (%s), limit 0.1 %%",
				 rules[i].what, lost, seen, name);
	}
}

/*
 * Probes on such a target: which histogram has a value for each run, or more, and
 * how many runs may be missed.  A hard timer's is skipped only where it interrupts
 * a soft timer's, with interrupts open: one sample less.
 */
static const struct target {
	const char *name;
	enum run_hist_source source;
	unsigned int limit_per_mille;
} targets[] = {
	{ "sched", RUN_HIST_WAKEUP, LIMIT_PER_MILLE },
	{ "hrtimer", RUN_HIST_IRQ, TIMER_LIMIT_PER_MILLE },
	{ "preempt", RUN_HIST_PREEMPT_OFF, LIMIT_PER_MILLE },
	{ "irq_disable", RUN_HIST_IRQ_OFF, LIMIT_PER_MILLE },
	{ "irq_enable", RUN_HIST_IRQ_OFF, LIMIT_PER_MILLE },
	{ "cpu_idle", RUN_HIST_WAKEUP, LIMIT_PER_MILLE },
};

/* NULL: one of the EFI path. */
static const struct target *target_of(const struct run_probe *probe)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (!strncmp(probe->target, targets[i].name, strlen(targets[i].name)))
			return &targets[i];
	return NULL;
}

/* Without the kernel's own count, a probe ran as often as its events came. */
static uint64_t probe_runs(const struct run_probe *probe, const struct target *target,
			   const struct events *ev)
{
	if (probe->run_cnt)
		return probe->run_cnt;
	return target ? ev->source_cnt[target->source] : ev->call_cnt;
}

static void check_probes(struct validity *v, const struct run *run, const struct events *ev)
{
	for (size_t i = 0; i < run->probe_cnt; i++) {
		const struct run_probe *probe = &run->probes[i];
		const struct target *target = target_of(probe);
		unsigned int per_mille = target ? target->limit_per_mille : LIMIT_PER_MILLE;
		uint64_t runs = probe_runs(probe, target, ev);

		if (probe->missed_cnt > ALLOWED_MISSES &&
		    above_limit(probe->missed_cnt, runs, per_mille))
			snprintf(next_reason(v), REASON_BYTES,
				 "probe %.40s on %.40s: %" PRIu64 " runs missed beside %" PRIu64
				 ", limit %g %%", probe->name, probe->target,
				 probe->missed_cnt, runs, per_mille / 10.0);
	}
}

int analyse_validity(struct analysis *a)
{
	struct events ev = { .call_cnt = a->run->call_cnt };
	struct validity *v = &a->validity;

	for (size_t i = 0; i < a->run->hist_cnt; i++)
		ev.source_cnt[a->run->hists[i].source] += a->run->hists[i].hist.count;
	ev.wakeup_cnt = ev.source_cnt[RUN_HIST_WAKEUP];
	v->reasons = calloc(1 + RULE_CNT + a->run->probe_cnt, sizeof(*v->reasons));
	if (!v->reasons)
		return -ENOMEM;
	v->valid = true;
	if (!a->run->complete)
		snprintf(next_reason(v), REASON_BYTES,
			 "incomplete: the recorder did not end in order");
	check_losses(v, a->run, &ev);
	check_probes(v, a->run, &ev);
	return 0;
}
