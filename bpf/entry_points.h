/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every function by which the kernel asks for an EFI runtime service, 6.1 to
 * 7.3 (the nonblocking ones became *_nb on the way): ENTRY_POINT(function,
 * service, flags).  Read by both sides, so without a guard: each reader says
 * what ENTRY_POINT is.
 */
ENTRY_POINT(virt_efi_get_time, EFI_SERVICE_GET_TIME, 0)
ENTRY_POINT(virt_efi_set_time, EFI_SERVICE_SET_TIME, 0)
ENTRY_POINT(virt_efi_get_wakeup_time, EFI_SERVICE_GET_WAKEUP_TIME, 0)
ENTRY_POINT(virt_efi_set_wakeup_time, EFI_SERVICE_SET_WAKEUP_TIME, 0)
ENTRY_POINT(virt_efi_get_variable, EFI_SERVICE_GET_VARIABLE, 0)
ENTRY_POINT(virt_efi_get_next_variable, EFI_SERVICE_GET_NEXT_VARIABLE, 0)
ENTRY_POINT(virt_efi_set_variable, EFI_SERVICE_SET_VARIABLE, 0)
ENTRY_POINT(virt_efi_set_variable_nb, EFI_SERVICE_SET_VARIABLE, EFI_CALL_NONBLOCKING)
ENTRY_POINT(virt_efi_set_variable_nonblocking, EFI_SERVICE_SET_VARIABLE, EFI_CALL_NONBLOCKING)
ENTRY_POINT(virt_efi_query_variable_info, EFI_SERVICE_QUERY_VARIABLE_INFO, 0)
ENTRY_POINT(virt_efi_query_variable_info_nb, EFI_SERVICE_QUERY_VARIABLE_INFO, EFI_CALL_NONBLOCKING)
ENTRY_POINT(virt_efi_query_variable_info_nonblocking, EFI_SERVICE_QUERY_VARIABLE_INFO, EFI_CALL_NONBLOCKING)
ENTRY_POINT(virt_efi_get_next_high_mono_count, EFI_SERVICE_GET_NEXT_HIGH_MONO_COUNT, 0)
ENTRY_POINT(virt_efi_reset_system, EFI_SERVICE_RESET_SYSTEM, EFI_CALL_NONBLOCKING)
ENTRY_POINT(virt_efi_update_capsule, EFI_SERVICE_UPDATE_CAPSULE, 0)
ENTRY_POINT(virt_efi_query_capsule_caps, EFI_SERVICE_QUERY_CAPSULE_CAPS, 0)
ENTRY_POINT(efi_call_acpi_prm_handler, EFI_SERVICE_ACPI_PRM_HANDLER, 0)
#undef ENTRY_POINT
