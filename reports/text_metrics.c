// SPDX-License-Identifier: GPL-2.0-only
/* The table of metrics of a comparison, and the rare events behind it. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "reports/format.h"
#include "reports/text.h"

#define NAME_WIDTH	25

/* Three digits and the unit: seven columns. */
static const char *short_ns(char out[FORMAT_BYTES], uint64_t ns)
{
	static const char *const units[] = { "us", "ms", "s", "ks" };
	double v = (double)ns / 1e3;
	size_t i = 0;

	if (ns == NO_FIGURE || ns < 1000)
		return format_ns(out, ns);
	for (; v >= 999.5 && i + 1 < sizeof(units) / sizeof(units[0]); i++)
		v /= 1e3;
	snprintf(out, FORMAT_BYTES, "%.*f %s", v < 9.995 ? 2 : v < 99.95 ? 1 : 0, v, units[i]);
	return out;
}

static const char *format_figure(char out[FORMAT_BYTES], const struct metric *m, uint64_t v)
{
	switch (m->unit) {
	case METRIC_NS:
	case METRIC_NS_PER_S:
		return short_ns(out, v);
	case METRIC_PPB:
		return format_share(out, v);
	default:
		return format_cnt(out, v);
	}
}

/* The name without its unit, which stands beside each figure. */
static void put_name(FILE *out, const struct metric *m)
{
	static const char *const suffixes[] = { "", "_ns", "_ns_per_s", "_ppb" };
	static const char *const shown[] = { "", "", "_per_s", "" };
	int len = (int)(strlen(m->name) - strlen(suffixes[m->unit]));

	fprintf(out, "  %.*s%-*s", len, m->name, NAME_WIDTH - len, shown[m->unit]);
}

static void put_difference(FILE *out, const struct compare_row *row)
{
	char figure[FORMAT_BYTES], text[FORMAT_BYTES + 1];
	double difference = row->estimate.difference;

	if (!row->has_difference) {
		fprintf(out, " %9s %5s", "-", "-");
		return;
	}
	format_figure(figure, row->metric, (uint64_t)llround(fabs(difference)));
	snprintf(text, sizeof(text), "%s%s",
		 difference < 0 ? "-" : difference > 0 ? "+" : "", figure);
	fprintf(out, " %9s", text);
	fprintf(out, " %5s", row->side[SIDE_BASELINE].figure ?
		format_ratio(figure, row->estimate.ratio) : "-");
}

static void put_interval(FILE *out, const struct estimate *e)
{
	char low[FORMAT_BYTES], high[FORMAT_BYTES], text[2 * FORMAT_BYTES + 3];

	if (isnan(e->ratio_low))
		snprintf(text, sizeof(text), "-");
	else
		snprintf(text, sizeof(text), "%s..%s", format_ratio(low, e->ratio_low),
			 format_ratio(high, e->ratio_high));
	fprintf(out, " %14s%c", text, e->of == INTERVAL_SAMPLES ? '*' : ' ');
}

static void put_row(FILE *out, const struct compare_row *row)
{
	const struct metric *m = row->metric;
	char text[FORMAT_BYTES];

	put_name(out, m);
	for (int side = 0; side < SIDE_CNT; side++)
		fprintf(out, " %8s", format_figure(text, m, row->side[side].figure));
	put_difference(out, row);
	put_interval(out, &row->estimate);
	if (row->estimate.threshold > 0)
		format_figure(text, m, (uint64_t)row->estimate.threshold);
	else
		snprintf(text, sizeof(text), "-");
	fprintf(out, " %8s %s\n", text, verdict_name(row->estimate.verdict));
}

static void put_rows(FILE *out, const struct comparison *c)
{
	const char *label = NULL;

	fprintf(out, "  %-*s %8s %8s %9s %5s %14s  %8s %s\n", NAME_WIDTH, "metric", "baseline",
		"cand.", "diff.", "ratio", "95 % interval", "matters", "verdict");
	for (size_t i = 0; i < c->row_cnt; i++) {
		const struct compare_row *row = &c->rows[i];

		if (label != row->label && row->label[0])
			fprintf(out, "%s\n", row->label);
		label = row->label;
		put_row(out, row);
	}
}

static void put_rate(FILE *out, const struct spread *s)
{
	char low[FORMAT_BYTES], high[FORMAT_BYTES];

	if (s->event_cnt)
		fprintf(out, "%" PRIu64 " in %" PRIu64 ": %s to %s", s->event_cnt, s->sample_cnt,
			format_share(low, s->low), format_share(high, s->high));
	else
		fprintf(out, "0 in %" PRIu64 ": below %s", s->sample_cnt,
			format_share(high, s->high));
	fputs(" at 95 %", out);
}

static void put_exposed(FILE *out, const struct metric *m, const struct spread *s)
{
	char figure[FORMAT_BYTES];

	if (!s->run_cnt)
		fputc('-', out);
	else if (m->kind == METRIC_RATE)
		put_rate(out, s);
	else
		fprintf(out, "%s in %" PRIu64, format_ns(figure, s->figure), s->sample_cnt);
}

/* Rare events mean nothing without how often they could have happened. */
static void put_rare(FILE *out, const struct comparison *c)
{
	char deadline[FORMAT_BYTES];

	fputs("\nRare events and their exposure; a maximum grows with it, and is not judged\n", out);
	if (c->deadline_ns)
		fprintf(out, "  late: beyond %s, where the bin of the deadline ends\n",
			format_ns(deadline, c->deadline_ns));
	for (size_t i = 0; i < c->row_cnt; i++) {
		const struct compare_row *row = &c->rows[i];

		if (row->metric->kind != METRIC_WORST && row->metric->kind != METRIC_RATE)
			continue;
		put_name(out, row->metric);
		fprintf(out, " %s\n    ", row->label);
		for (int side = 0; side < SIDE_CNT; side++) {
			fprintf(out, "%s%s ", side ? "; " : "", side_name(side));
			put_exposed(out, row->metric, &row->side[side]);
		}
		fputc('\n', out);
	}
}

void text_metrics(FILE *out, const struct comparison *c)
{
	fputs("\nFigures of a side: geometric mean of its runs; of maxima the largest, of rates the pooled\n",
	      out);
	if (!c->row_cnt) {
		fputs("  none: neither side recorded anything\n", out);
		return;
	}
	put_rows(out, c);
	fputs("  - : not recorded, not judged, or too few samples    matters: the practical threshold\n",
	      out);
	fputs("  * : inside these boots only; no second run says what another boot would do\n", out);
	put_rare(out, c);
}
