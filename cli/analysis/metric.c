// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/metric.h"

#include <string.h>

static uint64_t get_calls(const struct metric_query *q)
{
	return q->service->call_cnt;
}

static uint64_t get_errors(const struct metric_query *q)
{
	return q->service->error_cnt;
}

static const struct dist *phase_dist(const struct metric_query *q)
{
	return &q->service->phase[q->metric->of];
}

static const struct dist *masked_dist(const struct metric_query *q)
{
	return &q->service->masked;
}

static uint64_t of_dist(const struct metric *m, const struct dist *d)
{
	return m->kind == METRIC_WORST ? d->max_ns : d->q_ns[m->quantile];
}

/* Timers that happen to be due in firmware are no measurement. */
static uint64_t get_masked(const struct metric_query *q)
{
	return q->analysis->probe_period_ns ? of_dist(q->metric, masked_dist(q)) : NO_FIGURE;
}

static uint64_t get_probe_period(const struct metric_query *q)
{
	return q->analysis->probe_period_ns;
}

/* Calls whose state is not known may have held a CPU: then there is no figure. */
static uint64_t get_service_held(const struct metric_query *q)
{
	return q->service->preempt_unknown_cnt ? NO_FIGURE :
	       analysis_held_ns_per_s(q->analysis, q->service->held_ns);
}

static uint64_t get_held_per_call(const struct metric_query *q)
{
	return q->service->preempt_unknown_cnt ? NO_FIGURE :
	       q->service->held_ns / q->service->call_cnt;
}

static const struct dist *wakeup_dist(const struct metric_query *q)
{
	return &q->analysis->wakeup[q->metric->of / 2][q->metric->of % 2].dist;
}

static const struct dist *rt_dist(const struct metric_query *q)
{
	return &q->analysis->rt_wakeup.dist;
}

static const struct dist *victim_dist(const struct metric_query *q)
{
	return &q->analysis->victim.dist;
}

static const struct hist *late_hist(const struct metric_query *q)
{
	return q->metric->dist == rt_dist ? &q->analysis->rt_wakeup.hist :
					    &q->analysis->victim.hist;
}

static uint64_t get_late(const struct metric_query *q)
{
	const struct hist *h = late_hist(q);

	return q->deadline_ns && h->count ? hist_beyond(h, q->deadline_ns) : NO_FIGURE;
}

static uint64_t cnt_late(const struct metric_query *q)
{
	return late_hist(q)->count;
}

#define INSIDE(klass)	((klass) * 2 + 1)
#define OUTSIDE(klass)	((klass) * 2)
#define US(n)		((n) * 1000ULL)

#define QUANTILE(name_, quantile_, pct_, abs_ns_, ...)				\
	{ .name = name_, .unit = METRIC_NS, .direction = METRIC_LOWER,		\
	  .kind = METRIC_LEVEL, .quantile = quantile_, .threshold_pct = pct_,	\
	  .threshold_abs = abs_ns_, __VA_ARGS__ }

#define WORST(name_, ...)							\
	{ .name = name_, .unit = METRIC_NS, .direction = METRIC_LOWER,		\
	  .kind = METRIC_WORST, __VA_ARGS__ }

/* Of a service's calls. */
#define OF_CALLS(prefix_, pct_, abs_ns_, ...)					\
	QUANTILE(prefix_ "_p50_ns", QUANTILE_P50, pct_, abs_ns_, .per_service = true,	\
		 __VA_ARGS__),							\
	QUANTILE(prefix_ "_p90_ns", QUANTILE_P90, pct_, abs_ns_, .per_service = true,	\
		 __VA_ARGS__),							\
	QUANTILE(prefix_ "_p99_ns", QUANTILE_P99, pct_, abs_ns_, .per_service = true,	\
		 __VA_ARGS__),							\
	WORST(prefix_ "_max_ns", .per_service = true, __VA_ARGS__)
#define PHASE(prefix_, of_, pct_, abs_ns_)					\
	OF_CALLS(prefix_, pct_, abs_ns_, .of = of_, .dist = phase_dist)

/* Of a task's latency: the tail scatters more than the middle. */
#define LATENCY(prefix_, pct_, abs_ns_, tail_abs_ns_, ...)				\
	QUANTILE(prefix_ "_p50_ns", QUANTILE_P50, pct_, abs_ns_, .binned = true, __VA_ARGS__), \
	QUANTILE(prefix_ "_p99_ns", QUANTILE_P99, pct_, tail_abs_ns_, .binned = true,	\
		 __VA_ARGS__),								\
	QUANTILE(prefix_ "_p99.9_ns", QUANTILE_P999, pct_, tail_abs_ns_, .binned = true,	\
		 __VA_ARGS__),								\
	WORST(prefix_ "_max_ns", __VA_ARGS__)
