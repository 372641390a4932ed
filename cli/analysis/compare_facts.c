// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/compare_facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What the run itself knows, listed beside the facts of the host. */
static const struct {
	const char *key;
	size_t offset;
} run_fields[] = {
	{ "run.command", offsetof(struct run, command) },
	{ "run.options", offsetof(struct run, options) },
	{ "run.recorder", offsetof(struct run, recorder) },
};

#define FIELD_CNT (sizeof(run_fields) / sizeof(run_fields[0]))

static const char *value_of(const struct run *run, const char *key)
{
	for (size_t i = 0; i < FIELD_CNT; i++)
		if (!strcmp(key, run_fields[i].key))
			return *(char *const *)((const char *)run + run_fields[i].offset);
	return run_fact(run, key);
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* What is not known of one of them is no conflict. */
static bool conflicts(const char *key, const char *a, const char *b)
{
	return a && b && strcmp(a, b) && !fact_equivalent(key, a, b);
}

/* Compares one run's value with the fact's; known is the first that any run knows. */
static void compare_value(struct compare_fact *fact, enum side s, const char *value,
			  const char **known)
{
	fact->varies[s] |= !same(fact->value[s], value);
	fact->conflict |= conflicts(fact->key, *known, value);
	if (!*known)
		*known = value;
}

/* Whether any run differs; fills the fact. */
static bool differs(const struct comparison *c, const char *key, struct compare_fact *fact)
{
	const char *known = NULL;

	*fact = (struct compare_fact){ .key = key, .group = fact_group(key) };
	for (int s = 0; s < SIDE_CNT; s++) {
		const struct compare_side *side = &c->side[s];

		fact->value[s] = value_of(side->runs[0]->run, key);
		for (size_t i = 0; i < side->run_cnt; i++)
			compare_value(fact, s, value_of(side->runs[i]->run, key), &known);
	}
	return !same(fact->value[SIDE_BASELINE], fact->value[SIDE_CANDIDATE]) ||
	       fact->varies[SIDE_BASELINE] || fact->varies[SIDE_CANDIDATE];
}

static int by_key(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Every key of every run, once, in order. */
static size_t collect_keys(const struct comparison *c, const char **keys)
{
	size_t cnt = 0, unique = 0;

	for (size_t i = 0; i < FIELD_CNT; i++)
		keys[cnt++] = run_fields[i].key;
	for (int s = 0; s < SIDE_CNT; s++)
		for (size_t i = 0; i < c->side[s].run_cnt; i++) {
			const struct run *run = c->side[s].runs[i]->run;

			for (size_t k = 0; k < run->fact_cnt; k++)
				keys[cnt++] = run->facts[k].key;
		}
	qsort(keys, cnt, sizeof(*keys), by_key);
	for (size_t i = 0; i < cnt; i++)
		if (!unique || strcmp(keys[unique - 1], keys[i]))
			keys[unique++] = keys[i];
	return unique;
}

static size_t key_limit(const struct comparison *c)
{
	size_t cnt = FIELD_CNT;

	for (int s = 0; s < SIDE_CNT; s++)
		for (size_t i = 0; i < c->side[s].run_cnt; i++)
			cnt += c->side[s].runs[i]->run->fact_cnt;
	return cnt;
}

int compare_facts(struct comparison *c, const struct compare_settings *settings)
{
	size_t limit = key_limit(c), cnt;
	const char **keys = malloc(limit * sizeof(*keys));

	c->facts = malloc(limit * sizeof(*c->facts));
	if (!keys || !c->facts) {
		free(keys);
		return -ENOMEM;
	}
	cnt = collect_keys(c, keys);
	for (size_t i = 0; i < cnt; i++) {
		struct compare_fact *fact = &c->facts[c->fact_cnt];

		if (!differs(c, keys[i], fact))
			continue;
		fact->declared = fact_declared(fact->key, settings);
		c->undeclared_cnt += fact->conflict && !fact->declared;
		c->fact_cnt++;
	}
	free(keys);
	return 0;
}
