/* SPDX-License-Identifier: GPL-2.0-only */
/* json-c in fewer words; private to reports. */
#ifndef EFI_LATENCY_JSON_VALUE_H
#define EFI_LATENCY_JSON_VALUE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/analysis/dist.h"

#define JSON_SCHEMA	1

/* Each adds a member to an object. A figure that there is not is null. */
void json_put(struct json_object *obj, const char *key, struct json_object *value);
void json_put_figure(struct json_object *obj, const char *key, uint64_t figure);
/* Ten digits; NAN and infinity are null. */
void json_put_number(struct json_object *obj, const char *key, double v);
void json_put_bool(struct json_object *obj, const char *key, bool value);
/* Text from outside, cleaned; NULL is null. */
void json_put_text(struct json_object *obj, const char *key, const char *text);
/* comm of an event: maybe without an end. */
void json_put_comm(struct json_object *obj, const char *key, const char *comm);

/* Which quantiles of a distribution become members; QUANTILE_CNT ends a list. */
extern const enum quantile json_phase_quantiles[];
extern const enum quantile json_tail_quantiles[];
struct json_object *json_dist(const struct dist *d, const enum quantile *quantiles);

/* Prints and drops the object. 0 or -EIO. */
int json_print(FILE *out, struct json_object *obj);

#endif
