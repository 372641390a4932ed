// SPDX-License-Identifier: GPL-2.0-only
/* A reset ends everything that could tell of it, but for the store. */
#include "stall.h"

static const struct efi_guid witness_guid = {
	0x5ab8c1d2, 0x6e0f, 0x4b7a,
	{ 0x9c, 0x31, 0x0d, 0x52, 0xe4, 0x77, 0xa8, 0x17 }
};

static const unsigned short name[] = L"StallReset";
static _Bool started;

void witness_start(void)
{
	started = 1;
}

void witness_reset(efi_service_t set_variable, u64 type)
{
	u8 value = (u8)type;

	if (started)
		set_variable((u64)name, (u64)&witness_guid,
			     EFI_VARIABLE_NON_VOLATILE |
				     EFI_VARIABLE_BOOTSERVICE_ACCESS |
				     EFI_VARIABLE_RUNTIME_ACCESS,
			     sizeof(value), (u64)&value);
}
