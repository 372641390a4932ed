// SPDX-License-Identifier: GPL-2.0-only
#include "reports/text.h"

#include <inttypes.h>
#include <string.h>

#include "reports/format.h"

#define COLUMNS		98
#define VALUE_BYTES	512

void text_wrap(FILE *out, const char *text, int first_column, int indent)
{
	int column = first_column, word = 0;

	while (*text) {
		int len = (int)strcspn(text, " ");

		if (word && column + 1 + len > COLUMNS) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
		} else if (word) {
			fputc(' ', out);
			column++;
		}
		word++;
		fwrite(text, 1, (size_t)len, out);
		column += len;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

void text_clean(FILE *out, const char *value, int width)
{
	char clean[VALUE_BYTES];

	format_clean(clean, sizeof(clean), value);
	if ((int)strlen(clean) > width)
		fprintf(out, "%.*s...", width - 3, clean);
	else
		fputs(clean, out);
}

void text_us(FILE *out, uint64_t ns)
{
	char us[FORMAT_BYTES];

	fprintf(out, " %12s", format_us(us, ns));
}

void text_dist(FILE *out, const char *name, const struct dist *d)
{
	fprintf(out, "  %-24s %9" PRIu64, name, d->count);
	text_us(out, d->q_ns[QUANTILE_P50]);
	text_us(out, d->q_ns[QUANTILE_P99]);
	text_us(out, d->q_ns[QUANTILE_P999]);
	text_us(out, d->max_ns);
	fputc('\n', out);
}

void text_dist_head(FILE *out, const char *name)
{
	fprintf(out, "  %-24s %9s %12s %12s %12s %12s\n", name, "count", "p50", "p99", "p99.9",
		"max");
}
