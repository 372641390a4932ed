// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <string.h>

#include "reports/format.h"
#include "reports/text.h"

#define NAME_WIDTH	26

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
		text_clean(out, c->facts[i].key, 90);
		fputc('\n', out);
		for (int side = 0; side < SIDE_CNT; side++)
			put_fact_value(out, &c->facts[i], side);
	}
}

static bool is_ns(const struct metric *m)
{
	return m->unit == METRIC_NS || m->unit == METRIC_NS_PER_S;
}

/* Times are stored as ns and shown as us, counts as they are. */
static const char *format_figure(char out[FORMAT_BYTES], const struct metric *m, uint64_t v)
{
	return is_ns(m) ? format_us(out, v) : format_cnt(out, v);
}

/* The name without its unit, and the unit as shown. */
static void put_name(FILE *out, const struct metric *m)
{
	static const char *const shown[] = { "", "us", "us/s" };
	const char *suffix = m->unit == METRIC_NS_PER_S ? "_ns_per_s" :
			     m->unit == METRIC_NS ? "_ns" : "";
	int len = (int)(strlen(m->name) - strlen(suffix));

	fprintf(out, "  %.*s%*s %-4s", len, m->name, NAME_WIDTH - len, "", shown[m->unit]);
}

static void put_spread(FILE *out, const struct metric *m, const struct spread *s)
{
	char median[FORMAT_BYTES], range[FORMAT_BYTES];

	fprintf(out, " %10s %9s", format_figure(median, m, s->median),
		format_figure(range, m, s->range));
}

static void put_difference(FILE *out, const struct compare_row *row)
{
	char figure[FORMAT_BYTES], signed_figure[FORMAT_BYTES + 1];
	uint64_t size = row->difference < 0 ? -(uint64_t)row->difference :
					      (uint64_t)row->difference;

	if (!row->has_difference) {
		fprintf(out, " %11s %8s\n", "-", "-");
		return;
	}
	snprintf(signed_figure, sizeof(signed_figure), "%s%s", row->difference < 0 ? "-" : "+",
		 format_figure(figure, row->metric, size));
	/* What rounds to nothing has no sign. */
	fprintf(out, " %11s", strspn(figure, "0.") == strlen(figure) ? figure : signed_figure);
	if (row->side[SIDE_BASELINE].median)
		fprintf(out, " %8.4g\n", row->ratio);
	else
		fprintf(out, " %8s\n", "-");
}

static void put_row(FILE *out, const struct compare_row *row)
{
	put_name(out, row->metric);
	for (int side = 0; side < SIDE_CNT; side++)
		put_spread(out, row->metric, &row->side[side]);
	put_difference(out, row);
}

static void put_rows(FILE *out, const struct comparison *c)
{
	const char *label = NULL;

	fputs("\nFigures: median over the runs of a side; range is its largest minus its smallest run\n",
	      out);
	fprintf(out, "  %-*s %-4s %10s %9s %10s %9s %11s %8s\n", NAME_WIDTH, "metric", "", "baseline",
		"range", "candidate", "range", "difference", "ratio");
	for (size_t i = 0; i < c->row_cnt; i++) {
		const struct compare_row *row = &c->rows[i];

		if (label != row->label && row->label[0])
			fprintf(out, "%s\n", row->label);
		label = row->label;
		put_row(out, row);
	}
	if (!c->row_cnt)
		fputs("  none: neither side recorded anything\n", out);
}

static void put_notes(FILE *out, const struct compare_report *r)
{
	const char *const notes[] = { r->invalid, r->exposure };

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

void text_compare(FILE *out, const struct compare_report *report)
{
	fputs("EFI latency comparison\n", out);
	for (int side = 0; side < SIDE_CNT; side++)
		put_side(out, report, side);
	put_facts(out, report->comparison);
	put_rows(out, report->comparison);
	put_notes(out, report);
	fputs("\n  - : no figure: not recorded, one run only, or too few samples for that quantile\n",
	      out);
}
