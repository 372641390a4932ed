/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of CPUs as the kernel writes them: "0,2-3". */
#ifndef EFI_LATENCY_CPU_LIST_H
#define EFI_LATENCY_CPU_LIST_H

#include <stddef.h>

#define CPU_LIST_MAX 8192	/* more than any kernel is built for */

struct cpu_list {
	size_t cnt;
	unsigned int cpus[CPU_LIST_MAX];	/* ascending */
};

/* -EINVAL for anything that is no list. */
int cpu_list_parse(const char *text, struct cpu_list *list);
/* The CPUs that this process may run on. */
int cpu_list_allowed(struct cpu_list *list);

#endif
