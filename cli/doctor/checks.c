// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/collect/noise.h"
#include "cli/collect/platform.h"
#include "cli/collect/platform_files.h"
#include "cli/doctor/doctor.h"
#include "cli/doctor/symbols.h"

#define CAP_SYS_ADMIN	21
#define CAP_PERFMON	38
#define CAP_BPF		39

static void __attribute__((format(printf, 3, 4)))
set(struct doctor_check *check, enum doctor_state state, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(check->seen, sizeof(check->seen), fmt, ap);
	va_end(ap);
	check->state = state;
}

/* Scans /proc/self/status for "Name:\tnumber"; false when it is not there. */
static bool own_status(const char *format, unsigned long long *value)
{
	char line[256];
	FILE *file = platform_fopen("/proc/self/status");
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, format, value) == 1;
	if (file)
		fclose(file);
	return found;
}

static void check_privileges(struct doctor_check *check, const struct doctor_symbols *syms)
{
	const unsigned long long bpf = 1ULL << CAP_BPF | 1ULL << CAP_PERFMON;
	unsigned long long euid, caps;

	(void)syms;
	if (!own_status("Uid: %*u %llu", &euid) || !own_status("CapEff: %llx", &caps)) {
		set(check, DOCTOR_UNKNOWN, "/proc/self/status cannot be read");
		return;
	}
	if (euid) {
		set(check, DOCTOR_NO, "not root");
		check->todo = "run as root (sudo)";
	} else if (!(caps & 1ULL << CAP_SYS_ADMIN) && (caps & bpf) != bpf) {
		set(check, DOCTOR_NO, "root without CAP_BPF and CAP_PERFMON");
		check->todo = "run outside the container, or give it these capabilities";
	} else {
		set(check, DOCTOR_OK, "root, with the capabilities for BPF");
	}
}

static void check_kernel(struct doctor_check *check, const struct doctor_symbols *syms)
{
	char release[128];

	(void)syms;
	if (platform_read_line("/proc/sys/kernel/osrelease", release, sizeof(release)))
		set(check, DOCTOR_UNKNOWN, "release unknown");
	else
		set(check, DOCTOR_OK, "%s, %s", release, platform_config_known() ?
		    "its configuration is readable" : "its configuration is not readable");
}

static void check_preempt_rt(struct doctor_check *check, const struct doctor_symbols *syms)
{
	const char *model = platform_preempt_model();

	(void)syms;
	if (!strcmp(model, "rt")) {
		set(check, DOCTOR_OK, "PREEMPT_RT");
		return;
	}
	set(check, DOCTOR_NO, "preemption model %s: much else delays tasks here, too", model);
	check->todo = "for real-time figures boot a PREEMPT_RT kernel";
}

static void check_efi(struct doctor_check *check, const struct doctor_symbols *syms)
{
	(void)syms;
	if (platform_efi() != PLATFORM_EFI_NONE) {
		set(check, DOCTOR_OK, "booted by EFI");
		return;
	}
	set(check, DOCTOR_NO, "not booted by EFI (no /sys/firmware/efi): no EFI calls to see");
	check->todo = "boot by EFI firmware, not by its BIOS emulation";
}

static void check_runtime(struct doctor_check *check, const struct doctor_symbols *syms)
{
	(void)syms;
	switch (platform_efi()) {
	case PLATFORM_EFI_ON:
		set(check, DOCTOR_OK, "runtime services are on");
		break;
	case PLATFORM_EFI_DISABLED:
		set(check, DOCTOR_NO, "runtime services are off (the default of PREEMPT_RT)");
		check->todo = "boot with efi=runtime";
		break;
	default:
		set(check, DOCTOR_NO, "no runtime services without EFI");
	}
}

static void check_btf(struct doctor_check *check, const struct doctor_symbols *syms)
{
	(void)syms;
	if (platform_has_btf()) {
		set(check, DOCTOR_OK, "/sys/kernel/btf/vmlinux");
		return;
	}
	set(check, DOCTOR_NO, "the kernel has no BTF: its structures cannot be read");
	check->todo = "use a kernel with CONFIG_DEBUG_INFO_BTF";
}

/* The file reads "none [integrity] confidentiality"; the choice is in brackets. */
static void check_lockdown(struct doctor_check *check, const struct doctor_symbols *syms)
{
	char line[128];

	(void)syms;
	if (platform_read_line("/sys/kernel/security/lockdown", line, sizeof(line))) {
		set(check, DOCTOR_OK, "the kernel shows no lockdown");
	} else if (strstr(line, "[confidentiality]")) {
		set(check, DOCTOR_NO, "lockdown=confidentiality forbids BPF to read the kernel");
		check->todo = "boot with lockdown=integrity, or without Secure Boot";
	} else {
		set(check, DOCTOR_OK, "allows BPF (%s)", line);
	}
}

