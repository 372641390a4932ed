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
/* "4.72 %", "5e-06": events per 10^9 chances as a share; "-". */
const char *format_share(char out[FORMAT_BYTES], uint64_t ppb);
/* "0.002", "1.114", "37.8", ">999"; "-" for none. */
const char *format_ratio(char out[FORMAT_BYTES], double ratio);
/*
 * Names of tasks and values of facts come from outside: control characters
 * and bytes that are no UTF-8 become '?'.  Returns out, cut to size.
 */
const char *format_clean(char *out, size_t size, const char *in);
/* The same of an event's comm: 16 bytes, maybe without an end. */
const char *format_comm(char out[FORMAT_BYTES], const char *comm);

#endif
