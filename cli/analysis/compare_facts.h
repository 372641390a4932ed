/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between runs beside their figures; private to cli/analysis. */
#ifndef EFI_LATENCY_COMPARE_FACTS_H
#define EFI_LATENCY_COMPARE_FACTS_H

#include "cli/analysis/compare.h"

/* Fills c->facts from the sides' runs. 0 or -ENOMEM. */
int compare_facts(struct comparison *c);

#endif
