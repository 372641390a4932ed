// SPDX-License-Identifier: GPL-2.0-only
#include "reports/json_value.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/event.h"
#include "reports/format.h"

void json_put(struct json_object *obj, const char *key, struct json_object *value)
{
	char clean[256];

	/* Keys of facts and losses come from outside too. */
	json_object_object_add(obj, format_clean(clean, sizeof(clean), key), value);
}

void json_put_figure(struct json_object *obj, const char *key, uint64_t figure)
{
	json_put(obj, key, figure == NO_FIGURE ? NULL : json_object_new_uint64(figure));
}

void json_put_number(struct json_object *obj, const char *key, double v)
{
	char text[32];

	snprintf(text, sizeof(text), "%.10g", v);
	json_put(obj, key, isfinite(v) ? json_object_new_double_s(v, text) : NULL);
}

void json_put_bool(struct json_object *obj, const char *key, bool value)
{
	json_put(obj, key, json_object_new_boolean(value));
}

void json_put_text(struct json_object *obj, const char *key, const char *text)
{
	size_t size = text ? strlen(text) + 1 : 0;
	char *clean = text ? malloc(size) : NULL;

	if (clean)
		format_clean(clean, size, text);
	json_put(obj, key, clean ? json_object_new_string(clean) : NULL);
	free(clean);
}

void json_put_comm(struct json_object *obj, const char *key, const char *comm)
{
	char text[EVENT_COMM_LEN + 1] = { 0 };

	memcpy(text, comm, strnlen(comm, EVENT_COMM_LEN));
	json_put_text(obj, key, text);
}

const enum quantile json_phase_quantiles[] = { QUANTILE_P50, QUANTILE_P90, QUANTILE_P99,
						 QUANTILE_CNT };
const enum quantile json_tail_quantiles[] = { QUANTILE_P50, QUANTILE_P99, QUANTILE_P999,
						QUANTILE_CNT };

struct json_object *json_dist(const struct dist *d, const enum quantile *quantiles)
{
	struct json_object *obj = json_object_new_object();

	json_put_figure(obj, "count", d->count);
	for (; *quantiles != QUANTILE_CNT; quantiles++) {
		char key[16];

		snprintf(key, sizeof(key), "%s_ns", quantile_name(*quantiles));
		json_put_figure(obj, key, d->q_ns[*quantiles]);
	}
	json_put_figure(obj, "min_ns", d->min_ns);
	json_put_figure(obj, "max_ns", d->max_ns);
	json_put_figure(obj, "sum_ns", d->count ? d->sum_ns : NO_FIGURE);
	return obj;
}

int json_print(FILE *out, struct json_object *obj)
{
	const char *text = json_object_to_json_string_ext(obj, JSON_C_TO_STRING_PRETTY |
						   JSON_C_TO_STRING_SPACED |
						   JSON_C_TO_STRING_NOSLASHESCAPE);
	int err = text && fputs(text, out) >= 0 && fputc('\n', out) != EOF ? 0 : -EIO;

	json_object_put(obj);
	return err;
}
