/* SPDX-License-Identifier: GPL-2.0-only */
/* Figures and foreign text in a form that a person, or JSON, can take. */
#ifndef EFI_LATENCY_FORMAT_H
#define EFI_LATENCY_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#define FORMAT_BYTES	32

/* "501.48": microseconds without the unit; "-" when there is no figure. */
const char *format_us(char out[FORMAT_BYTES], uint64_t ns);
/* "501.5 us", "5.00 ms", "1.20 s": with the unit that fits. */
const char *format_ns(char out[FORMAT_BYTES], uint64_t ns);
/* "50", or "-". */
const char *format_cnt(char out[FORMAT_BYTES], uint64_t cnt);
/*
 * Names of tasks and values of facts come from outside: control characters
 * and bytes that are no UTF-8 become '?'.  Returns out, cut to size.
 */
const char *format_clean(char *out, size_t size, const char *in);

#endif
