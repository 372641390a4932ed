// SPDX-License-Identifier: GPL-2.0-only
/* Machines made of files: no root, no EFI needed. */
#define _GNU_SOURCE 1
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "cli/collect/platform_functions.h"
#include "tests/unit/fake_root.h"

struct file {
	const char *path;
	const char *text;	/* NULL: a directory */
};

static void put_files(const struct file *files)
{
	for (; files->path; files++)
		fake_root_put(files->path, files->text);
}

static void make_machine(const struct file *files)
{
	fake_root_make();
	put_files(files);
}

/* Facts as "key=value\n…" in one text. */
static int append_fact(void *ctx, const char *key, const char *value)
{
	char *all = ctx;
	size_t len = strlen(all);

	snprintf(all + len, 16384 - len, "\n%s=%s\n", key, value);
	return 0;
}

static void assert_fact(const char *line)
{
	char all[16384] = "";
	char wanted[512];

	assert_int_equal(platform_facts(append_fact, all), 0);
	snprintf(wanted, sizeof(wanted), "\n%s\n", line);
	if (!strstr(all, wanted))
		fail_msg("no '%s' in:%s", line, all);
}

static void assert_no_fact(const char *key)
{
	char all[16384] = "";
	char wanted[512];

	assert_int_equal(platform_facts(append_fact, all), 0);
	snprintf(wanted, sizeof(wanted), "\n%s=", key);
	assert_null(strstr(all, wanted));
}

static const struct file arm64_rt[] = {
	{ "/proc/sys/kernel/osrelease", "6.12.107+deb13-rt-arm64\n" },
	{ "/proc/sys/kernel/version", "#1 SMP PREEMPT_RT Debian 6.12.107-1\n" },
	{ "/proc/sys/kernel/arch", "aarch64\n" },
	{ "/proc/cmdline", "console=ttyAMA0 efi=runtime\n" },
	{ "/boot/config-6.12.107+deb13-rt-arm64",
	  "# CONFIG_PREEMPT_NONE is not set\nCONFIG_PREEMPT_RT=y\nCONFIG_HZ=250\n"
	  "CONFIG_HZ_250=y\nCONFIG_EFI_DISABLE_RUNTIME=y\nCONFIG_EFIVAR_FS=m\n" },
	{ "/proc/self/mounts", "proc /proc proc rw 0 0\n" },
	{ "/proc/cpuinfo",
	  "processor\t: 0\nBogoMIPS\t: 125.00\nCPU implementer\t: 0x41\n"
	  "CPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: 0xd08\nCPU revision\t: 3\n" },
	{ "/proc/kallsyms",
	  "0000000000000000 T __efi_queue_work\n0000000000000000 T efi_call_rts\n"
	  "0000000000000000 t helper\t[efivarfs]\n" },
	{ "/sys/kernel/tracing/events", NULL },
	{ "/sys/kernel/tracing/available_filter_functions",
	  "__efi_queue_work\nhelper [efivarfs]\n" },
	{ "/sys/firmware/efi/fw_platform_size", "64\n" },
	{ "/sys/devices/platform/rtc-efi.0", NULL },
	{ "/sys/kernel/btf/vmlinux", "btf" },
	{ "/sys/devices/system/cpu/online", "0-3\n" },
	{ "/sys/devices/system/cpu/possible", "0-3,8\n" },
	{ "/sys/devices/system/cpu/isolated", "\n" },
	{ "/sys/devices/system/cpu/nohz_full", "  (null)\n" },
	{ "/sys/devices/system/cpu/cpufreq/policy0/scaling_governor", "performance\n" },
	{ "/sys/devices/system/cpu/cpufreq/policy2/scaling_governor", "schedutil\n" },
	{ "/sys/devices/system/cpu/cpufreq/policy3/scaling_governor", "performance\n" },
	{ "/sys/class/dmi/id/bios_vendor", "EDK II\n" },
	{ "/sys/class/dmi/id/bios_version", "\n" },
	{ "/dev/kmsg", "6,1,0,-;efi: EFI v2.7 by EDK II\n" },
	{ 0 }
};

static void test_arm64_rt(void **state)
{
	(void)state;
	make_machine(arm64_rt);
	assert_int_equal(platform_efi(), PLATFORM_EFI_ON);
	assert_string_equal(platform_preempt_model(), "rt");
	assert_true(platform_has_btf());
	assert_string_equal(platform_config("HZ"), "250");
	assert_string_equal(platform_config("EFIVAR_FS"), "m");
	assert_null(platform_config("PREEMPT_NONE"));
	assert_null(platform_config("EFI"));
	assert_fact("kernel.release=6.12.107+deb13-rt-arm64");
	assert_fact("kernel.arch=aarch64");
	assert_fact("kernel.preempt_model=rt");
	assert_fact("kernel.config.PREEMPT_RT=y");
	assert_fact("kernel.config.NO_HZ_FULL=n");
	assert_fact("firmware.efi=on");
	assert_fact("firmware.vendor=EDK II");
	assert_fact("firmware.efi_revision=2.7");
	assert_fact("firmware.efi_vendor=EDK II");
	assert_no_fact("firmware.version");
	assert_no_fact("virt.hypervisor");
}

