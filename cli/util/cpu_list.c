// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE 1
#include <ctype.h>
#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

#include "cli/util/cpu_list.h"

static int parse_cpu(const char **text, unsigned long *cpu)
{
	char *end;

	if (!isdigit((unsigned char)**text))
		return -EINVAL;
	*cpu = strtoul(*text, &end, 10);
	*text = end;
	return *cpu < CPU_LIST_MAX ? 0 : -EINVAL;
}

static void take_marked(const bool *marked, struct cpu_list *list)
{
	unsigned int cpu;

	list->cnt = 0;
	for (cpu = 0; cpu < CPU_LIST_MAX; cpu++)
		if (marked[cpu])
			list->cpus[list->cnt++] = cpu;
}

int cpu_list_parse(const char *text, struct cpu_list *list)
{
	bool marked[CPU_LIST_MAX] = { false };
	unsigned long first, last;

	do {
		if (parse_cpu(&text, &first))
			return -EINVAL;
		last = first;
		if (*text == '-' && (text++, parse_cpu(&text, &last)))
			return -EINVAL;
		if (last < first)
			return -EINVAL;
		for (; first <= last; first++)
			marked[first] = true;
	} while (*text == ',' && text++);
	if (*text)
		return -EINVAL;
	take_marked(marked, list);
	return 0;
}

int cpu_list_allowed(struct cpu_list *list)
{
	const size_t bytes = CPU_ALLOC_SIZE(CPU_LIST_MAX);
	cpu_set_t *set = CPU_ALLOC(CPU_LIST_MAX);
	unsigned int cpu;
	int err = 0;

	if (!set)
		return -ENOMEM;
	if (sched_getaffinity(0, bytes, set))
		err = -errno;
	list->cnt = 0;
	for (cpu = 0; !err && cpu < CPU_LIST_MAX; cpu++)
		if (CPU_ISSET_S(cpu, bytes, set))
			list->cpus[list->cnt++] = cpu;
	CPU_FREE(set);
	return err;
}
