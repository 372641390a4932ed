// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stddef.h>

#include "reports/json.h"
#include "reports/json_evidence.h"
#include "reports/json_value.h"

static struct json_object *host_of(const struct run *run)
{
	struct json_object *obj = json_object_new_object();

	for (size_t i = 0; i < run->fact_cnt; i++)
		json_put_text(obj, run->facts[i].key, run->facts[i].value);
	return obj;
}

static struct json_object *run_of(const struct report *r)
{
	struct json_object *obj = json_object_new_object();
	const struct run *run = r->run;

	json_put_text(obj, "path", r->path);
	json_put_bool(obj, "complete", run->complete);
	json_put_text(obj, "recorder", run->recorder);
	json_put_text(obj, "options", run->options);
	json_put_text(obj, "command", run->command);
	json_put(obj, "command_status", run->command_status < 0 ? NULL :
		 json_object_new_int(run->command_status));
	json_put_text(obj, "note", run->note);
	json_put_figure(obj, "start_realtime_ns", run->start_realtime_ns);
	json_put_figure(obj, "duration_ns", r->analysis->duration_ns);
	return obj;
}

static struct json_object *losses_of(const struct run *run)
{
	struct json_object *obj = json_object_new_object();

	for (size_t i = 0; i < run->loss_cnt; i++)
		json_put_figure(obj, run->losses[i].name, run->losses[i].value);
	return obj;
}

static struct json_object *reasons_of(const struct validity *v)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < v->reason_cnt; i++)
		json_object_array_add(array, json_object_new_string(v->reasons[i]));
	return array;
}

static struct json_object *actors_of(const struct actor *actors, size_t cnt, const char *id_key,
				     bool with_time)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < cnt; i++) {
		struct json_object *obj = json_object_new_object();

		json_put_text(obj, "comm", actors[i].comm);
		json_put_figure(obj, id_key, actors[i].id);
		json_put_figure(obj, "calls", actors[i].call_cnt);
		if (with_time)
			json_put_figure(obj, "firmware_ns", actors[i].firmware_ns);
		json_object_array_add(array, obj);
	}
	return array;
}

/* A phase that no call passed is null. */
static struct json_object *phases_of(const struct service_figures *s)
{
	struct json_object *obj = json_object_new_object();

	for (int p = 0; p < PHASE_CNT; p++)
		json_put(obj, phase_name(p), s->phase[p].count ?
			 json_dist(&s->phase[p], json_phase_quantiles) : NULL);
	return obj;
}

/* Of each call the least that it was; low and high are of all calls. */
static struct json_object *masked_of(const struct service_figures *s, uint64_t probe_period_ns)
{
	struct json_object *obj = json_dist(&s->masked, json_phase_quantiles);

	json_put_figure(obj, "calls", s->masked_call_cnt);
	json_put_figure(obj, "low_ns", s->masked_low_ns);
	json_put_figure(obj, "high_ns", s->masked_high_ns);
	json_put_figure(obj, "longest_ns", s->masked_longest_ns);
	json_put_figure(obj, "resolution_ns", probe_period_ns ? probe_period_ns : NO_FIGURE);
	return obj;
}

static struct json_object *service_of(const struct service_figures *s, uint64_t probe_period_ns)
{
	struct json_object *obj = json_object_new_object();

	json_put_text(obj, "service", efi_service_name(s->service));
	json_put_figure(obj, "calls", s->call_cnt);
	json_put_figure(obj, "errors", s->error_cnt);
	json_put_figure(obj, "bypassed_queue", s->bypassed_cnt);
	json_put_figure(obj, "timed_out", s->timed_out_cnt);
	json_put(obj, "phases", phases_of(s));
	if (s->masked.count)
		json_put(obj, "masked", masked_of(s, probe_period_ns));
	json_put_text(obj, "preemptible", preemptible_name(s->preemptible));
	json_put_figure(obj, "preemptible_unknown", s->preempt_unknown_cnt);
	json_put_figure(obj, "held_ns", s->held_ns);
	json_put_figure(obj, "switched_out_calls", s->switched_call_cnt);
	json_put_figure(obj, "switched_out", s->switch_cnt);
	json_put_figure(obj, "interrupted_calls", s->irq_call_cnt);
	json_put_figure(obj, "interrupted", s->irq_cnt);
	json_put(obj, "requesters", actors_of(s->requesters, s->requester_cnt, "pid", true));
	json_put(obj, "switched_to", actors_of(s->switched_to, s->switched_to_cnt, "tid", false));
	return obj;
}

static struct json_object *services_of(const struct analysis *a)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < a->service_cnt; i++)
		json_object_array_add(array, service_of(&a->services[i], a->probe_period_ns));
	return array;
}

static struct json_object *held_of(const struct analysis *a)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < a->held_cnt; i++) {
		struct json_object *obj = json_object_new_object();

		json_put_figure(obj, "cpu", a->held[i].cpu);
		json_put_figure(obj, "held_ns", a->held[i].held_ns);
		json_put_figure(obj, "held_ns_per_s", analysis_held_ns_per_s(a, a->held[i].held_ns));
		json_object_array_add(array, obj);
	}
	return array;
}

static struct json_object *wakeup_of(const struct analysis *a, enum wakeup_class klass)
{
	struct json_object *obj = json_object_new_object();

	json_put(obj, "inside", json_dist(&a->wakeup[klass][1].dist, json_tail_quantiles));
	json_put(obj, "outside", json_dist(&a->wakeup[klass][0].dist, json_tail_quantiles));
	return obj;
}