static void check_kptr(struct doctor_check *check, const struct doctor_symbols *syms)
{
	char line[32];

	(void)syms;
	if (platform_read_line("/proc/sys/kernel/kptr_restrict", line, sizeof(line))) {
		set(check, DOCTOR_UNKNOWN, "kernel.kptr_restrict cannot be read");
	} else if (!strcmp(line, "2")) {
		set(check, DOCTOR_NO, "kernel.kptr_restrict is 2: symbols have no addresses");
		check->todo = "sysctl kernel.kptr_restrict=1";
	} else {
		set(check, DOCTOR_OK, "kernel.kptr_restrict is %s", line);
	}
}

static void check_present(struct doctor_check *check, const struct doctor_symbols *syms,
			  const char *missing, const char *all_there)
{
	if (!syms->known)
		set(check, DOCTOR_UNKNOWN, "/proc/kallsyms cannot be read");
	else if (missing)
		set(check, DOCTOR_NO, "%s is missing", missing);
	else
		set(check, DOCTOR_OK, "%s", all_there);
}

static void check_sched(struct doctor_check *check, const struct doctor_symbols *syms)
{
	const char *missing = NULL;

	if (!syms->has[DOCTOR_SYM_SCHED_SWITCH])
		missing = "sched_switch";
	if (!syms->has[DOCTOR_SYM_SCHED_WAKING])
		missing = "sched_waking";
	if (!syms->has[DOCTOR_SYM_TIMER])
		missing = "hrtimer_expire_entry";
	check_present(check, syms, missing,
		      "sched_waking, sched_switch and hrtimer_expire_entry");
	if (check->state == DOCTOR_NO)
		check->todo = "use a kernel with CONFIG_TRACEPOINTS";
}

static void check_irq(struct doctor_check *check, const struct doctor_symbols *syms)
{
	check_present(check, syms, syms->has[DOCTOR_SYM_IRQ_ENTRY] ? NULL : "irq_handler_entry",
		      "irq_handler_entry: who interrupts a call is seen");
	if (check->state == DOCTOR_NO)
		check->todo = "use a kernel with CONFIG_TRACEPOINTS";
}

static void check_probe_timer(struct doctor_check *check, const struct doctor_symbols *syms)
{
	check_present(check, syms, syms->has[DOCTOR_SYM_CPU_CLOCK] ? NULL : "perf_swevent_hrtimer",
		      "cpu-clock events: a timer on each CPU shows when no interrupt is taken");
	if (check->state == DOCTOR_NO)
		check->todo = "use a kernel with CONFIG_PERF_EVENTS and CONFIG_KALLSYMS";
}

static void check_functions(struct doctor_check *check, const struct doctor_symbols *syms)
{
	check_present(check, syms, syms->missing_point,
		      syms->untraceable_point ? "all there; some only by kprobe" :
		      "all there and traceable");
	if (check->state == DOCTOR_NO)
		check->todo = "use a kernel with CONFIG_EFI, 6.1 or newer";
}

static void check_fentry(struct doctor_check *check, const struct doctor_symbols *syms)
{
	const char *direct = platform_config("DYNAMIC_FTRACE_WITH_DIRECT_CALLS");

	(void)syms;
	if (!platform_config_known())
		set(check, DOCTOR_UNKNOWN, "kernel configuration unknown: decided at record");
	else if (direct)
		set(check, DOCTOR_OK, "DYNAMIC_FTRACE_WITH_DIRECT_CALLS; decided at record");
	else
		set(check, DOCTOR_NO, "no DYNAMIC_FTRACE_WITH_DIRECT_CALLS: record takes kprobes");
}

static void check_kprobes(struct doctor_check *check, const struct doctor_symbols *syms)
{
	bool there = syms->has[DOCTOR_SYM_KPROBES];

	if (!syms->known)
		set(check, DOCTOR_UNKNOWN, "/proc/kallsyms cannot be read");
	else if (there)
		set(check, DOCTOR_OK, "the way where fentry does not attach");
	else
		set(check, DOCTOR_NO, "no CONFIG_KPROBES: nothing to fall back on");
}

/* Seen by a symbol, not by the release: distributions carry patches back. */
static void check_preemptible(struct doctor_check *check, const struct doctor_symbols *syms)
{
	if (platform_efi() == PLATFORM_EFI_NONE)
		set(check, DOCTOR_UNKNOWN, "no EFI calls");
	else if (!syms->known)
		set(check, DOCTOR_UNKNOWN, "/proc/kallsyms cannot be read: record sees it");
	else if (!syms->has[DOCTOR_SYM_ARM64_LOAD])
		set(check, DOCTOR_NO, "not on this architecture: a CPU is held through each call");
	else if (syms->has[DOCTOR_SYM_LOCK_ASSERT])
		set(check, DOCTOR_OK, "queued calls are preemptible here; record sees each one");
	else
		set(check, DOCTOR_NO, "a CPU is held through each call");
	if (check->state == DOCTOR_NO && syms->has[DOCTOR_SYM_ARM64_LOAD])
		check->todo = "use Linux 6.19 or newer, which makes EFI calls preemptible on arm64";
}

