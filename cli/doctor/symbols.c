// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include <string.h>

#include "cli/collect/platform_functions.h"
#include "cli/doctor/symbols.h"

#define POINT_NAMES	3

/* A tracepoint's own function tells of it also where tracefs is not mounted. */
static const char *const names[DOCTOR_SYM_CNT] = {
	[DOCTOR_SYM_SCHED_WAKING] = "__traceiter_sched_waking",
	[DOCTOR_SYM_SCHED_SWITCH] = "__traceiter_sched_switch",
	[DOCTOR_SYM_IRQ_ENTRY] = "__traceiter_irq_handler_entry",
	[DOCTOR_SYM_PREEMPT_DISABLE] = "__traceiter_preempt_disable",
	[DOCTOR_SYM_KPROBES] = "register_kprobe",
	[DOCTOR_SYM_LOCK_ASSERT] = "efi_runtime_assert_lock_held",
	[DOCTOR_SYM_ARM64_LOAD] = "efi_virtmap_load",
};

/* Any name of a row will do: kernels before 6.2 have the later ones only. */
static const char *const points[][POINT_NAMES] = {
	{ "__efi_queue_work", "queue_work_on" },
	{ "arch_efi_call_virt_setup", "efi_virtmap_load", "efi_sync_low_kernel_mappings" },
	{ "efi_call_virt_check_flags" },
	{ "arch_efi_call_virt_teardown", "efi_virtmap_unload", "efi_leave_mm" },
};

#define POINT_CNT	(sizeof(points) / sizeof(*points))

static void judge_point(struct doctor_symbols *syms, const struct platform_function *fns)
{
	size_t i;

	for (i = 0; i < POINT_NAMES; i++) {
		if (!fns[i].present)
			continue;
		if (fns[i].traceable == PLATFORM_TRACEABLE_NO && !syms->untraceable_point)
			syms->untraceable_point = fns[i].name;
		return;
	}
	if (!syms->missing_point)
		syms->missing_point = fns[0].name;
}

void doctor_read_symbols(struct doctor_symbols *syms)
{
	struct platform_function fns[DOCTOR_SYM_CNT + POINT_CNT * POINT_NAMES];
	struct platform_function *const of_points = fns + DOCTOR_SYM_CNT;
	size_t i;

	memset(syms, 0, sizeof(*syms));
	memset(fns, 0, sizeof(fns));
	for (i = 0; i < DOCTOR_SYM_CNT; i++)
		fns[i].name = names[i];
	for (i = 0; i < POINT_CNT * POINT_NAMES; i++) {
		const char *name = points[i / POINT_NAMES][i % POINT_NAMES];

		of_points[i].name = name ? name : "";
	}
	syms->known = !platform_find_functions(fns, sizeof(fns) / sizeof(*fns));
	for (i = 0; i < DOCTOR_SYM_CNT; i++)
		syms->has[i] = fns[i].present;
	for (i = 0; i < POINT_CNT; i++)
		judge_point(syms, &of_points[i * POINT_NAMES]);
}
