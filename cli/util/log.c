// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>

#include "cli/util/log.h"

#define LINE_MAX_BYTES 1024

/* One write per line, so that lines of several processes do not mix. */
static void log_line(const char *prefix, const char *fmt, va_list ap)
{
	char line[LINE_MAX_BYTES];

	vsnprintf(line, sizeof(line), fmt, ap);
	fprintf(stderr, "%s: %s\n", prefix, line);
	fflush(stderr);
}

void log_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line("efi-latency", fmt, ap);
	va_end(ap);
}

void log_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line("efi-latency: warning", fmt, ap);
	va_end(ap);
}

void log_usage(const char *command, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line(command, fmt, ap);
	va_end(ap);
}
