/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel functions that can carry each point of an EFI call, first choice
 * first.  Setup and teardown are functions since 6.2; before, they were macros
 * around the address-space switch, and the work was queued in line.
 */
#ifndef EFI_LATENCY_EFI_POINTS_H
#define EFI_LATENCY_EFI_POINTS_H

#define EFI_POINT_TARGETS	3	/* at most, in each row */

#define EFI_POINT_QUEUE		{ "__efi_queue_work", "queue_work_on" }
#define EFI_POINT_SETUP		{ "arch_efi_call_virt_setup", "efi_virtmap_load", \
				  "efi_sync_low_kernel_mappings" }
/* Last in setup: on its return the firmware is next. */
#define EFI_POINT_DOOR		{ "arch_efi_call_virt_setup", "__efi_fpsimd_begin", \
				  "efi_enter_mm" }
#define EFI_POINT_RETURN	{ "efi_call_virt_check_flags" }
#define EFI_POINT_DONE		{ "arch_efi_call_virt_teardown", "efi_virtmap_unload", \
				  "efi_leave_mm" }

#endif
