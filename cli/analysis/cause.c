// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/cause.h"

#include <errno.h>
#include <stdlib.h>

#include "cli/analysis/cause_parts.h"
#include "cli/analysis/cause_rule.h"
#include "cli/analysis/dist.h"

/* The moments of a chain; those not known are where the next one is. */
struct chain {
	uint64_t at_ns[LINK_CNT + 1];
};

/* Who had the CPU; nobody is named for what passed before the list. */
static const struct occupant *occupant_at(const struct late_event *ev, uint64_t ns,
					  uint64_t *until_ns)
{
	const struct occupant *now = NULL;

	for (uint32_t i = 0; i < ev->occupant_cnt && i < LATE_OCCUPANT_CNT; i++) {
		const struct occupant *o = &ev->occupant[i];

		if (o->since_ns <= ns)
			now = o;
		else if (o->since_ns < *until_ns)
			*until_ns = o->since_ns;
	}
	return now && now->tid == ev->wakeup.tid ? NULL : now;
}

static void cut_at(uint64_t *until_ns, uint64_t ns, uint64_t cut_ns)
{
	if (cut_ns > ns && cut_ns < *until_ns)
		*until_ns = cut_ns;
}

/* Looks around, and says until when nothing changes. */
static uint64_t look(struct moment *m, struct cursor *cursors, uint64_t until_ns)
{
	const struct efi_call_event *call;

	for (int i = 0; i < SOURCE_CNT; i++)
		m->cover[i] = cursor_cover(&cursors[i], m->ns, &until_ns);
	m->occupant = m->link >= LINK_ENQUEUE ? occupant_at(m->ev, m->ns, &until_ns) : NULL;
	call = moment_call(m);
	if (call) {
		cut_at(&until_ns, m->ns, call->door_ns);
		cut_at(&until_ns, m->ns, call->return_ns);
	}
	return until_ns;
}

static bool keeps_interrupts_out(enum cause_kind kind)
{
	return kind <= CAUSE_MASKED;
}

/* One link of the chain, on the CPU where its next step had to happen. */
static int walk_link(struct share_pool *pool, struct late_cause *lc, struct moment *m,
		     const struct holds *e, const struct chain *chain)
{
	const struct wakeup_event *w = &m->ev->wakeup;
	unsigned int cpu = m->link < LINK_ENQUEUE ? w->waker_cpu : w->cpu;
	uint64_t end_ns = chain->at_ns[m->link + 1];
	struct cursor cursors[SOURCE_CNT];
	int err = 0;

	m->ns = chain->at_ns[m->link];
	for (int i = 0; i < SOURCE_CNT; i++)
		cursors[i] = cursor_at(&e->source[i], i == SOURCE_ALL_CPUS ? 0 : cpu, m->ns);
	while (m->ns < end_ns && !err) {
		uint64_t until_ns = look(m, cursors, end_ns);
		struct cause_share s = moment_share(m, until_ns - m->ns);

		if (m->link >= LINK_ENQUEUE && w->waker_cpu != w->cpu &&
		    keeps_interrupts_out(s.kind))
			lc->ipi_ns += s.ns;
		err = share_add(pool, &s);
		m->ns = until_ns;
	}
	return err;
}

