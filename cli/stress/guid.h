/* SPDX-License-Identifier: GPL-2.0-only */
/* Every variable that stress makes is under this GUID, and no other one is touched. */
#ifndef EFI_LATENCY_STRESS_GUID_H
#define EFI_LATENCY_STRESS_GUID_H

#define STRESS_GUID_TEXT	"6f49def1-de81-4d52-85a5-3f6b6c84512c"
/* As EFI stores it: the first three numbers little-endian. */
#define STRESS_GUID_BYTES	{ \
	0xf1, 0xde, 0x49, 0x6f, 0x81, 0xde, 0x52, 0x4d, \
	0x85, 0xa5, 0x3f, 0x6b, 0x6c, 0x84, 0x51, 0x2c, \
}
#define STRESS_VARIABLE		"EfiLatencyStress"

#endif
