// SPDX-License-Identifier: GPL-2.0-only
/* The bound of the scheduling latency in words, with what it rests on. */
#include <stdio.h>
#include <string.h>

#include "reports/format.h"
#include "reports/sentence.h"

static const char *const irq_words[] = {
	[BOUND_IRQ_NONE] = "no interrupt, as none was seen",
	[BOUND_IRQ_WINDOW] = "one interrupt, the longest seen",
	[BOUND_IRQ_LATENCY] = "one interrupt, for which the largest interrupt latency stands",
};

static const char *term(char out[FORMAT_BYTES], const struct bound_term *t)
{
	char ns[FORMAT_BYTES];

	snprintf(out, FORMAT_BYTES, "%s%.20s", t->at_most ? "at most " : "", format_ns(ns, t->ns));
	return out;
}

static void put_sum(sentence out, const struct analysis *a)
{
	const struct bound *b = &a->bound;
	char sum[FORMAT_BYTES], st[FORMAT_BYTES], poid[FORMAT_BYTES], psd[FORMAT_BYTES];
	char irq[FORMAT_BYTES], watched[FORMAT_BYTES];

	snprintf(out, SENTENCE_BYTES,
		 "%s = max(D_ST %s, D_POID %s) + D_PAIE 0 + D_PSD %s + %s (%s). From exact "
		 "windows, watched for %s; a longer one may come.",
		 format_ns(sum, b->bound_ns), term(st, &b->st), term(poid, &b->poid),
		 term(psd, &b->psd), term(irq, &b->irq), irq_words[b->irq_from],
		 format_ns(watched, a->duration_ns));
}

void sentence_bound(sentence out, const struct analysis *a)
{
	const struct bound *b = &a->bound;
	char seen[FORMAT_BYTES];
	size_t used;

	out[0] = '\0';
	if (b->state == BOUND_NOT_WATCHED)
		return;
	if (b->state == BOUND_NO_WINDOWS) {
		snprintf(out, SENTENCE_BYTES,
			 "none: it takes every window with preemption or interrupts off, which "
			 "only kernels with the preemptirq events "
			 "(CONFIG_PREEMPTIRQ_TRACEPOINTS) tell.");
		return;
	}
	put_sum(out, a);
	used = strlen(out);
	if (!b->seen_by)
		return;
	snprintf(out + used, SENTENCE_BYTES - used, " The largest latency seen is %s (%s)%s",
		 format_ns(seen, b->seen_ns), b->seen_by,
		 b->state == BOUND_EXCEEDED ?
		 ": more than that, so it is no bound here. Interrupts masked by firmware, which "
		 "no event sees, are not in it, nor are tasks of higher priority." : ".");
}
