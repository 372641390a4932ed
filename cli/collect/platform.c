// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "cli/collect/platform.h"
#include "cli/collect/platform_config.h"
#include "cli/collect/platform_files.h"
#include "cli/collect/platform_functions.h"

#define LINE_BYTES 4096

void platform_set_root(const char *dir)
{
	platform_files_set_root(dir);
	platform_config_forget();
}

/* Whether the comma-separated list has the word. */
static bool list_has(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (*list) {
		size_t item = strcspn(list, ",");

		if (item == len && !memcmp(list, word, len))
			return true;
		list += item + (list[item] == ',');
	}
	return false;
}

/* What the command line says of the runtime services: the last word wins. */
static enum platform_efi efi_on_cmdline(enum platform_efi by_default)
{
	char line[LINE_BYTES];
	char *word, *save;

	if (platform_read_line("/proc/cmdline", line, sizeof(line)))
		return by_default;
	for (word = strtok_r(line, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		if (!strcmp(word, "noefi"))
			by_default = PLATFORM_EFI_DISABLED;
		if (strncmp(word, "efi=", 4))
			continue;
		if (list_has(word + 4, "noruntime"))
			by_default = PLATFORM_EFI_DISABLED;
		if (list_has(word + 4, "runtime"))
			by_default = PLATFORM_EFI_ON;
	}
	return by_default;
}

static bool runtime_off_by_default(void)
{
	const char *off = platform_config("EFI_DISABLE_RUNTIME");

	if (platform_config_known())
		return off && !strcmp(off, "y");
	return !strcmp(platform_preempt_model(), "rt");
}

/*
 * No file says whether the runtime services are on.  The kernel makes these
 * only when they are; without any of them the command line and the kernel's
 * default decide.
 */
enum platform_efi platform_efi(void)
{
	if (!platform_exists("/sys/firmware/efi"))
		return PLATFORM_EFI_NONE;
	if (platform_exists("/sys/devices/platform/rtc-efi.0") ||
	    platform_exists("/sys/devices/virtual/workqueue/efi_runtime") ||
	    platform_mounted("efivarfs", NULL, 0))
		return PLATFORM_EFI_ON;
	return efi_on_cmdline(runtime_off_by_default() ?
			      PLATFORM_EFI_DISABLED : PLATFORM_EFI_ON);
}

static bool is_rt(const char *version)
{
	char line[16];

	if (!platform_read_line("/sys/kernel/realtime", line, sizeof(line)) && !strcmp(line, "1"))
		return true;
	return strstr(version, "PREEMPT_RT") || strstr(version, "PREEMPT RT");
}

/* The choice is the word in parentheses: "none voluntary (full) lazy". */
static const char *dynamic_model(void)
{
	static const struct { const char *choice, *model; } models[] = {
		{ "(none)", "dynamic:none" },
		{ "(voluntary)", "dynamic:voluntary" },
		{ "(full)", "dynamic:full" },
		{ "(lazy)", "dynamic:lazy" },
	};
	char line[128];
	size_t i;

	if (platform_read_line("/sys/kernel/debug/sched/preempt", line, sizeof(line)))
		return "dynamic:unknown";
	for (i = 0; i < sizeof(models) / sizeof(*models); i++)
		if (strstr(line, models[i].choice))
			return models[i].model;
	return "dynamic:unknown";
}

static const char *built_in_model(const char *version)
{
	static const struct { const char *option, *model; } models[] = {
		{ "PREEMPT_LAZY", "lazy" },
		{ "PREEMPT", "full" },
		{ "PREEMPT_VOLUNTARY", "voluntary" },
		{ "PREEMPT_NONE", "none" },
	};
	size_t i;

	for (i = 0; i < sizeof(models) / sizeof(*models); i++)
		if (platform_config(models[i].option))
			return models[i].model;
	if (strstr(version, "PREEMPT_LAZY"))
		return "lazy";
	return strstr(version, "PREEMPT") ? "full" : "unknown";
}

const char *platform_preempt_model(void)
{
	char version[256] = "";

	platform_read_line("/proc/sys/kernel/version", version, sizeof(version));
	if (is_rt(version))
		return "rt";
	if (strstr(version, "PREEMPT_DYNAMIC") || platform_config("PREEMPT_DYNAMIC"))
		return dynamic_model();
	return built_in_model(version);
}

bool platform_has_btf(void)
{
	return platform_exists("/sys/kernel/btf/vmlinux");
}

bool platform_has_function(const char *name)
{
	struct platform_function fn = { .name = name };

	platform_find_functions(&fn, 1);
	return fn.present && fn.traceable != PLATFORM_TRACEABLE_NO;
}
