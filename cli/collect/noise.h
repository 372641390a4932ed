/* SPDX-License-Identifier: GPL-2.0-only */
/* What takes CPUs away from the kernel itself: a hypervisor, or SMIs. */
#ifndef EFI_LATENCY_NOISE_H
#define EFI_LATENCY_NOISE_H

#include <stdbool.h>
#include <stdint.h>

struct noise {
	bool steal_known, smi_known;
	uint64_t steal_ns;	/* stolen from all CPUs since boot; resolution 10 ms */
	uint64_t smi_cnt;	/* on all CPUs since reset: MSR_SMI_COUNT, Intel only */
};

void noise_read(struct noise *noise);

#endif
