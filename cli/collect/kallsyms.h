/* SPDX-License-Identifier: GPL-2.0-only */
/* The running kernel's function symbols, from /proc/kallsyms. */
#ifndef EFI_LATENCY_KALLSYMS_H
#define EFI_LATENCY_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kallsyms;

/* 0 or a negative errno; -EPERM when the kernel hides the addresses. */
int kallsyms_load(struct kallsyms **syms);
void kallsyms_free(struct kallsyms *syms);

bool kallsyms_has(const struct kallsyms *syms, const char *name);

/*
 * A stack as lines of "symbol+0xoffset", innermost first; a bare address where
 * no symbol covers it; leading frames of that kind, the probe's own, are left
 * out.  Ends at the first 0.  malloc'ed; NULL without memory.
 */
char *kallsyms_stack(const struct kallsyms *syms, const unsigned long long *addrs, size_t cnt);

#endif
