// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/collect/platform_files.h"
#include "cli/collect/platform_functions.h"

#define LINE_BYTES 512

const char *platform_tracefs(void)
{
	static const char *const dirs[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	char path[128];
	size_t i;

	for (i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		snprintf(path, sizeof(path), "%s/events", dirs[i]);
		if (platform_exists(path))
			return dirs[i];
	}
	return NULL;
}

/* Calls found() for the function named in each line: its word number `field`. */
static int each_name(const char *path, unsigned int field, struct platform_function *fns,
		     size_t cnt, void (*found)(struct platform_function *fn))
{
	char line[LINE_BYTES];
	FILE *file = platform_fopen(path);
	size_t i, len;

	if (!file)
		return -ENOENT;
	while (fgets(line, sizeof(line), file)) {
		char *name = line;

		for (i = 0; i < field; i++) {
			name += strcspn(name, " ");
			name += *name == ' ';
		}
		len = strcspn(name, " \t\n");
		for (i = 0; i < cnt; i++)
			if (!strncmp(fns[i].name, name, len) && !fns[i].name[len])
				found(&fns[i]);
	}
	fclose(file);
	return 0;
}

static void set_present(struct platform_function *fn)
{
	fn->present = true;
}

static void set_traceable(struct platform_function *fn)
{
	fn->traceable = PLATFORM_TRACEABLE_YES;
}

int platform_find_functions(struct platform_function *fns, size_t cnt)
{
	const char *tracefs = platform_tracefs();
	char path[128];
	int err;
	size_t i;

	err = each_name("/proc/kallsyms", 2, fns, cnt, set_present);
	if (err || !tracefs)
		return err;
	snprintf(path, sizeof(path), "%s/available_filter_functions", tracefs);
	/* Without it, or under lockdown, record finds out. */
	if (each_name(path, 0, fns, cnt, set_traceable))
		return 0;
	for (i = 0; i < cnt; i++)
		if (fns[i].traceable != PLATFORM_TRACEABLE_YES)
			fns[i].traceable = PLATFORM_TRACEABLE_NO;
	return 0;
}
