// SPDX-License-Identifier: GPL-2.0-only
/* docs/facts.md lists the keys: a fact that cannot be read is left out. */
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "cli/collect/platform.h"
#include "cli/collect/platform_files.h"
#include "cli/collect/platform_kmsg.h"

#define VALUE_BYTES 4096

/* Brings a file's line into the form of the fact; -ENODATA: leave it out. */
typedef int (*fact_format)(char *value, size_t size);

struct file_fact {
	const char *key;
	const char *path;
	fact_format format;
};

static const char *const config_options[] = {
	"PREEMPT_RT", "PREEMPT", "PREEMPT_DYNAMIC", "PREEMPT_LAZY", "PREEMPT_VOLUNTARY",
	"PREEMPT_NONE", "HZ", "NO_HZ_FULL", "CPU_IDLE", "CPU_ISOLATION",
	"EFI", "EFI_STUB", "EFI_DISABLE_RUNTIME", "EFI_RUNTIME_WRAPPERS", "EFI_MIXED",
	"EFI_TEST", "EFIVAR_FS", "RTC_DRV_EFI", "ACPI_PRMT",
	"ARM64_SW_TTBR0_PAN", "KERNEL_MODE_NEON",
	"DEBUG_PREEMPT", "PROVE_LOCKING", "LOCKDEP", "KASAN",
	"DEBUG_INFO_BTF", "BPF_SYSCALL", "BPF_JIT",
	"DYNAMIC_FTRACE_WITH_DIRECT_CALLS", "DYNAMIC_FTRACE_WITH_CALL_OPS",
	"FPROBE", "KPROBES", "KPROBE_EVENTS",
	"PREEMPT_TRACER", "IRQSOFF_TRACER", "TRACE_PREEMPT_TOGGLE", "TRACE_IRQFLAGS",
};

/* "(null)" is how older kernels print an empty CPU list. */
static int format_list(char *value, size_t size)
{
	if (!value[0] || !strcmp(value, "(null)"))
		snprintf(value, size, "none");
	return 0;
}

static int format_filled(char *value, size_t size)
{
	(void)size;
	return value[0] ? 0 : -ENODATA;
}

/* "0-3,8" -> "5" */
static int format_list_cnt(char *value, size_t size)
{
	unsigned long cnt = 0, first, last;
	char *p = value;

	while (*p) {
		first = strtoul(p, &p, 10);
		last = *p == '-' ? strtoul(p + 1, &p, 10) : first;
		if ((*p && *p != ',') || last < first)
			return -ENODATA;
		cnt += last - first + 1;
		p += *p == ',';
	}
	snprintf(value, size, "%lu", cnt);
	return cnt ? 0 : -ENODATA;
}

static const struct file_fact file_facts[] = {
	{ "kernel.release", "/proc/sys/kernel/osrelease", format_filled },
	{ "kernel.version", "/proc/sys/kernel/version", format_filled },
	{ "kernel.cmdline", "/proc/cmdline", NULL },
	{ "kernel.tainted", "/proc/sys/kernel/tainted", format_filled },
	{ "firmware.vendor", "/sys/class/dmi/id/bios_vendor", format_filled },
	{ "firmware.version", "/sys/class/dmi/id/bios_version", format_filled },
	{ "firmware.date", "/sys/class/dmi/id/bios_date", format_filled },
	{ "firmware.release", "/sys/class/dmi/id/bios_release", format_filled },
	{ "firmware.fw_platform_size", "/sys/firmware/efi/fw_platform_size", format_filled },
	{ "dmi.sys_vendor", "/sys/class/dmi/id/sys_vendor", format_filled },
	{ "dmi.product_name", "/sys/class/dmi/id/product_name", format_filled },
	{ "dmi.board_name", "/sys/class/dmi/id/board_name", format_filled },
	{ "dt.model", "/proc/device-tree/model", format_filled },
	{ "cpu.online", "/sys/devices/system/cpu/online", format_filled },
	{ "cpu.possible_cnt", "/sys/devices/system/cpu/possible", format_list_cnt },
	{ "cpu.isolated", "/sys/devices/system/cpu/isolated", format_list },
	{ "cpu.nohz_full", "/sys/devices/system/cpu/nohz_full", format_list },
	{ "cpu.smt", "/sys/devices/system/cpu/smt/control", format_filled },
	{ "clock.source",
	  "/sys/devices/system/clocksource/clocksource0/current_clocksource", format_filled },
	{ "clock.available",
	  "/sys/devices/system/clocksource/clocksource0/available_clocksource", format_filled },
	{ "workqueue.cpumask", "/sys/devices/virtual/workqueue/cpumask", format_filled },
	{ "workqueue.efi_cpumask",
	  "/sys/devices/virtual/workqueue/efi_runtime/cpumask", format_filled },
	{ "sched.rt_runtime_us", "/proc/sys/kernel/sched_rt_runtime_us", format_filled },
	{ "sched.rt_period_us", "/proc/sys/kernel/sched_rt_period_us", format_filled },
	{ "virt.hypervisor", "/sys/hypervisor/type", format_filled },
};

struct fact_sink {
	int (*fact)(void *ctx, const char *key, const char *value);
	void *ctx;
};

static int facts_of_files(const struct fact_sink *sink)
{
	char value[VALUE_BYTES];
	size_t i;
	int err = 0;

	for (i = 0; !err && i < sizeof(file_facts) / sizeof(*file_facts); i++) {
		const struct file_fact *f = &file_facts[i];

		if (platform_read_line(f->path, value, sizeof(value)))
			continue;
		if (f->format && f->format(value, sizeof(value)))
			continue;
		err = sink->fact(sink->ctx, f->key, value);
	}
	return err;
}

