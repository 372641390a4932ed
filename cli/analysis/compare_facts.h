/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between runs beside their figures; private to cli/analysis. */
#ifndef EFI_LATENCY_COMPARE_FACTS_H
#define EFI_LATENCY_COMPARE_FACTS_H

#include "cli/analysis/compare.h"

/* Fills c->facts from the sides' runs. 0 or -ENOMEM. */
int compare_facts(struct comparison *c, const struct compare_settings *settings);

/* The group that a fact belongs to. */
const char *fact_group(const char *key);
/* Two ways to say the same, e.g. of kernels that print it differently. */
bool fact_equivalent(const char *key, const char *a, const char *b);
bool fact_declared(const char *key, const struct compare_settings *settings);

#endif
