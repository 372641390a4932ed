// SPDX-License-Identifier: GPL-2.0-only
#include "reports/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bpf/event.h"
#include "cli/analysis/dist.h"

const char *format_us(char out[FORMAT_BYTES], uint64_t ns)
{
	if (ns == NO_FIGURE)
		snprintf(out, FORMAT_BYTES, "-");
	else
		snprintf(out, FORMAT_BYTES, "%.2f", (double)ns / 1e3);
	return out;
}

const char *format_ns(char out[FORMAT_BYTES], uint64_t ns)
{
	if (ns == NO_FIGURE)
		snprintf(out, FORMAT_BYTES, "-");
	else if (ns < 1000)
		snprintf(out, FORMAT_BYTES, "%" PRIu64 " ns", ns);
	else if (ns < 1000000)
		snprintf(out, FORMAT_BYTES, "%.1f us", (double)ns / 1e3);
	else if (ns < 1000000000)
		snprintf(out, FORMAT_BYTES, "%.2f ms", (double)ns / 1e6);
	else
		snprintf(out, FORMAT_BYTES, "%.2f s", (double)ns / 1e9);
	return out;
}

const char *format_cnt(char out[FORMAT_BYTES], uint64_t cnt)
{
	if (cnt == NO_FIGURE)
		snprintf(out, FORMAT_BYTES, "-");
	else
		snprintf(out, FORMAT_BYTES, "%" PRIu64, cnt);
	return out;
}

const char *format_share(char out[FORMAT_BYTES], uint64_t ppb)
{
	if (ppb == NO_FIGURE)
		snprintf(out, FORMAT_BYTES, "-");
	else if (ppb == 0 || ppb >= 100000)
		snprintf(out, FORMAT_BYTES, "%.3g %%", (double)ppb / 1e7);
	else
		snprintf(out, FORMAT_BYTES, "%.1e", (double)ppb / 1e9);
	return out;
}

const char *format_ratio(char out[FORMAT_BYTES], double ratio)
{
	if (isnan(ratio))
		snprintf(out, FORMAT_BYTES, "-");
	else if (ratio < 9.9995)
		snprintf(out, FORMAT_BYTES, "%.3f", ratio);
	else if (ratio < 999.5)
		snprintf(out, FORMAT_BYTES, "%.1f", ratio);
	else
		snprintf(out, FORMAT_BYTES, ">999");
	return out;
}

/* Bytes of the well-formed UTF-8 character at p, or 0. */
static size_t utf8_len(const unsigned char *p)
{
	size_t len, i;

	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		len = 2;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		len = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		len = 4;
	else
		return 0;
	for (i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, and what lies beyond U+10FFFF. */
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f) ||
	    (p[0] == 0xc2 && p[1] < 0xa0))
		return 0;
	return len;
}

const char *format_clean(char *out, size_t size, const char *in)
{
	const unsigned char *p = (const unsigned char *)in;
	size_t used = 0;

	while (*p) {
		size_t len = utf8_len(p);
		char c = *p >= 0x20 && *p < 0x7f ? (char)*p : '?';

		if (used + (len ? len : 1) >= size)
			break;
		if (!len) {
			out[used++] = c;
			p++;
		}
		for (; len; len--)
			out[used++] = (char)*p++;
	}
	out[used] = '\0';
	return out;
}

const char *format_comm(char out[FORMAT_BYTES], const char *comm)
{
	char text[EVENT_COMM_LEN + 1] = { 0 };

	memcpy(text, comm, strnlen(comm, EVENT_COMM_LEN));
	return format_clean(out, FORMAT_BYTES, text);
}
