/* SPDX-License-Identifier: GPL-2.0-only */
/* Causes in words, no word more than the data says; private to reports. */
#ifndef EFI_LATENCY_SENTENCE_H
#define EFI_LATENCY_SENTENCE_H

#include "reports/model.h"

void sentence_cause(sentence out, const struct worst_wakeup *w);
/* "" when there is no gap to explain. */
void sentence_gap(sentence out, const struct gap *gap);

#endif