static int facts_of_config(const struct fact_sink *sink)
{
	char key[64];
	size_t i;
	int err = 0;

	if (!platform_config_known())
		return 0;
	for (i = 0; !err && i < sizeof(config_options) / sizeof(*config_options); i++) {
		const char *value = platform_config(config_options[i]);

		snprintf(key, sizeof(key), "kernel.config.%s", config_options[i]);
		err = sink->fact(sink->ctx, key, value ? value : "n");
	}
	return err;
}

static int fact_arch(const struct fact_sink *sink)
{
	struct utsname uts;
	char arch[65];

	if (!platform_read_line("/proc/sys/kernel/arch", arch, sizeof(arch)))
		return sink->fact(sink->ctx, "kernel.arch", arch);
	if (platform_is_live() && !uname(&uts))
		return sink->fact(sink->ctx, "kernel.arch", uts.machine);
	return 0;
}

static int fact_efi(const struct fact_sink *sink)
{
	static const char *const states[] = {
		[PLATFORM_EFI_NONE] = "none",
		[PLATFORM_EFI_DISABLED] = "disabled",
		[PLATFORM_EFI_ON] = "on",
	};

	return sink->fact(sink->ctx, "firmware.efi", states[platform_efi()]);
}

static int fact_preempt_model(const struct fact_sink *sink)
{
	const char *model = platform_preempt_model();

	return strcmp(model, "unknown") ? sink->fact(sink->ctx, "kernel.preempt_model", model) : 0;
}

/* Value of the first "name : value" line, as /proc/cpuinfo has them. */
static int cpuinfo_value(const char *name, char *value, size_t size)
{
	char line[VALUE_BYTES];
	size_t len = strlen(name);
	FILE *file = platform_fopen("/proc/cpuinfo");
	int err = -ENODATA;

	while (file && err && fgets(line, sizeof(line), file)) {
		char *colon = strchr(line, ':');

		if (strncmp(line, name, len) || !colon || line[len + strspn(line + len, " \t")] != ':')
			continue;
		colon++;
		colon += strspn(colon, " \t");
		colon[strcspn(colon, "\n")] = '\0';
		snprintf(value, size, "%s", colon);
		err = 0;
	}
	if (file)
		fclose(file);
	return err;
}

/* arm64 names no model: the numbers of the Main ID Register identify it. */
static int fact_cpu_model(const struct fact_sink *sink)
{
	char model[256], impl[32], part[32], variant[32], revision[32];

	if (!cpuinfo_value("model name", model, sizeof(model)))
		return sink->fact(sink->ctx, "cpu.model", model);
	if (cpuinfo_value("CPU implementer", impl, sizeof(impl)) ||
	    cpuinfo_value("CPU part", part, sizeof(part)) ||
	    cpuinfo_value("CPU variant", variant, sizeof(variant)) ||
	    cpuinfo_value("CPU revision", revision, sizeof(revision)))
		return 0;
	snprintf(model, sizeof(model), "implementer %s part %s variant %s revision %s",
		 impl, part, variant, revision);
	return sink->fact(sink->ctx, "cpu.model", model);
}

/* Every governor in use, each once: "performance" or "performance schedutil". */
static int fact_governor(const struct fact_sink *sink)
{
	char pattern[PATH_MAX], governor[64], all[512] = "";
	const char *dir = "/sys/devices/system/cpu/cpufreq/policy*";
	glob_t found;
	size_t i, base;

	if (platform_path(pattern, sizeof(pattern), dir) || glob(pattern, 0, NULL, &found))
		return 0;
	base = strlen(pattern) - strlen(dir);
	for (i = 0; i < found.gl_pathc; i++) {
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%s/scaling_governor", found.gl_pathv[i] + base);
		if (platform_read_line(path, governor, sizeof(governor)) ||
		    strstr(all, governor) || strlen(all) + strlen(governor) + 2 > sizeof(all))
			continue;
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%s",
			 all[0] ? " " : "", governor);
	}
	globfree(&found);
	return all[0] ? sink->fact(sink->ctx, "cpufreq.governor", all) : 0;
}

static int facts_of_kmsg(const struct fact_sink *sink)
{
	struct platform_kmsg found;
	const struct { const char *key, *value; } facts[] = {
		{ "firmware.efi_revision", found.efi_revision },
		{ "firmware.efi_vendor", found.efi_vendor },
		{ "virt.hypervisor", found.hypervisor },
	};
	size_t i;
	int err = 0;

	platform_kmsg_read(&found);
	for (i = 0; !err && i < sizeof(facts) / sizeof(*facts); i++)
		if (facts[i].value[0])
			err = sink->fact(sink->ctx, facts[i].key, facts[i].value);
	return err;
}

int platform_facts(int (*fact)(void *ctx, const char *key, const char *value), void *ctx)
{
	static int (*const groups[])(const struct fact_sink *sink) = {
		facts_of_files, fact_arch, fact_preempt_model, facts_of_config, fact_efi,
		facts_of_kmsg, fact_cpu_model, fact_governor,
	};
	struct fact_sink sink = { .fact = fact, .ctx = ctx };
	size_t i;
	int err = 0;

	for (i = 0; !err && i < sizeof(groups) / sizeof(*groups); i++)
		err = groups[i](&sink);
	return err;
}
