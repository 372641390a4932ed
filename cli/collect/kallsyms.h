/* SPDX-License-Identifier: GPL-2.0-only */
/* The running kernel's function symbols, from /proc/kallsyms. */
#ifndef EFI_LATENCY_KALLSYMS_H
#define EFI_LATENCY_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KALLSYMS_NAME_BYTES	544	/* the kernel's longest name, and an offset */

struct kallsyms;

/* 0 or a negative errno; -EPERM when the kernel hides the addresses. */
int kallsyms_load(struct kallsyms **syms);
void kallsyms_free(struct kallsyms *syms);

bool kallsyms_has(const struct kallsyms *syms, const char *name);
/* Its address, or 0. */
uint64_t kallsyms_addr(const struct kallsyms *syms, const char *name);
/* "symbol+0xoffset", or the bare address where no symbol covers it. */
void kallsyms_name(const struct kallsyms *syms, uint64_t addr, char *name, size_t bytes);

/*
 * A stack as lines of "symbol+0xoffset", innermost first; a bare address where
 * no symbol covers it; leading frames of that kind, the probe's own, are left
 * out.  Ends at the first 0.  malloc'ed; NULL without memory.
 */
char *kallsyms_stack(const struct kallsyms *syms, const unsigned long long *addrs, size_t cnt);

#endif
