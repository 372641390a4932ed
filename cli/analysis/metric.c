// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/metric.h"

static uint64_t pick(const struct dist *d, const struct metric *m)
{
	return m->quantile == METRIC_MAX ? d->max_ns : d->q_ns[m->quantile];
}

static uint64_t get_calls(const struct analysis *a, const struct service_figures *s,
			  const struct metric *m)
{
	(void)a, (void)m;
	return s->call_cnt;
}

static uint64_t get_errors(const struct analysis *a, const struct service_figures *s,
			   const struct metric *m)
{
	(void)a, (void)m;
	return s->error_cnt;
}

static uint64_t get_phase(const struct analysis *a, const struct service_figures *s,
			  const struct metric *m)
{
	(void)a;
	return pick(&s->phase[m->of], m);
}

static uint64_t cnt_phase(const struct analysis *a, const struct service_figures *s,
			  const struct metric *m)
{
	(void)a;
	return s->phase[m->of].count;
}

/* Calls whose state is not known may have held a CPU: then there is no figure. */
static uint64_t get_service_held(const struct analysis *a, const struct service_figures *s,
				 const struct metric *m)
{
	(void)m;
	return s->preempt_unknown_cnt ? NO_FIGURE : analysis_held_ns_per_s(a, s->held_ns);
}

static const struct dist *wakeup_of(const struct analysis *a, const struct metric *m)
{
	return &a->wakeup[m->of / 2][m->of % 2].dist;
}

static uint64_t get_wakeup(const struct analysis *a, const struct service_figures *s,
			   const struct metric *m)
{
	(void)s;
	return pick(wakeup_of(a, m), m);
}

static uint64_t cnt_wakeup(const struct analysis *a, const struct service_figures *s,
			   const struct metric *m)
{
	(void)s;
	return wakeup_of(a, m)->count;
}

static uint64_t get_victim(const struct analysis *a, const struct service_figures *s,
			   const struct metric *m)
{
	(void)s;
	return pick(&a->victim.dist, m);
}

static uint64_t cnt_victim(const struct analysis *a, const struct service_figures *s,
			   const struct metric *m)
{
	(void)s, (void)m;
	return a->victim.dist.count;
}

#define INSIDE(klass)	((klass) * 2 + 1)
#define OUTSIDE(klass)	((klass) * 2)

#define FIGURE(name_, of_, quantile_, per_service_, kind_)			\
	{ .name = name_, .unit = METRIC_NS, .direction = METRIC_LOWER,		\
	  .per_service = per_service_, .of = of_, .quantile = quantile_,	\
	  .get = get_##kind_, .sample_cnt = cnt_##kind_ }

#define QUANTILES(prefix_, of_, per_service_, kind_)				\
	FIGURE(prefix_ "_p50_ns", of_, QUANTILE_P50, per_service_, kind_),	\
	FIGURE(prefix_ "_p90_ns", of_, QUANTILE_P90, per_service_, kind_),	\
	FIGURE(prefix_ "_p99_ns", of_, QUANTILE_P99, per_service_, kind_),	\
	FIGURE(prefix_ "_max_ns", of_, METRIC_MAX, per_service_, kind_)

#define TAIL_QUANTILES(prefix_, of_, kind_)					\
	FIGURE(prefix_ "_p50_ns", of_, QUANTILE_P50, false, kind_),		\
	FIGURE(prefix_ "_p99_ns", of_, QUANTILE_P99, false, kind_),		\
	FIGURE(prefix_ "_p99.9_ns", of_, QUANTILE_P999, false, kind_),		\
	FIGURE(prefix_ "_max_ns", of_, METRIC_MAX, false, kind_)

const struct metric metric_table[] = {
	TAIL_QUANTILES("victim_latency", 0, victim),
	TAIL_QUANTILES("rt_wakeup_inside", INSIDE(WAKEUP_RT), wakeup),
	TAIL_QUANTILES("rt_wakeup_outside", OUTSIDE(WAKEUP_RT), wakeup),
	TAIL_QUANTILES("fair_wakeup_inside", INSIDE(WAKEUP_FAIR), wakeup),
	TAIL_QUANTILES("fair_wakeup_outside", OUTSIDE(WAKEUP_FAIR), wakeup),
	{ .name = "calls", .unit = METRIC_CNT, .direction = METRIC_NEUTRAL,
	  .per_service = true, .get = get_calls },
	{ .name = "errors", .unit = METRIC_CNT, .direction = METRIC_LOWER,
	  .per_service = true, .get = get_errors },
	QUANTILES("firmware_time", PHASE_FIRMWARE, true, phase),
	QUANTILES("total_latency", PHASE_TOTAL, true, phase),
	{ .name = "held_ns_per_s", .unit = METRIC_NS_PER_S, .direction = METRIC_LOWER,
	  .per_service = true, .get = get_service_held },
};

const size_t metric_cnt = sizeof(metric_table) / sizeof(metric_table[0]);

const char *metric_unit_name(enum metric_unit unit)
{
	static const char *const names[] = {
		[METRIC_CNT] = "count",
		[METRIC_NS] = "ns",
		[METRIC_NS_PER_S] = "ns/s",
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
	if (!m->sample_cnt || m->quantile == METRIC_MAX)
		return 1;
	return quantile_min_cnt(m->quantile);
}
