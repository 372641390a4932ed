// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <string.h>

#include "reports/format.h"
#include "reports/text.h"

static void put_side(FILE *out, const struct compare_report *r, enum side side)
{
	const struct compare_side *s = &r->comparison->side[side];
	const char *kernel = run_fact(s->runs[0]->run, "kernel.release");

	fprintf(out, "  %-10s ", side_name(side));
	text_clean(out, r->path[side], 50);
	fprintf(out, ": %zu run%s", s->run_cnt, s->run_cnt == 1 ? "" : "s");
	if (kernel) {
		fputs(", ", out);
		text_clean(out, kernel, 30);
	}
	fputc('\n', out);
}

static const char *fact_words(const struct compare_fact *fact)
{
	if (fact->declared)
		return " (meant to vary)";
	return fact->conflict ? " (NOT declared by --vary)" : "";
}

static void put_fact_value(FILE *out, const struct compare_fact *fact, enum side side)
{
	fprintf(out, "    %-10s ", side_name(side));
	if (fact->varies[side])
		fputs("(varies from run to run) ", out);
	text_clean(out, fact->value[side] ? fact->value[side] : "(absent)",
		   fact->varies[side] ? 57 : 82);
	fputc('\n', out);
}

static void put_facts(FILE *out, const struct comparison *c)
{
	fputs("\nWhat differs beside the figures\n", out);
	if (!c->fact_cnt)
		fputs("  nothing that the runs know of\n", out);
	for (size_t i = 0; i < c->fact_cnt; i++) {
		fputs("  ", out);
		text_clean(out, c->facts[i].key, 70);
		fprintf(out, "%s\n", fact_words(&c->facts[i]));
		for (int side = 0; side < SIDE_CNT; side++)
			put_fact_value(out, &c->facts[i], side);
	}
}

static void put_preemptible(FILE *out, const struct comparison *c)
{
	const enum preemptible *base = c->side[SIDE_BASELINE].preemptible;
	const enum preemptible *cand = c->side[SIDE_CANDIDATE].preemptible;
	int cnt = 0;

	for (unsigned int i = 0; i < EFI_SERVICE_CNT; i++) {
		if (base[i] == PREEMPTIBLE_UNKNOWN && cand[i] == PREEMPTIBLE_UNKNOWN)
			continue;
		if (!cnt++)
			fputs("\nCould a task preempt the firmware?\n", out);
		fprintf(out, "  %-24s baseline: %-8s candidate: %s\n", efi_service_name(i),
			preemptible_name(base[i]), preemptible_name(cand[i]));
	}
}

static void put_limits(FILE *out, const struct compare_report *r)
{
	static const char *const states[] = {
		[LIMIT_KEPT] = "kept",
		[LIMIT_CROSSED] = "CROSSED",
		[LIMIT_UNDECIDED] = "not decided: no such figure, or no second run",
	};

	for (size_t i = 0; i < r->limit_cnt; i++) {
		fputs(i ? "  " : "\nLimits\n  ", out);
		text_clean(out, r->limits[i].limit.text, 48);
		fprintf(out, ": %s\n", states[r->limits[i].state]);
	}
}

static void put_notes(FILE *out, const struct compare_report *r)
{
	const char *const notes[] = { r->invalid, r->replicates, r->exposure };

	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		if (notes[i][0]) {
			fputs("\nnote: ", out);
			text_wrap(out, notes[i], 6, 6);
		}
	for (int side = 0; side < SIDE_CNT; side++)
		if (r->gap[side][0]) {
			fprintf(out, "\n%s: ", side_name(side));
			text_wrap(out, r->gap[side], (int)strlen(side_name(side)) + 2, 2);
		}
}

static void put_method(FILE *out, const struct comparison *c)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "Method: the run is the unit. Quantiles: Welch's t on logarithms of the runs' "
		 "figures; rates: exact conditional intervals, widened by the dispersion between "
		 "runs. Intervals are 95 %%; better and worse need p < 0.05 after Holm's correction "
		 "for %zu tests and a difference beyond the threshold, same an interval within it. "
		 "Nothing is drawn at random: there is no seed. docs/methods.md says why.",
		 c->test_cnt);
	fputc('\n', out);
	text_wrap(out, text, 0, 2);
}

void text_compare(FILE *out, const struct compare_report *report)
{
	fprintf(out, "EFI latency comparison: %s\n", report->overall);
	for (int side = 0; side < SIDE_CNT; side++)
		put_side(out, report, side);
	put_facts(out, report->comparison);
	text_metrics(out, report->comparison);
	put_preemptible(out, report->comparison);
	put_limits(out, report);
	put_notes(out, report);
	put_method(out, report->comparison);
	fprintf(out, "\noverall: %s\n", report->overall);
}