static void test_arm64_cpus(void **state)
{
	(void)state;
	make_machine(arm64_rt);
	assert_fact("cpu.model=implementer 0x41 part 0xd08 variant 0x0 revision 3");
	assert_fact("cpu.online=0-3");
	assert_fact("cpu.possible_cnt=5");
	assert_fact("cpu.isolated=none");
	assert_fact("cpu.nohz_full=none");
	assert_no_fact("cpu.smt");
	assert_fact("cpufreq.governor=performance schedutil");
}

static void test_functions(void **state)
{
	struct platform_function fns[] = {
		{ .name = "__efi_queue_work" }, { .name = "efi_call_rts" },
		{ .name = "helper" }, { .name = "efi_call" },
	};

	(void)state;
	make_machine(arm64_rt);
	assert_int_equal(platform_find_functions(fns, 4), 0);
	assert_true(fns[0].present && fns[0].traceable == PLATFORM_TRACEABLE_YES);
	assert_true(fns[1].present && fns[1].traceable == PLATFORM_TRACEABLE_NO);
	assert_true(fns[2].present && fns[2].traceable == PLATFORM_TRACEABLE_YES);
	assert_false(fns[3].present);
	assert_true(platform_has_function("__efi_queue_work"));
	assert_false(platform_has_function("efi_call_rts"));
}

static void test_x86_without_efi(void **state)
{
	static const struct file files[] = {
		{ "/proc/sys/kernel/osrelease", "6.18.0\n" },
		{ "/proc/sys/kernel/version", "#1 SMP PREEMPT_DYNAMIC\n" },
		{ "/sys/kernel/debug/sched/preempt", "none voluntary (full) lazy\n" },
		{ "/proc/cpuinfo", "model name\t: Some CPU @ 2 GHz\nmodel name\t: other\n" },
		{ 0 }
	};

	(void)state;
	make_machine(files);
	assert_int_equal(platform_efi(), PLATFORM_EFI_NONE);
	assert_string_equal(platform_preempt_model(), "dynamic:full");
	assert_false(platform_has_btf());
	assert_false(platform_config_known());
	assert_null(platform_config("PREEMPT"));
	assert_false(platform_has_function("efi_call_rts"));
	assert_fact("firmware.efi=none");
	assert_fact("cpu.model=Some CPU @ 2 GHz");
	assert_no_fact("kernel.config.PREEMPT_RT");
	assert_no_fact("kernel.arch");
	assert_no_fact("cpu.isolated");
}

static void test_efi_disabled(void **state)
{
	static const struct file files[] = {
		{ "/proc/sys/kernel/version", "#1 SMP PREEMPT_RT\n" },
		{ "/proc/cmdline", "quiet\n" },
		{ "/sys/firmware/efi", NULL },
		{ 0 }
	};
	static const struct file on[] = {
		{ "/proc/cmdline", "efi=noruntime efi=debug,runtime\n" }, { 0 } };
	static const struct file off[] = { { "/proc/cmdline", "efi=runtime noefi\n" }, { 0 } };
	static const struct file mounted[] = {
		{ "/proc/self/mounts", "efivarfs /e efivarfs rw 0 0\n" }, { 0 } };

	(void)state;
	make_machine(files);
	assert_int_equal(platform_efi(), PLATFORM_EFI_DISABLED);
	assert_fact("firmware.efi=disabled");
	put_files(on);
	assert_int_equal(platform_efi(), PLATFORM_EFI_ON);
	put_files(off);
	assert_int_equal(platform_efi(), PLATFORM_EFI_DISABLED);
	put_files(mounted);
	assert_int_equal(platform_efi(), PLATFORM_EFI_ON);
}

static void test_config_gz(void **state)
{
	static const struct file files[] = {
		{ "/proc/cmdline", "\n" }, { "/sys/firmware/efi", NULL }, { 0 } };
	char path[128];
	gzFile gz;

	(void)state;
	make_machine(files);
	snprintf(path, sizeof(path), "%s/proc/config.gz", fake_root);
	gz = gzopen(path, "wb");
	assert_non_null(gz);
	gzputs(gz, "CONFIG_PREEMPT_VOLUNTARY=y\nCONFIG_EFI=y\n");
	gzclose(gz);
	assert_string_equal(platform_config("EFI"), "y");
	assert_string_equal(platform_preempt_model(), "voluntary");
	assert_int_equal(platform_efi(), PLATFORM_EFI_ON);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_arm64_rt, fake_root_drop),
		cmocka_unit_test_teardown(test_arm64_cpus, fake_root_drop),
		cmocka_unit_test_teardown(test_functions, fake_root_drop),
		cmocka_unit_test_teardown(test_x86_without_efi, fake_root_drop),
		cmocka_unit_test_teardown(test_efi_disabled, fake_root_drop),
		cmocka_unit_test_teardown(test_config_gz, fake_root_drop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
