// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>

#include "reports/json.h"
#include "reports/json_value.h"

static struct json_object *runs_of(const struct plan_row *row)
{
	struct json_object *array = json_object_new_array();

	for (int i = 0; i < PLAN_LENGTH_CNT; i++) {
		struct json_object *obj = json_object_new_object();

		json_put_figure(obj, "length", plan_lengths[i]);
		json_put_figure(obj, "runs", row->run_cnt[i] ? row->run_cnt[i] : NO_FIGURE);
		json_object_array_add(array, obj);
	}
	return array;
}

static struct json_object *row_of(const struct plan_row *row)
{
	struct json_object *obj = json_object_new_object();

	json_put_text(obj, "metric", row->metric->name);
	json_put_text(obj, "label", row->label[0] ? row->label : NULL);
	json_put_figure(obj, "figure", row->figure);
	json_put_number(obj, "sd", row->sd);
	json_put_number(obj, "sd_within", row->sd_within);
	json_put_bool(obj, "below_threshold", row->below_threshold);
	json_put(obj, "needed", runs_of(row));
	return obj;
}

int json_plan(FILE *out, const struct plan_report *r)
{
	struct json_object *obj = json_object_new_object();
	struct json_object *rows = json_object_new_array();

	if (!obj || !rows)
		return -ENOMEM;
	json_put(obj, "schema", json_object_new_int(JSON_SCHEMA));
	json_put_text(obj, "kind", "plan");
	json_put_bool(obj, "valid", !r->invalid[0]);
	json_put_text(obj, "path", r->path);
	json_put_figure(obj, "runs", r->plan->run_cnt);
	json_put_figure(obj, "run_ns", r->plan->run_ns);
	json_put_number(obj, "change", r->plan->change);
	json_put_number(obj, "power", PLAN_POWER);
	json_put_figure(obj, "tests", r->plan->test_cnt);
	for (size_t i = 0; i < r->plan->row_cnt; i++)
		json_object_array_add(rows, row_of(&r->plan->rows[i]));
	json_put(obj, "metrics", rows);
	return json_print(out, obj);
}
