/* SPDX-License-Identifier: GPL-2.0-only */
/* Causes in words, no word more than the data says; private to reports. */
#ifndef EFI_LATENCY_SENTENCE_H
#define EFI_LATENCY_SENTENCE_H

#include "reports/model.h"

void sentence_cause(sentence out, const struct worst_wakeup *w);
/* "" when there is no gap to explain. */
void sentence_gap(sentence out, const struct gap *gap);
/* The main cause of a late wakeup, and the second where it is a tenth or more. */
void sentence_late(sentence out, const struct late_cause *lc);
/* A cause by itself, whichever process it was. */
void sentence_group(sentence out, const struct cause_group *group);
/* How much of the latency has a cause, and what is missing. */
void sentence_explained(sentence out, const struct analysis *a);
/* "" where the run does not know of windows. */
void sentence_bound(sentence out, const struct analysis *a);

#endif
