// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include <string.h>

#include "cli/collect/efi_points.h"
#include "cli/collect/platform_functions.h"
#include "cli/doctor/symbols.h"

/* A tracepoint's own function tells of it also where tracefs is not mounted. */
static const char *const names[DOCTOR_SYM_CNT] = {
	[DOCTOR_SYM_SCHED_WAKING] = "__traceiter_sched_waking",
	[DOCTOR_SYM_SCHED_SWITCH] = "__traceiter_sched_switch",
	[DOCTOR_SYM_IRQ_ENTRY] = "__traceiter_irq_handler_entry",
	[DOCTOR_SYM_PREEMPT_DISABLE] = "__traceiter_preempt_disable",
	[DOCTOR_SYM_TIMER] = "__traceiter_hrtimer_expire_entry",
	[DOCTOR_SYM_CPU_CLOCK] = "perf_swevent_hrtimer",
	[DOCTOR_SYM_KPROBES] = "register_kprobe",
	[DOCTOR_SYM_LOCK_ASSERT] = "efi_runtime_assert_lock_held",
	[DOCTOR_SYM_ARM64_LOAD] = "efi_virtmap_load",
};

/* Any name of a row will do: kernels before 6.2 have the later ones only. */
static const char *const points[][EFI_POINT_TARGETS] = {
	EFI_POINT_QUEUE, EFI_POINT_SETUP, EFI_POINT_DOOR, EFI_POINT_RETURN, EFI_POINT_DONE,
};

#define POINT_CNT	(sizeof(points) / sizeof(*points))

static void judge_point(struct doctor_symbols *syms, const struct platform_function *fns)
{
	size_t i;

	for (i = 0; i < EFI_POINT_TARGETS; i++) {
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
	struct platform_function fns[DOCTOR_SYM_CNT + POINT_CNT * EFI_POINT_TARGETS];
	struct platform_function *const of_points = fns + DOCTOR_SYM_CNT;
	size_t i;

	memset(syms, 0, sizeof(*syms));
	memset(fns, 0, sizeof(fns));
	for (i = 0; i < DOCTOR_SYM_CNT; i++)
		fns[i].name = names[i];
	for (i = 0; i < POINT_CNT * EFI_POINT_TARGETS; i++) {
		const char *name = points[i / EFI_POINT_TARGETS][i % EFI_POINT_TARGETS];

		of_points[i].name = name ? name : "";
	}
	syms->known = !platform_find_functions(fns, sizeof(fns) / sizeof(*fns));
	for (i = 0; i < DOCTOR_SYM_CNT; i++)
		syms->has[i] = fns[i].present;
	for (i = 0; i < POINT_CNT; i++)
		judge_point(syms, &of_points[i * EFI_POINT_TARGETS]);
}
