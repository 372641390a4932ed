// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/limit.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NAME_CHARS	"abcdefghijklmnopqrstuvwxyz0123456789_."
#define NUMBER_CHARS	"0123456789."

/* Longer ones before their own beginnings. */
static const struct {
	const char *text;
	enum limit_op op;
} ops[] = {
	{ ">=", LIMIT_AT_LEAST }, { "<=", LIMIT_AT_MOST }, { "==", LIMIT_IS },
	{ ">", LIMIT_ABOVE }, { "<", LIMIT_BELOW },
};

/* What a number may be followed by, and what it then is in the metric's unit. */
static const struct {
	const char *text;
	enum metric_unit unit;
	double factor;
} units[] = {
	{ "ns", METRIC_NS, 1 }, { "us", METRIC_NS, 1e3 }, { "ms", METRIC_NS, 1e6 },
	{ "s", METRIC_NS, 1e9 }, { "ns/s", METRIC_NS_PER_S, 1 }, { "us/s", METRIC_NS_PER_S, 1e3 },
	{ "ms/s", METRIC_NS_PER_S, 1e6 }, { "ppb", METRIC_PPB, 1 }, { "ppm", METRIC_PPB, 1e3 },
	{ "", METRIC_CNT, 1 },
};

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

static const char *parse_subject(const char *p, struct limit *limit, const char **why)
{
	size_t len = strspn(p, NAME_CHARS);

	limit->metric = metric_find(p, len);
	if (!limit->metric && (len != strlen("verdict") || strncmp(p, "verdict", len))) {
		*why = "no such metric";
		return NULL;
	}
	p += len;
	if (*p != '{')
		return p;
	limit->label = p + 1;
	limit->label_len = strcspn(limit->label, "}");
	if (!limit->metric || !limit->metric->per_service || !limit->label[limit->label_len]) {
		*why = "only metrics of a service take {SERVICE}";
		return NULL;
	}
	return limit->label + limit->label_len + 1;
}

static const char *parse_op(const char *p, struct limit *limit, const char **why)
{
	p = skip_blanks(p);
	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (!strncmp(p, ops[i].text, strlen(ops[i].text))) {
			limit->op = ops[i].op;
			return skip_blanks(p + strlen(ops[i].text));
		}
	*why = "expected one of > >= < <= ==";
	return NULL;
}

static int parse_verdict(const char *p, struct limit *limit, const char **why)
{
	limit->kind = LIMIT_VERDICT;
	if (limit->metric && !metric_judged(limit->metric)) {
		*why = "no verdict is passed on a count or a maximum";
		return -EINVAL;
	}
	for (int v = VERDICT_INCONCLUSIVE; v < VERDICT_CNT; v++)
		if (!strcmp(p, verdict_name(v))) {
			limit->verdict = v;
			return 0;
		}
	*why = "== takes better, worse, same or inconclusive";
	return -EINVAL;
}

static int parse_unit(const char *p, struct limit *limit, const char **why)
{
	if (!strcmp(p, "%")) {
		limit->kind = LIMIT_CHANGE;
		if (metric_judged(limit->metric))
			return 0;
		*why = "no % limit on a count or a maximum";
		return -EINVAL;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(p, units[i].text) && units[i].unit == limit->metric->unit) {
			limit->value *= units[i].factor;
			return 0;
		}
	*why = "the unit does not fit: %, ns us ms s, ns/s us/s ms/s, ppb ppm, or none for calls";
	return -EINVAL;
}

static int parse_number(const char *p, struct limit *limit, const char **why)
{
	const char *digits = p + (*p == '+' || *p == '-');
	size_t len = strspn(digits, NUMBER_CHARS);
	char *end;

	limit->value = strtod(digits, &end);
	if (!limit->metric || !len || end != digits + len) {
		*why = limit->metric ? "expected a number" : "the verdict takes == only";
		return -EINVAL;
	}
	if (*p == '-')
		limit->value = -limit->value;
	return parse_unit(skip_blanks(end), limit, why);
}

int limit_parse(const char *text, struct limit *limit, const char **why)
{
	const char *p = skip_blanks(text);

	*limit = (struct limit){ .text = text };
	p = parse_subject(p, limit, why);
	if (p)
		p = parse_op(p, limit, why);
	if (!p)
		return -EINVAL;
	return limit->op == LIMIT_IS ? parse_verdict(p, limit, why) : parse_number(p, limit, why);
}

static bool beyond(enum limit_op op, double v, double limit)
{
	switch (op) {
	case LIMIT_ABOVE:
		return v > limit;
	case LIMIT_AT_LEAST:
		return v >= limit;
	case LIMIT_BELOW:
		return v < limit;
	default:
		return v <= limit;
	}
}

/* A change counts when the runs show that there is one. */
static enum limit_state check_change(const struct limit *limit, const struct compare_row *row)
{
	const struct estimate *e = &row->estimate;
	double base = (double)row->side[SIDE_BASELINE].figure;

	if (e->of != INTERVAL_RUNS)
		return LIMIT_UNDECIDED;
	if (e->low <= 0 && e->high >= 0)
		return LIMIT_KEPT;
	return beyond(limit->op, e->difference, base * limit->value / 100) ? LIMIT_CROSSED :
									      LIMIT_KEPT;
}

static enum limit_state check_row(const struct limit *limit, const struct compare_row *row)
{
	const struct spread *cand = &row->side[SIDE_CANDIDATE];

	if (limit->kind == LIMIT_VERDICT)
		return row->estimate.verdict == limit->verdict ? LIMIT_CROSSED : LIMIT_KEPT;
	if (!cand->run_cnt)
		return LIMIT_UNDECIDED;
	if (limit->kind == LIMIT_FIGURE)
		return beyond(limit->op, (double)cand->figure, limit->value) ? LIMIT_CROSSED :
									    LIMIT_KEPT;
	return row->has_difference ? check_change(limit, row) : LIMIT_UNDECIDED;
}

static bool concerns(const struct limit *limit, const struct compare_row *row)
{
	return row->metric == limit->metric &&
	       (!limit->label || (strlen(row->label) == limit->label_len &&
				  !memcmp(row->label, limit->label, limit->label_len)));
}

enum limit_state limit_check(const struct limit *limit, const struct comparison *c)
{
	size_t kept = 0, undecided = 0;

	if (!limit->metric)
		return c->verdict == limit->verdict ? LIMIT_CROSSED : LIMIT_KEPT;
	for (size_t i = 0; i < c->row_cnt; i++) {
		enum limit_state state;

		if (!concerns(limit, &c->rows[i]))
			continue;
		state = check_row(limit, &c->rows[i]);
		if (state == LIMIT_CROSSED)
			return state;
		kept += state == LIMIT_KEPT;
		undecided += state == LIMIT_UNDECIDED;
	}
	return kept && !undecided ? LIMIT_KEPT : LIMIT_UNDECIDED;
}
