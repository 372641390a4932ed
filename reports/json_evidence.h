/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run knows of causes, for programs; private to reports. */
#ifndef EFI_LATENCY_JSON_EVIDENCE_H
#define EFI_LATENCY_JSON_EVIDENCE_H

#include <json-c/json.h>

#include "reports/model.h"

/* Adds late_wakeups, irq_latency, windows and bound, as far as the run knows of them. */
void json_evidence(struct json_object *obj, const struct report *r);

#endif
