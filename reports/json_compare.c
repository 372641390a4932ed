// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>

#include "reports/json.h"
#include "reports/json_value.h"

static struct json_object *side_of(const struct compare_report *r, enum side side)
{
	const struct compare_side *s = &r->comparison->side[side];
	struct json_object *obj = json_object_new_object();

	json_put_text(obj, "path", r->path[side]);
	json_put_figure(obj, "runs", s->run_cnt);
	json_put_figure(obj, "invalid_runs", s->invalid_cnt);
	json_put_text(obj, "gap", r->gap[side][0] ? r->gap[side] : NULL);
	return obj;
}

static struct json_object *fact_of(const struct compare_fact *fact)
{
	struct json_object *obj = json_object_new_object();
	struct json_object *varies = json_object_new_array();

	json_put_text(obj, "key", fact->key);
	for (int side = 0; side < SIDE_CNT; side++) {
		json_put_text(obj, side_name(side), fact->value[side]);
		if (fact->varies[side])
			json_object_array_add(varies, json_object_new_string(side_name(side)));
	}
	json_put(obj, "varies_within", varies);
	json_put_text(obj, "group", fact->group);
	json_put_bool(obj, "conflict", fact->conflict);
	json_put_bool(obj, "declared", fact->declared);
	return obj;
}

static struct json_object *facts_of(const struct comparison *c)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < c->fact_cnt; i++)
		json_object_array_add(array, fact_of(&c->facts[i]));
	return array;
}

static struct json_object *spread_of(const struct spread *s, const struct metric *m)
{
	struct json_object *obj = json_object_new_object();

	json_put_figure(obj, "runs", s->run_cnt);
	json_put_figure(obj, "figure", s->figure);
	json_put_figure(obj, "median", s->median);
	json_put_figure(obj, "min", s->min);
	json_put_figure(obj, "max", s->max);
	json_put_figure(obj, "low", s->low);
	json_put_figure(obj, "high", s->high);
	json_put_figure(obj, "samples", s->sample_cnt);
	json_put_figure(obj, "events", m->kind == METRIC_RATE && s->run_cnt ? s->event_cnt :
									     NO_FIGURE);
	return obj;
}

static void put_estimate(struct json_object *obj, const struct compare_row *row)
{
	static const char *const of[] = { "none", "runs", "samples" };
	const struct estimate *e = &row->estimate;
	bool has_ratio = row->has_difference && row->side[SIDE_BASELINE].figure;

	json_put_text(obj, "interval_of", of[e->of]);
	json_put_number(obj, "difference", row->has_difference ? e->difference : NAN);
	json_put_number(obj, "difference_low", e->of ? e->low : NAN);
	json_put_number(obj, "difference_high", e->of ? e->high : NAN);
	json_put_number(obj, "ratio", has_ratio ? e->ratio : NAN);
	json_put_number(obj, "ratio_low", e->ratio_low);
	json_put_number(obj, "ratio_high", e->ratio_high);
	json_put_number(obj, "threshold", e->threshold > 0 ? e->threshold : NAN);
	json_put_number(obj, "p", e->p);
	json_put_number(obj, "p_holm", e->p_holm);
}

static const char *verdict_text(enum verdict verdict)
{
	return verdict == VERDICT_NONE ? NULL : verdict_name(verdict);
}

static struct json_object *row_of(const struct compare_row *row)
{
	const struct metric *m = row->metric;
	struct json_object *obj = json_object_new_object();

	json_put_text(obj, "metric", m->name);
	json_put_text(obj, "label", row->label[0] ? row->label : NULL);
	json_put_text(obj, "unit", metric_unit_name(m->unit));
	json_put_text(obj, "better", metric_direction_name(m->direction));
	json_put_figure(obj, "min_samples", metric_min_sample_cnt(m));
	for (int side = 0; side < SIDE_CNT; side++)
		json_put(obj, side_name(side), spread_of(&row->side[side], m));
	put_estimate(obj, row);
	json_put_text(obj, "verdict", verdict_text(row->estimate.verdict));
	return obj;
}

static struct json_object *preemptible_of(const struct comparison *c)
{
	struct json_object *obj = json_object_new_object();

	for (unsigned int i = 0; i < EFI_SERVICE_CNT; i++) {
		struct json_object *sides;

		if (c->side[0].preemptible[i] == PREEMPTIBLE_UNKNOWN &&
		    c->side[1].preemptible[i] == PREEMPTIBLE_UNKNOWN)
			continue;
		sides = json_object_new_object();
		for (int side = 0; side < SIDE_CNT; side++)
			json_put_text(sides, side_name(side),
				      preemptible_name(c->side[side].preemptible[i]));
		json_put(obj, efi_service_name(i), sides);
	}
	return obj;
}

static struct json_object *limits_of(const struct compare_report *r)
{
	static const char *const states[] = {
		[LIMIT_KEPT] = "kept",
		[LIMIT_CROSSED] = "crossed",
		[LIMIT_UNDECIDED] = "undecided",
	};
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < r->limit_cnt; i++) {
		struct json_object *obj = json_object_new_object();

		json_put_text(obj, "limit", r->limits[i].limit.text);
		json_put_text(obj, "state", states[r->limits[i].state]);
		json_object_array_add(array, obj);
	}
	return array;
}

static struct json_object *method_of(const struct comparison *c)
{
	struct json_object *obj = json_object_new_object();

	json_put_text(obj, "quantiles", "Welch's t on the logarithms of run-level figures");
	json_put_text(obj, "rates",
		      "exact conditional intervals, widened by the dispersion between runs");
	json_put_text(obj, "correction", "Holm");
	json_put_figure(obj, "tests", c->test_cnt);
	json_put_number(obj, "confidence", 0.95);
	/* Nothing is drawn at random. */
	json_put(obj, "seed", NULL);
	return obj;
}

static struct json_object *rows_of(const struct comparison *c)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < c->row_cnt; i++)
		json_object_array_add(array, row_of(&c->rows[i]));
	return array;
}

int json_compare(FILE *out, const struct compare_report *r)
{
	const struct comparison *c = r->comparison;
	struct json_object *obj = json_object_new_object();

	if (!obj)
		return -ENOMEM;
	json_put(obj, "schema", json_object_new_int(JSON_SCHEMA));
	json_put_text(obj, "kind", "compare");
	json_put_bool(obj, "valid", !r->invalid[0]);
	json_put_bool(obj, "comparable", !r->undeclared[0]);
	json_put_text(obj, "verdict", verdict_name(c->verdict));
	json_put_text(obj, "overall", r->overall);
	for (int side = 0; side < SIDE_CNT; side++)
		json_put(obj, side_name(side), side_of(r, side));
	json_put(obj, "differs", facts_of(c));
	json_put_figure(obj, "deadline_ns", c->deadline_ns ? c->deadline_ns : NO_FIGURE);
	json_put(obj, "method", method_of(c));
	json_put(obj, "metrics", rows_of(c));
	json_put(obj, "preemptible", preemptible_of(c));
	json_put(obj, "limits", limits_of(r));
	json_put_text(obj, "note", r->exposure[0] ? r->exposure : NULL);
	return json_print(out, obj);
}