static void check_preemptirq(struct doctor_check *check, const struct doctor_symbols *syms)
{
	check_present(check, syms, syms->has[DOCTOR_SYM_PREEMPT_DISABLE] ? NULL :
		      "preemptirq:preempt_disable",
		      "preemptirq:* are there: every window is seen, exactly");
	if (check->state != DOCTOR_NO)
		return;
	set(check, DOCTOR_NO, "preemptirq:* are missing, as in distributions' kernels: "
	    "windows outside EFI calls are sampled");
	check->todo = "use a kernel with CONFIG_PREEMPT_TRACER and CONFIG_IRQSOFF_TRACER, "
		      "such as scripts/kernel builds";
}

/* The counter is Intel's; whether the machine has it shows when it is read. */
static void check_smi(struct doctor_check *check, const struct doctor_symbols *syms)
{
	struct noise noise;

	(void)syms;
	noise_read(&noise);
	if (noise.smi_known) {
		set(check, DOCTOR_OK, "MSR_SMI_COUNT is readable: SMIs are counted");
		return;
	}
	set(check, DOCTOR_NO, "no SMI counter (MSR 0x34 by /dev/cpu/N/msr, Intel only): all CPUs "
	    "stopped at once still show");
	if (platform_exists("/dev/cpu/0"))
		check->todo = "modprobe msr";
}

static void check_efivarfs(struct doctor_check *check, const struct doctor_symbols *syms)
{
	char mount[128];

	(void)syms;
	if (platform_mounted("efivarfs", mount, sizeof(mount))) {
		set(check, DOCTOR_OK, "mounted on %s", mount);
		return;
	}
	set(check, DOCTOR_NO, "not mounted: stress mounts it for itself where it can");
	if (platform_efi() == PLATFORM_EFI_ON)
		check->todo = "mount -t efivarfs efivarfs /sys/firmware/efi/efivars";
}

static void check_rtc_efi(struct doctor_check *check, const struct doctor_symbols *syms)
{
	(void)syms;
	if (platform_exists("/sys/bus/platform/drivers/rtc-efi/rtc-efi.0"))
		set(check, DOCTOR_OK, "stress can call GET_TIME by the clock");
	else
		set(check, DOCTOR_NO, "no clock is read from EFI: stress needs efi_test for GET_TIME");
}

static void check_efi_test(struct doctor_check *check, const struct doctor_symbols *syms)
{
	(void)syms;
	if (platform_exists("/dev/efi_test"))
		set(check, DOCTOR_OK, "stress can make every call one by one");
	else
		set(check, DOCTOR_NO, "no /dev/efi_test: stress goes by efivarfs and the clock");
}

static const struct {
	const char *name;
	void (*check)(struct doctor_check *check, const struct doctor_symbols *syms);
} checks[DOCTOR_CHECK_CNT] = {
	[DOCTOR_PRIVILEGES] = { "privileges", check_privileges },
	[DOCTOR_KERNEL] = { "kernel", check_kernel },
	[DOCTOR_PREEMPT_RT] = { "preempt-rt", check_preempt_rt },
	[DOCTOR_EFI] = { "efi", check_efi },
	[DOCTOR_RUNTIME] = { "efi-runtime", check_runtime },
	[DOCTOR_BTF] = { "btf", check_btf },
	[DOCTOR_LOCKDOWN] = { "lockdown", check_lockdown },
	[DOCTOR_KPTR] = { "kptr-restrict", check_kptr },
	[DOCTOR_SCHED_TRACEPOINTS] = { "sched-tracepoints", check_sched },
	[DOCTOR_IRQ_TRACEPOINTS] = { "irq-tracepoints", check_irq },
	[DOCTOR_PROBE_TIMER] = { "probe-timer", check_probe_timer },
	[DOCTOR_FUNCTIONS] = { "efi-functions", check_functions },
	[DOCTOR_FENTRY] = { "fentry", check_fentry },
	[DOCTOR_KPROBES] = { "kprobes", check_kprobes },
	[DOCTOR_PREEMPTIBLE] = { "efi-preemptible", check_preemptible },
	[DOCTOR_PREEMPTIRQ] = { "preemptirq", check_preemptirq },
	[DOCTOR_SMI] = { "smi-counter", check_smi },
	[DOCTOR_EFIVARFS] = { "efivarfs", check_efivarfs },
	[DOCTOR_RTC_EFI] = { "rtc-efi", check_rtc_efi },
	[DOCTOR_EFI_TEST] = { "efi-test", check_efi_test },
};

void doctor_run_checks(struct doctor *d)
{
	struct doctor_symbols syms;
	size_t i;

	doctor_read_symbols(&syms);
	for (i = 0; i < DOCTOR_CHECK_CNT; i++) {
		d->checks[i].name = checks[i].name;
		checks[i].check(&d->checks[i], &syms);
	}
}
