// SPDX-License-Identifier: GPL-2.0-only
/* What the compiler calls for copying and clearing structures. */
#include "efi.h"

void *memcpy(void *dest, const void *src, u64 size);
void *memset(void *dest, int value, u64 size);

void *memcpy(void *dest, const void *src, u64 size)
{
	u8 *to = dest;
	const u8 *from = src;

	while (size--)
		*to++ = *from++;
	return dest;
}

void *memset(void *dest, int value, u64 size)
{
	u8 *to = dest;

	while (size--)
		*to++ = (u8)value;
	return dest;
}
