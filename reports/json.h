/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Renderers for programs: docs/report.schema.json, docs/compare.schema.json,
 * docs/plan.schema.json.
 */
#ifndef EFI_LATENCY_JSON_H
#define EFI_LATENCY_JSON_H

#include <stdio.h>

#include "reports/model.h"

/* 0, -ENOMEM or -EIO. */
int json_report(FILE *out, const struct report *report);
int json_compare(FILE *out, const struct compare_report *report);
int json_plan(FILE *out, const struct plan_report *report);

#endif