/* Clamps what is not known, or cannot be, to its successor. */
static void follow(struct late_cause *lc, struct chain *chain)
{
	const struct late_event *ev = lc->ev;
	bool timer = ev->flags & LATE_TIMER;
	const uint64_t known_ns[LINK_CNT + 1] = {
		timer ? ev->due_ns : 0, timer ? ev->expire_ns : 0, ev->wakeup.waking_ns,
		ev->enqueued_ns, ev->wakeup.run_ns,
	};
	uint64_t next_ns = ev->wakeup.run_ns;

	for (int i = LINK_CNT; i >= 0; i--) {
		bool known = known_ns[i] && known_ns[i] <= next_ns;

		/* Enqueued is between waking and run, or not known. */
		if (i == LINK_CNT - 1 && known_ns[i] < known_ns[i - 1])
			known = false;
		chain->at_ns[i] = known ? known_ns[i] : next_ns;
		if (i == LINK_CNT - 1 && !known)
			chain->at_ns[i] = ev->wakeup.waking_ns < next_ns ? ev->wakeup.waking_ns :
									   next_ns;
		next_ns = chain->at_ns[i];
	}
	lc->latency_ns = chain->at_ns[LINK_CNT] - chain->at_ns[0];
	lc->wait_ns = chain->at_ns[LINK_CNT] - chain->at_ns[LINK_ENQUEUE];
	for (int i = 0; i < LINK_CNT; i++)
		lc->link_ns[i] = known_ns[i] == chain->at_ns[i] &&
				 known_ns[i + 1] == chain->at_ns[i + 1] ?
				 chain->at_ns[i + 1] - chain->at_ns[i] : NO_FIGURE;
}

static int judge_late(struct share_pool *pool, struct late_cause *lc, const struct run *run,
		      const struct holds *e)
{
	struct moment m = { .run = run, .ev = lc->ev };
	size_t first = pool->cnt;
	struct chain chain;
	int err = 0;

	follow(lc, &chain);
	for (m.link = 0; m.link < LINK_CNT && !err; m.link++)
		err = walk_link(pool, lc, &m, e, &chain);
	if (!err)
		err = shares_of_late(pool, first);
	lc->share_cnt = pool->cnt - first;
	return err;
}

static int by_latency(const void *a, const void *b)
{
	const struct late_cause *x = *(const struct late_cause *const *)a;
	const struct late_cause *y = *(const struct late_cause *const *)b;

	if (x->latency_ns != y->latency_ns)
		return x->latency_ns < y->latency_ns ? 1 : -1;
	return (x > y) - (x < y);
}

static int find_worst(struct causes *c)
{
	c->worst = malloc((c->late_cnt + 1) * sizeof(*c->worst));
	if (!c->worst)
		return -ENOMEM;
	for (size_t i = 0; i < c->late_cnt; i++)
		c->worst[i] = &c->lates[i];
	qsort(c->worst, c->late_cnt, sizeof(*c->worst), by_latency);
	return 0;
}

static int judge_all(struct causes *c, const struct run *run)
{
	struct share_pool pool = { .slack_ns = c->slack_ns };
	struct holds e;
	int err = holds_new(&e, run, c->slack_ns);

	if (err)
		return err;
	for (size_t i = 0; i < run->late_cnt && !err; i++) {
		c->lates[i].ev = &run->lates[i].ev;
		err = judge_late(&pool, &c->lates[i], run, &e);
	}
	holds_drop(&e);
	c->shares = pool.at;
	c->share_cnt = pool.cnt;
	c->late_cnt = err ? 0 : run->late_cnt;
	/* The pool moved while it grew. */
	for (size_t i = 0, first = 0; i < c->late_cnt; first += c->lates[i++].share_cnt)
		c->lates[i].shares = pool.at + first;
	return err;
}

static uint64_t between(uint64_t ns, uint64_t least_ns, uint64_t most_ns)
{
	if (ns < least_ns)
		return least_ns;
	return ns < most_ns ? ns : most_ns;
}

int causes_new(struct causes *c, const struct run *run, uint64_t slack_ns)
{
	int err;

	*c = (struct causes){
		.floor_ns = run_counter(run, "late_floor_ns"),
		.slack_ns = between(slack_ns, SCHEDULING_LEAST_NS, SCHEDULING_MOST_NS),
		.unstored_cnt = run_counter(run, "late_unstored"),
		.lates = calloc(run->late_cnt + 1, sizeof(*c->lates)),
	};
	err = c->lates ? judge_all(c, run) : -ENOMEM;
	if (!err)
		err = find_worst(c);
	if (!err)
		err = causes_group(c);
	if (err)
		causes_drop(c);
	return err;
}

void causes_drop(struct causes *c)
{
	free(c->worst);
	free(c->lates);
	free(c->shares);
	free(c->groups);
	*c = (struct causes){ 0 };
}
