// SPDX-License-Identifier: GPL-2.0-only
#include "reports/json_evidence.h"

#include <string.h>

#include "reports/format.h"
#include "reports/json_value.h"

static void put_kind(struct json_object *obj, const struct cause_share *s)
{
	json_put_text(obj, "kind", cause_kind_name(s->kind));
	if (s->call) {
		json_put_text(obj, "service", efi_service_name(s->call->service));
		json_put_comm(obj, "comm", s->call->comm);
	} else if (s->comm) {
		json_put_comm(obj, "comm", s->comm);
	}
	if (s->window)
		json_put_text(obj, "symbol", s->window->begin);
}

static struct json_object *share_of(const struct cause_share *s)
{
	struct json_object *obj = json_object_new_object();

	put_kind(obj, s);
	if (s->efi_seq)
		json_put_figure(obj, "efi_seq", s->efi_seq);
	if (s->call) {
		json_put_figure(obj, "pid", s->call->pid);
	} else if (s->comm) {
		json_put_figure(obj, "tid", s->tid);
		if (s->kind != CAUSE_MASKED)
			json_put(obj, "prio", json_object_new_int(s->prio));
	}
	json_put_figure(obj, "ns", s->ns);
	return obj;
}

static struct json_object *group_of(const struct cause_group *g, const char *words)
{
	struct json_object *obj = json_object_new_object();

	put_kind(obj, g->share);
	json_put_figure(obj, "total_ns", g->total_ns);
	json_put_figure(obj, "worst_ns", g->share->ns);
	json_put_figure(obj, "main", g->main_cnt);
	json_put_text(obj, "cause", words);
	return obj;
}

static struct json_object *links_of(const struct late_cause *lc)
{
	struct json_object *obj = json_object_new_object();

	for (int i = 0; i < LINK_CNT; i++) {
		char key[32];

		snprintf(key, sizeof(key), "%s_ns", late_link_name(i));
		json_put_figure(obj, key, lc->link_ns[i]);
	}
	return obj;
}

static struct json_object *late_of(const struct late_cause *lc, const char *words)
{
	struct json_object *obj = json_object_new_object();
	struct json_object *shares = json_object_new_array();
	const struct wakeup_event *w = &lc->ev->wakeup;

	json_put_figure(obj, "latency_ns", lc->latency_ns);
	json_put_figure(obj, "run_ns", w->run_ns);
	json_put_comm(obj, "comm", w->comm);
	json_put_figure(obj, "pid", w->pid);
	json_put_figure(obj, "tid", w->tid);
	json_put(obj, "prio", json_object_new_int(w->prio));
	json_put_figure(obj, "cpu", w->cpu);
	json_put_figure(obj, "waker_cpu", w->waker_cpu);
	json_put_bool(obj, "by_timer", lc->ev->flags & LATE_TIMER);
	json_put(obj, "links", links_of(lc));
	json_put_figure(obj, "wait_ns", lc->wait_ns);
	json_put_figure(obj, "ipi_ns", lc->ipi_ns);
	for (size_t i = 0; i < lc->share_cnt; i++)
		json_object_array_add(shares, share_of(&lc->shares[i]));
	json_put(obj, "shares", shares);
	json_put_text(obj, "cause", words);
	return obj;
}

static struct json_object *lates_of(const struct report *r)
{
	const struct causes *c = &r->analysis->causes;
	struct json_object *obj = json_object_new_object();
	struct json_object *groups = json_object_new_array(), *worst = json_object_new_array();

	json_put_figure(obj, "count", c->late_cnt);
	json_put_figure(obj, "unstored", c->unstored_cnt);
	json_put_figure(obj, "floor_ns", c->floor_ns);
	json_put_figure(obj, "slack_ns", c->slack_ns);
	json_put_figure(obj, "beyond_ns", c->beyond_ns);
	json_put_figure(obj, "explained_ns", c->explained_ns);
	for (size_t i = 0; i < r->group_cnt; i++)
		json_object_array_add(groups, group_of(&c->groups[i], r->groups[i]));
	json_put(obj, "causes", groups);
	for (size_t i = 0; i < r->late_cnt; i++)
		json_object_array_add(worst, late_of(c->worst[i], r->late_causes[i]));
	json_put(obj, "worst", worst);
	return obj;
}

/* sampled_ns: NO_FIGURE for exact ones. */
static struct json_object *source_of(const struct source_figures *s, uint64_t sampled_ns)
{
	struct json_object *obj = json_object_new_object();
	struct json_object *cpus = json_object_new_array();

	json_put_figure(obj, "sampled_every_ns", sampled_ns);
	json_put(obj, "inside", json_dist(&s->side[1].dist, json_tail_quantiles));
	json_put(obj, "outside", json_dist(&s->side[0].dist, json_tail_quantiles));
	for (size_t i = 0; i < s->cpu_cnt; i++) {
		struct json_object *cpu = json_dist(&s->cpus[i].dist, json_tail_quantiles);

		json_put_figure(cpu, "cpu", s->cpus[i].cpu);
		json_object_array_add(cpus, cpu);
	}
	json_put(obj, "cpus", cpus);
	return obj;
}

static struct json_object *place_of(const struct run_place *p)
{
	struct json_object *obj = json_object_new_object();