static struct json_object *victim_of(const struct report *r)
{
	const struct analysis *a = r->analysis;
	struct json_object *obj, *array;

	if (!a->victim_cnt)
		return NULL;
	obj = json_object_new_object();
	array = json_object_new_array();
	json_put(obj, "all", json_dist(&a->victim.dist, json_tail_quantiles));
	for (size_t i = 0; i < a->victim_cnt; i++) {
		struct json_object *cpu = json_dist(&a->victims[i].dist, json_tail_quantiles);

		json_put_figure(cpu, "cpu", a->victims[i].cpu);
		json_put_figure(cpu, "period_ns", a->victims[i].period_ns);
		json_object_array_add(array, cpu);
	}
	json_put(obj, "cpus", array);
	json_put_text(obj, "gap", r->gap[0] ? r->gap : NULL);
	return obj;
}

static struct json_object *call_of(const struct worst_wakeup *w)
{
	struct json_object *obj;

	if (!w->call)
		return NULL;
	obj = json_object_new_object();
	json_put_figure(obj, "seq", w->call->seq);
	json_put_text(obj, "service", efi_service_name(w->call->service));
	json_put_comm(obj, "comm", w->call->comm);
	json_put_figure(obj, "pid", w->call->pid);
	json_put_figure(obj, "firmware_ns", phase_ns(w->call, PHASE_FIRMWARE));
	json_put_text(obj, "preemptible", preemptible_name(w->preemptible));
	json_put_figure(obj, "overlap_ns", w->overlap_ns);
	return obj;
}

static struct json_object *worst_of(const struct worst_wakeup *w, const char *cause)
{
	struct json_object *obj = json_object_new_object();

	json_put_figure(obj, "latency_ns", w->latency_ns);
	json_put_text(obj, "class", wakeup_class_name(w->ev->klass));
	json_put_figure(obj, "cpu", w->ev->cpu);
	json_put_figure(obj, "waker_cpu", w->ev->waker_cpu);
	json_put_comm(obj, "comm", w->ev->comm);
	json_put_figure(obj, "pid", w->ev->pid);
	json_put_figure(obj, "tid", w->ev->tid);
	json_put(obj, "prio", json_object_new_int(w->ev->prio));
	json_put_figure(obj, "waking_ns", w->ev->waking_ns);
	json_put_comm(obj, "prev_comm", w->ev->prev_comm);
	json_put_figure(obj, "prev_tid", w->ev->prev_tid);
	json_put_bool(obj, "inside", w->ev->efi_seq != 0);
	json_put(obj, "call", call_of(w));
	json_put_text(obj, "cause", cause);
	return obj;
}

static struct json_object *worst_list_of(const struct report *r)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < r->analysis->worst_cnt; i++)
		json_object_array_add(array, worst_of(&r->analysis->worst[i], r->causes[i]));
	return array;
}

static struct json_object *probes_of(const struct run *run)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < run->probe_cnt; i++) {
		const struct run_probe *p = &run->probes[i];
		struct json_object *obj = json_object_new_object();

		json_put_text(obj, "name", p->name);
		json_put_text(obj, "target", p->target);
		json_put_text(obj, "kind", p->kind);
		json_put_text(obj, "state", p->state);
		json_put_figure(obj, "runs", p->run_cnt);
		json_put_figure(obj, "run_ns", p->run_ns);
		json_put_figure(obj, "missed", p->missed_cnt);
		json_object_array_add(array, obj);
	}
	return array;
}

static struct json_object *self_cost_of(const struct self_cost *cost)
{
	struct json_object *obj = json_object_new_object();

	json_put_figure(obj, "counted_ns", cost->counted_ns);
	json_put_figure(obj, "run_ns", cost->run_ns);
	json_put_figure(obj, "runs", cost->run_cnt);
	return obj;
}

static struct json_object *counters_of(const struct run *run)
{
	struct json_object *obj = json_object_new_object();

	for (size_t i = 0; i < run->counter_cnt; i++)
		json_put_figure(obj, run->counters[i].name, run->counters[i].value);
	return obj;
}

int json_report(FILE *out, const struct report *r)
{
	struct json_object *obj = json_object_new_object();

	if (!obj)
		return -ENOMEM;
	json_put(obj, "schema", json_object_new_int(JSON_SCHEMA));
	json_put_text(obj, "kind", "report");
	json_put_bool(obj, "valid", r->analysis->validity.valid);
	json_put(obj, "invalid_reasons", reasons_of(&r->analysis->validity));
	json_put(obj, "run", run_of(r));
	json_put(obj, "host", host_of(r->run));
	json_put(obj, "losses", losses_of(r->run));
	json_put(obj, "services", services_of(r->analysis));
	json_put(obj, "held", held_of(r->analysis));
	json_put(obj, "rt_wakeup", wakeup_of(r->analysis, WAKEUP_RT));
	if (!r->analysis->rt_only)
		json_put(obj, "fair_wakeup", wakeup_of(r->analysis, WAKEUP_FAIR));
	json_put(obj, "victim", victim_of(r));
	json_put(obj, "worst_wakeups", worst_list_of(r));
	json_evidence(obj, r);
	json_put(obj, "probes", probes_of(r->run));
	if (r->analysis->self_cost.counted_ns)
		json_put(obj, "self_cost", self_cost_of(&r->analysis->self_cost));
	if (r->run->counter_cnt)
		json_put(obj, "counters", counters_of(r->run));
	return json_print(out, obj);
}
