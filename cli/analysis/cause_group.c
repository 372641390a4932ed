// SPDX-License-Identifier: GPL-2.0-only
/* Pieces of a wait into its shares; shares of a run into groups. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/analysis/cause_parts.h"

static const char *const kind_names[CAUSE_KIND_CNT] = {
	[CAUSE_ALL_CPUS] = "all_cpus",
	[CAUSE_FIRMWARE_MASKED] = "firmware_masked",
	[CAUSE_IRQ_OFF] = "irq_off",
	[CAUSE_MASKED] = "masked",
	[CAUSE_EFI_PREEMPT_OFF] = "efi_preempt_off",
	[CAUSE_PREEMPT_OFF] = "preempt_off",
	[CAUSE_KERNEL_HELD] = "kernel_held",
	[CAUSE_PRIORITY] = "priority",
	[CAUSE_IDLE_EXIT] = "idle_exit",
	[CAUSE_INTERRUPT] = "interrupt",
	[CAUSE_SCHEDULING] = "scheduling",
	[CAUSE_UNEXPLAINED] = "unexplained",
};

const char *cause_kind_name(enum cause_kind kind)
{
	return kind_names[kind];
}

const char *late_link_name(enum late_link link)
{
	static const char *const names[LINK_CNT] = { "expire", "waking", "enqueue", "run" };

	return names[link];
}

int share_add(struct share_pool *pool, const struct cause_share *share)
{
	if (pool->cnt == pool->max) {
		size_t max = pool->max ? 2 * pool->max : 64;
		struct cause_share *at = realloc(pool->at, max * sizeof(*at));

		if (!at)
			return -ENOMEM;
		pool->at = at;
		pool->max = max;
	}
	pool->at[pool->cnt++] = *share;
	return 0;
}

#define ORDER(a, b)	(((a) > (b)) - ((a) < (b)))

static const char *begin_of(const struct cause_share *s)
{
	return s->window && s->window->begin ? s->window->begin : "";
}

static int by_object(const void *a, const void *b)
{
	const struct cause_share *x = a, *y = b;
	int order = ORDER(x->kind, y->kind);

	order = order ? order : ORDER(x->efi_seq, y->efi_seq);
	order = order ? order : strcmp(begin_of(x), begin_of(y));
	order = order ? order : ORDER(x->tid, y->tid);
	order = order ? order : ORDER(x->prio, y->prio);
	/* The longest piece first: it stands for them. */
	order = order ? order : ORDER(y->ns, x->ns);
	order = order ? order : ORDER(x->window, y->window);
	return order ? order : ORDER(x->comm, y->comm);
}

static bool same_object(const struct cause_share *x, const struct cause_share *y)
{
	return x->kind == y->kind && x->efi_seq == y->efi_seq &&
	       !strcmp(begin_of(x), begin_of(y)) && x->tid == y->tid && x->prio == y->prio;
}

static int by_ns(const void *a, const void *b)
{
	const struct cause_share *x = a, *y = b;

	return x->ns != y->ns ? ORDER(y->ns, x->ns) : by_object(a, b);
}

static size_t merge(struct cause_share *s, size_t cnt)
{
	size_t merged = 0;

	qsort(s, cnt, sizeof(*s), by_object);
	for (size_t i = 0; i < cnt; i++) {
		if (merged && same_object(&s[merged - 1], &s[i]))
			s[merged - 1].ns += s[i].ns;
		else
			s[merged++] = s[i];
	}
	return merged;
}

static uint64_t sum_of(const struct cause_share *s, size_t cnt, enum cause_kind kind)
{
	uint64_t ns = 0;

	for (size_t i = 0; i < cnt; i++)
		ns += s[i].kind == kind ? s[i].ns : 0;
	return ns;
}

/* A lower priority that kept the CPU for so short was on its way off it. */
static void forgive_held(struct cause_share *s, size_t cnt, uint64_t slack_ns)
{
	if (sum_of(s, cnt, CAUSE_KERNEL_HELD) >= slack_ns)
		return;
	for (size_t i = 0; i < cnt; i++)
		if (s[i].kind == CAUSE_KERNEL_HELD)
			s[i] = (struct cause_share){ .ns = s[i].ns, .kind = CAUSE_SCHEDULING };
}

