// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

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
	json_put_figure(obj, "median", s->median);
	json_put_figure(obj, "min", s->min);
	json_put_figure(obj, "max", s->max);
	json_put_figure(obj, "samples", m->sample_cnt ? s->sample_cnt : NO_FIGURE);
	return obj;
}

static void put_difference(struct json_object *obj, const struct compare_row *row)
{
	bool has_ratio = row->has_difference && row->side[SIDE_BASELINE].median;
	char text[32];

	json_put(obj, "difference", row->has_difference ?
		 json_object_new_int64(row->difference) : NULL);
	snprintf(text, sizeof(text), "%.6g", row->ratio);
	json_put(obj, "ratio", has_ratio ? json_object_new_double_s(row->ratio, text) : NULL);
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
	put_difference(obj, row);
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
	struct json_object *obj = json_object_new_object();

	if (!obj)
		return -ENOMEM;
	json_put(obj, "schema", json_object_new_int(JSON_SCHEMA));
	json_put_text(obj, "kind", "compare");
	json_put_bool(obj, "valid", !r->invalid[0]);
	for (int side = 0; side < SIDE_CNT; side++)
		json_put(obj, side_name(side), side_of(r, side));
	json_put(obj, "differs", facts_of(r->comparison));
	json_put(obj, "metrics", rows_of(r->comparison));
	json_put_text(obj, "note", r->exposure[0] ? r->exposure : NULL);
	return json_print(out, obj);
}