	json_put_text(obj, "symbol", p->symbol);
	json_put_figure(obj, "count", p->place.count);
	json_put_figure(obj, "sum_ns", p->place.sum_ns);
	json_put_figure(obj, "max_ns", p->place.max_ns);
	return obj;
}

/* Frames, innermost first. */
static struct json_object *stack_of(const char *frames)
{
	struct json_object *array = json_object_new_array();

	while (frames && *frames) {
		size_t len = strcspn(frames, "\n");
		char frame[128], clean[128];

		snprintf(frame, sizeof(frame), "%.*s", (int)len, frames);
		json_object_array_add(array, json_object_new_string(format_clean(clean,
								sizeof(clean), frame)));
		frames += len + (frames[len] == '\n');
	}
	return array;
}

static struct json_object *window_of(const struct top_window *top)
{
	const struct window_event *ev = &top->window->ev;
	struct json_object *obj = json_object_new_object();

	json_put_figure(obj, "length_ns", top->length_ns);
	json_put_figure(obj, "begin_ns", ev->begin_ns);
	json_put_figure(obj, "cpu", ev->head.cpu);
	json_put_comm(obj, "comm", ev->comm);
	json_put_figure(obj, "tid", ev->tid);
	json_put_text(obj, "begin", top->window->begin);
	json_put_text(obj, "end", top->window->end);
	json_put_figure(obj, "efi_seq", ev->efi_seq ? ev->efi_seq : NO_FIGURE);
	json_put_text(obj, "service", top->call ? efi_service_name(top->call->service) : NULL);
	json_put(obj, "begin_stack", stack_of(top->begin_stack));
	json_put(obj, "end_stack", stack_of(top->end_stack));
	return obj;
}

static void put_windows(struct json_object *obj, const char *key, const struct window_figures *w,
			enum run_hist_source source, enum window_kind kind)
{
	struct json_object *places = json_object_new_array(), *worst = json_object_new_array();
	struct json_object *windows;

	windows = source_of(&w->source[source], NO_FIGURE);
	json_put_figure(windows, "tracing_ns", w->source[source].all.dist.min_ns);
	for (size_t i = 0; i < w->place_cnt[kind]; i++)
		json_object_array_add(places, place_of(w->places[kind][i]));
	json_put(windows, "places", places);
	for (size_t i = 0; i < w->worst_cnt[kind]; i++)
		json_object_array_add(worst, window_of(&w->worst[kind][i]));
	json_put(windows, "worst", worst);
	json_put(obj, key, windows);
}

static void put_term(struct json_object *obj, const char *key, const struct bound_term *t)
{
	struct json_object *term = json_object_new_object();

	json_put_figure(term, "ns", t->ns);
	json_put_bool(term, "at_most", t->at_most);
	json_put_text(term, "begin", t->window ? t->window->begin : NULL);
	json_put(obj, key, term);
}

static struct json_object *bound_of(const struct report *r)
{
	static const char *const irq_from[] = {
		[BOUND_IRQ_NONE] = "none",
		[BOUND_IRQ_WINDOW] = "window",
		[BOUND_IRQ_LATENCY] = "irq_latency",
	};
	const struct bound *b = &r->analysis->bound;
	struct json_object *obj = json_object_new_object();
	bool known = b->state >= BOUND_KNOWN;

	json_put_figure(obj, "bound_ns", known ? b->bound_ns : NO_FIGURE);
	json_put_figure(obj, "seen_ns", b->seen_by ? b->seen_ns : NO_FIGURE);
	json_put_text(obj, "seen_by", b->seen_by);
	json_put_bool(obj, "exceeded", b->state == BOUND_EXCEEDED);
	if (known) {
		put_term(obj, "poid", &b->poid);
		put_term(obj, "psd", &b->psd);
		put_term(obj, "st", &b->st);
		put_term(obj, "irq", &b->irq);
		json_put_text(obj, "irq_from", irq_from[b->irq_from]);
	}
	json_put_text(obj, "words", r->bound);
	return obj;
}

void json_evidence(struct json_object *obj, const struct report *r)
{
	const struct analysis *a = r->analysis;
	const struct window_figures *w = &a->windows;
	const struct source_figures *s = w->source;
	uint64_t period_ns = a->probe_period_ns ? a->probe_period_ns : NO_FIGURE;

	if (a->causes.late_cnt || a->causes.unstored_cnt)
		json_put(obj, "late_wakeups", lates_of(r));
	if (source_seen(&s[RUN_HIST_IRQ]))
		json_put(obj, "irq_latency", source_of(&s[RUN_HIST_IRQ], period_ns));
	if (source_seen(&s[RUN_HIST_PREEMPT_OFF]))
		put_windows(obj, "preempt_off", w, RUN_HIST_PREEMPT_OFF, WINDOW_PREEMPT_OFF);
	if (source_seen(&s[RUN_HIST_IRQ_OFF]))
		put_windows(obj, "irq_off", w, RUN_HIST_IRQ_OFF, WINDOW_IRQ_OFF);
	if (source_seen(&s[RUN_HIST_PREEMPT_OFF_SAMPLED]))
		json_put(obj, "preempt_off_sampled",
			 source_of(&s[RUN_HIST_PREEMPT_OFF_SAMPLED], period_ns));
	if (a->bound.state != BOUND_NOT_WATCHED)
		json_put(obj, "bound", bound_of(r));
}
