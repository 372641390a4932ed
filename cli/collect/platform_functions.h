/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernel functions by name: many at once, for the lists are long to read. */
#ifndef EFI_LATENCY_PLATFORM_FUNCTIONS_H
#define EFI_LATENCY_PLATFORM_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum platform_traceable {
	PLATFORM_TRACEABLE_UNKNOWN = 0,	/* ftrace's list cannot be read */
	PLATFORM_TRACEABLE_NO,
	PLATFORM_TRACEABLE_YES,
};

struct platform_function {
	const char *name;
	bool present;		/* in the symbol table */
	enum platform_traceable traceable;
};

/* Fills present and traceable; 0, or a negative errno when no symbol table is. */
int platform_find_functions(struct platform_function *fns, size_t cnt);
/* Where tracefs is ("/sys/kernel/tracing"), NULL when it is not mounted. */
const char *platform_tracefs(void);

#endif