/* What is left over is the scheduler's work, as far as that takes. */
static int split_rest(struct share_pool *pool, size_t first)
{
	uint64_t rest_ns = 0, work_ns;
	size_t cnt = first;

	for (size_t i = first; i < pool->cnt; i++)
		if (pool->at[i].kind == CAUSE_UNEXPLAINED)
			rest_ns += pool->at[i].ns;
		else
			pool->at[cnt++] = pool->at[i];
	pool->cnt = cnt;
	work_ns = rest_ns < pool->slack_ns ? rest_ns : pool->slack_ns;
	if (work_ns) {
		const struct cause_share work = { .ns = work_ns, .kind = CAUSE_SCHEDULING };
		int err = share_add(pool, &work);

		if (err)
			return err;
	}
	if (rest_ns > work_ns) {
		const struct cause_share rest = { .ns = rest_ns - work_ns,
						  .kind = CAUSE_UNEXPLAINED };

		return share_add(pool, &rest);
	}
	return 0;
}

int shares_of_late(struct share_pool *pool, size_t first)
{
	int err;

	if (pool->cnt == first)
		return 0;
	forgive_held(pool->at + first, pool->cnt - first, pool->slack_ns);
	err = split_rest(pool, first);
	if (err)
		return err;
	pool->cnt = first + merge(pool->at + first, pool->cnt - first);
	qsort(pool->at + first, pool->cnt - first, sizeof(*pool->at), by_ns);
	return 0;
}

/* A share on its way into its group. */
struct member {
	const struct cause_share *share;
	bool main;
};

static int by_comm(const char *x, const char *y)
{
	if (!x || !y)
		return ORDER(!!x, !!y);
	return strncmp(x, y, EVENT_COMM_LEN);
}

/* The same thing, in whichever late wakeup: a task by its name, as its number changes. */
static int by_thing(const struct cause_share *x, const struct cause_share *y)
{
	int order = ORDER(x->kind, y->kind);

	order = order ? order : ORDER(x->call ? x->call->service : 0,
				      y->call ? y->call->service : 0);
	order = order ? order : by_comm(x->call ? x->call->comm : NULL,
					y->call ? y->call->comm : NULL);
	order = order ? order : strcmp(begin_of(x), begin_of(y));
	return order ? order : by_comm(x->comm, y->comm);
}

static int by_member(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = by_thing(x->share, y->share);

	order = order ? order : ORDER(y->share->ns, x->share->ns);
	return order ? order : ORDER(x->share, y->share);
}

static int by_total(const void *a, const void *b)
{
	const struct cause_group *x = a, *y = b;

	return x->total_ns != y->total_ns ? ORDER(y->total_ns, x->total_ns) :
					    by_thing(x->share, y->share);
}

static void add_group(struct causes *c, const struct member *m)
{
	struct cause_group *g = c->group_cnt ? &c->groups[c->group_cnt - 1] : NULL;

	if (!g || by_thing(g->share, m->share)) {
		g = &c->groups[c->group_cnt++];
		*g = (struct cause_group){ .share = m->share };
	}
	g->total_ns += m->share->ns;
	g->main_cnt += m->main;
}

static void explain(struct causes *c, const struct late_cause *lc)
{
	uint64_t beyond_ns = lc->latency_ns > c->floor_ns ? lc->latency_ns - c->floor_ns : 0;
	uint64_t rest_ns = sum_of(lc->shares, lc->share_cnt, CAUSE_UNEXPLAINED);

	c->beyond_ns += beyond_ns;
	c->explained_ns += beyond_ns > rest_ns ? beyond_ns - rest_ns : 0;
}

int causes_group(struct causes *c)
{
	struct member *members = malloc((c->share_cnt + 1) * sizeof(*members));
	size_t cnt = 0;

	c->groups = malloc((c->share_cnt + 1) * sizeof(*c->groups));
	if (!members || !c->groups) {
		free(members);
		return -ENOMEM;
	}
	for (size_t i = 0; i < c->late_cnt; i++) {
		explain(c, &c->lates[i]);
		for (size_t k = 0; k < c->lates[i].share_cnt; k++)
			members[cnt++] = (struct member){ &c->lates[i].shares[k], !k };
	}
	qsort(members, cnt, sizeof(*members), by_member);
	for (size_t i = 0; i < cnt; i++)
		add_group(c, &members[i]);
	qsort(c->groups, c->group_cnt, sizeof(*c->groups), by_total);
	free(members);
	return 0;
}
