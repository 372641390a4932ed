/* SPDX-License-Identifier: GPL-2.0-only */
/* Which probe kinds this kernel attaches, and what they add to what they read. */
#ifndef EFI_LATENCY_BPF_CALIBRATE_H
#define EFI_LATENCY_BPF_CALIBRATE_H

#include <stdbool.h>

#include "bpf/event.h"

struct bpf_calibration {
	int fentry_err;		/* 0: attaches; else the negative errno it gave */
	int kprobe_err;
	struct depth_bias fentry_bias;
	struct depth_bias kprobe_bias;
	struct depth_bias event_bias;	/* BTF tracepoints; 0 unless event_known */
	bool event_known;
};

/* 0, or a negative errno when the kernel takes no BPF program at all. */
int bpf_calibrate(struct bpf_calibration *cal);

#endif
