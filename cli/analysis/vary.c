// SPDX-License-Identifier: GPL-2.0-only
/* What a user may mean to vary: facts by group. */
#include <string.h>

#include "cli/analysis/compare_facts.h"

const char compare_vary_groups[] =
	"kernel, firmware, machine, cpu, clock, tuning, workload, recorder";

/* The first that fits decides; a name that ends in a dot stands for all that begin with it. */
static const struct {
	const char *key, *group;
} groups[] = {
	{ "kernel.arch", "cpu" },
	{ "kernel.", "kernel" },
	/* What the kernel offers, not how the machine is set up. */
	{ "probe.", "kernel" },
	{ "workqueue.efi_cpumask", "kernel" },
	{ "clock.available", "kernel" },
	{ "firmware.", "firmware" },
	{ "dmi.", "machine" },
	{ "dt.", "machine" },
	{ "virt.", "machine" },
	{ "cpu.", "cpu" },
	{ "clock.", "clock" },
	{ "cpufreq.", "tuning" },
	{ "sched.", "tuning" },
	{ "workqueue.", "tuning" },
	{ "run.command", "workload" },
	{ "run.", "recorder" },
};

static bool fits(const char *pattern, const char *key)
{
	size_t len = strlen(pattern);

	return pattern[len - 1] == '.' ? !strncmp(key, pattern, len) : !strcmp(key, pattern);
}

const char *fact_group(const char *key)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (fits(groups[i].key, key))
			return groups[i].group;
	return "other";
}

bool fact_equivalent(const char *key, const char *a, const char *b)
{
	/* "notsupported" and "notimplemented": kernels differ in how they say that there is none. */
	return !strcmp(key, "cpu.smt") && !strncmp(a, "not", 3) && !strncmp(b, "not", 3);
}

static bool says(const char *word, size_t len, const char *name)
{
	return strlen(name) == len && !memcmp(word, name, len);
}

/* Calls of one --vary are split at commas. */
static bool list_has(const char *list, const char *key, const char *group)
{
	for (;;) {
		size_t len = strcspn(list, ",");

		if (says(list, len, key) || says(list, len, group))
			return true;
		if (!list[len])
			return false;
		list += len + 1;
	}
}

bool fact_declared(const char *key, const struct compare_settings *settings)
{
	for (size_t i = 0; i < settings->vary_cnt; i++)
		if (list_has(settings->vary[i], key, fact_group(key)))
			return true;
	return false;
}

bool compare_vary_known(const char *word, size_t len)
{
	if (!len)
		return false;
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (says(word, len, groups[i].group))
			return true;
	return memchr(word, '.', len);
}