#define RT_LATENCY(prefix_, ...)	LATENCY(prefix_, 10, US(2), US(5), __VA_ARGS__)
#define FAIR_LATENCY(prefix_, ...)	LATENCY(prefix_, 25, US(50), US(100), __VA_ARGS__)

#define LATE(name_, dist_)							\
	{ .name = name_, .unit = METRIC_PPB, .direction = METRIC_LOWER,		\
	  .kind = METRIC_RATE, .threshold_pct = 25, .threshold_abs = 10000,	\
	  .dist = dist_, .get = get_late, .chances = cnt_late }

const struct metric metric_table[] = {
	RT_LATENCY("victim_latency", .dist = victim_dist),
	LATE("victim_late_ppb", victim_dist),
	RT_LATENCY("rt_wakeup", .dist = rt_dist),
	LATE("rt_wakeup_late_ppb", rt_dist),
	RT_LATENCY("rt_wakeup_inside", .of = INSIDE(WAKEUP_RT), .dist = wakeup_dist),
	RT_LATENCY("rt_wakeup_outside", .of = OUTSIDE(WAKEUP_RT), .dist = wakeup_dist),
	FAIR_LATENCY("fair_wakeup_inside", .of = INSIDE(WAKEUP_FAIR), .dist = wakeup_dist),
	FAIR_LATENCY("fair_wakeup_outside", .of = OUTSIDE(WAKEUP_FAIR), .dist = wakeup_dist),
	{ .name = "calls", .unit = METRIC_CNT, .direction = METRIC_NEUTRAL,
	  .kind = METRIC_TALLY, .per_service = true, .get = get_calls },
	{ .name = "error_rate_ppb", .unit = METRIC_PPB, .direction = METRIC_LOWER,
	  .kind = METRIC_RATE, .per_service = true, .threshold_pct = 25,
	  .threshold_abs = 50000000, .get = get_errors, .chances = get_calls },
	PHASE("firmware_time", PHASE_FIRMWARE, 5, US(2)),
	PHASE("total_latency", PHASE_TOTAL, 10, US(20)),
	OF_CALLS("masked_time", 5, US(2), .dist = masked_dist, .get = get_masked,
		 .resolution = get_probe_period),
	{ .name = "held_per_call_ns", .unit = METRIC_NS, .direction = METRIC_LOWER,
	  .kind = METRIC_LEVEL, .per_service = true, .threshold_pct = 10,
	  .threshold_abs = US(2), .get = get_held_per_call },
	/* Goes with how many calls there were, which is the load's doing. */
	{ .name = "held_ns_per_s", .unit = METRIC_NS_PER_S, .direction = METRIC_LOWER,
	  .kind = METRIC_TALLY, .per_service = true, .get = get_service_held },
};

const size_t metric_cnt = sizeof(metric_table) / sizeof(metric_table[0]);

uint64_t metric_value(const struct metric_query *q)
{
	const struct metric *m = q->metric;

	if (m->get)
		return m->get(q);
	return of_dist(m, m->dist(q));
}

uint64_t metric_samples(const struct metric_query *q)
{
	const struct metric *m = q->metric;

	if (m->chances)
		return m->chances(q);
	return m->dist ? m->dist(q)->count : NO_FIGURE;
}

bool metric_judged(const struct metric *m)
{
	return m->kind == METRIC_LEVEL || m->kind == METRIC_RATE;
}

const struct metric *metric_find(const char *name, size_t len)
{
	for (size_t i = 0; i < metric_cnt; i++)
		if (strlen(metric_table[i].name) == len && !memcmp(metric_table[i].name, name, len))
			return &metric_table[i];
	return NULL;
}

const char *metric_unit_name(enum metric_unit unit)
{
	static const char *const names[] = {
		[METRIC_CNT] = "count",
		[METRIC_NS] = "ns",
		[METRIC_NS_PER_S] = "ns/s",
		[METRIC_PPB] = "ppb",
	};

	return names[unit];
}

const char *metric_direction_name(enum metric_direction direction)
{
	static const char *const names[] = {
		[METRIC_NEUTRAL] = "none",
		[METRIC_LOWER] = "lower",
		[METRIC_HIGHER] = "higher",
	};

	return names[direction];
}

uint64_t metric_min_sample_cnt(const struct metric *m)
{
	return m->kind == METRIC_LEVEL && m->dist ? quantile_min_cnt(m->quantile) : 1;
}
