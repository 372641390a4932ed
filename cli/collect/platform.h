/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What this machine and kernel offer, read and never changed: facts for the
 * run file, and the questions that doctor asks.
 */
#ifndef EFI_LATENCY_PLATFORM_H
#define EFI_LATENCY_PLATFORM_H

#include <stdbool.h>

/* EFI as the running kernel sees it. */
enum platform_efi {
	PLATFORM_EFI_NONE = 0,		/* not booted by EFI: no /sys/firmware/efi */
	PLATFORM_EFI_DISABLED,		/* booted by EFI, runtime services off */
	PLATFORM_EFI_ON,
};

/* Read below this directory instead of /, for tests; forgets what was read. */
void platform_set_root(const char *dir);

enum platform_efi platform_efi(void);
/* "rt", "full", "voluntary", "none", "lazy", "dynamic:…", or "unknown". */
const char *platform_preempt_model(void);
bool platform_has_btf(void);
/* Kernel function in the running kernel's symbol table and traceable. */
bool platform_has_function(const char *name);
/* Value of a kernel config option ("y", "m", "250"), NULL when unset or unknown. */
const char *platform_config(const char *option);
/* Whether any kernel config could be read at all. */
bool platform_config_known(void);

/* Calls fact() for every host fact; stops at its first error. */
int platform_facts(int (*fact)(void *ctx, const char *key, const char *value), void *ctx);

#endif
