// SPDX-License-Identifier: GPL-2.0-only
/* What follows from the checks; and the checks on machines made of files. */
#define _GNU_SOURCE 1
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/doctor/doctor.h"
#include "tests/unit/fake_root.h"

/* An arm64 PREEMPT_RT machine of before the preemptible calls, all well. */
static int make_machine(void **state)
{
	(void)state;
	fake_root_make();
	fake_root_put("/proc/self/status", "Name:\tx\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n");
	fake_root_put("/proc/sys/kernel/osrelease", "6.12.107-rt-arm64\n");
	fake_root_put("/proc/sys/kernel/version", "#1 SMP PREEMPT_RT\n");
	fake_root_put("/proc/sys/kernel/kptr_restrict", "1\n");
	fake_root_put("/proc/cmdline", "efi=runtime\n");
	fake_root_put("/proc/kallsyms",
	    "0 T __traceiter_sched_waking\n0 T __traceiter_sched_switch\n"
	    "0 T __traceiter_irq_handler_entry\n0 T register_kprobe\n"
	    "0 T __traceiter_hrtimer_expire_entry\n0 t perf_swevent_hrtimer\n"
	    "0 T __efi_queue_work\n0 T queue_work_on\n0 T arch_efi_call_virt_setup\n"
	    "0 T efi_virtmap_load\n0 T efi_call_virt_check_flags\n"
	    "0 T arch_efi_call_virt_teardown\n");
	fake_root_put("/sys/firmware/efi/fw_platform_size", "64\n");
	fake_root_put("/sys/kernel/btf/vmlinux", "");
	return 0;
}

static void assert_verdict(bool calls, bool wakeups)
{
	struct doctor d;

	doctor_examine(&d);
	assert_int_equal(d.records_calls, calls);
	assert_int_equal(d.records_wakeups, wakeups);
}

static enum doctor_state state_of(enum doctor_check_id id)
{
	struct doctor d;

	doctor_examine(&d);
	return d.checks[id].state;
}

static void test_all_well(void **state)
{
	(void)state;
	assert_verdict(true, true);
	assert_int_equal(state_of(DOCTOR_PREEMPT_RT), DOCTOR_OK);
	assert_int_equal(state_of(DOCTOR_PREEMPTIBLE), DOCTOR_NO);
	assert_int_equal(state_of(DOCTOR_FENTRY), DOCTOR_UNKNOWN);
	assert_int_equal(state_of(DOCTOR_RTC_EFI), DOCTOR_NO);
}

static void test_preemptible_by_symbol(void **state)
{
	(void)state;
	fake_root_put("/proc/kallsyms", "0 T efi_virtmap_load\n0 T efi_runtime_assert_lock_held\n");
	assert_int_equal(state_of(DOCTOR_PREEMPTIBLE), DOCTOR_OK);
}

static void test_x86_never_preemptible(void **state)
{
	struct doctor d;

	(void)state;
	fake_root_put("/proc/kallsyms", "0 T efi_runtime_assert_lock_held\n");
	doctor_examine(&d);
	assert_int_equal(d.checks[DOCTOR_PREEMPTIBLE].state, DOCTOR_NO);
	assert_null(d.checks[DOCTOR_PREEMPTIBLE].todo);
}

static void test_services_off(void **state)
{
	(void)state;
	fake_root_put("/proc/cmdline", "quiet\n");
	assert_int_equal(state_of(DOCTOR_EFI), DOCTOR_OK);
	assert_int_equal(state_of(DOCTOR_RUNTIME), DOCTOR_NO);
	assert_verdict(false, true);
}

static void test_not_allowed(void **state)
{
	(void)state;
	fake_root_put("/proc/self/status", "Uid:\t1000\t1000\t0\t0\nCapEff:\t0000000000000000\n");
	assert_verdict(false, false);
	fake_root_put("/proc/self/status", "Uid:\t0\t0\t0\t0\nCapEff:\t0000000000000001\n");
	assert_verdict(false, false);
	fake_root_put("/proc/self/status", "Uid:\t0\t0\t0\t0\nCapEff:\t000000c000000000\n");
	assert_verdict(true, true);
}

static void test_lockdown(void **state)
{
	(void)state;
	fake_root_put("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
	assert_verdict(true, true);
	fake_root_put("/sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
	assert_verdict(false, false);
}

static void test_addresses_hidden(void **state)
{
	(void)state;
	fake_root_put("/proc/sys/kernel/kptr_restrict", "2\n");
	assert_verdict(false, false);
}

static void test_function_missing(void **state)
{
	struct doctor d;

	(void)state;
	fake_root_put("/proc/kallsyms",
	    "0 T __traceiter_sched_waking\n0 T __traceiter_sched_switch\n"
	    "0 T __traceiter_hrtimer_expire_entry\n0 T queue_work_on\n0 T efi_virtmap_load\n0 T __efi_fpsimd_begin\n0 T efi_virtmap_unload\n");
	doctor_examine(&d);
	assert_int_equal(d.checks[DOCTOR_FUNCTIONS].state, DOCTOR_NO);
	assert_string_equal(d.checks[DOCTOR_FUNCTIONS].seen,
			    "efi_call_virt_check_flags is missing");
	assert_false(d.records_calls);
	assert_true(d.records_wakeups);
}

/* Without fentry kprobes must be there; with it they need not. */
static void test_fallback(void **state)
{
	struct doctor d;

	(void)state;
	doctor_examine(&d);
	d.checks[DOCTOR_KPROBES].state = DOCTOR_NO;
	doctor_judge(&d);
	assert_true(d.records_calls);
	d.checks[DOCTOR_FENTRY].state = DOCTOR_NO;
	doctor_judge(&d);
	assert_false(d.records_calls);
	assert_true(d.records_wakeups);
}

static void test_every_refusal_has_a_reason(void **state)
{
	struct doctor d;
	size_t i;

	(void)state;
	fake_root_put("/proc/cmdline", "quiet\n");
	doctor_examine(&d);
	for (i = 0; i < d.goal_cnt; i++) {
		assert_non_null(d.goals[i].what);
		if (!d.goals[i].possible)
			assert_non_null(d.goals[i].because);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_machine, fake_root_drop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all_well),
		TEST(test_preemptible_by_symbol),
		TEST(test_x86_never_preemptible),
		TEST(test_services_off),
		TEST(test_not_allowed),
		TEST(test_lockdown),
		TEST(test_addresses_hidden),
		TEST(test_function_missing),
		TEST(test_fallback),
		TEST(test_every_refusal_has_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
