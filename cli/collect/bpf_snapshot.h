/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads what the kernel keeps by CPU, adds it up and hands it to the sink. */
#ifndef EFI_LATENCY_BPF_SNAPSHOT_H
#define EFI_LATENCY_BPF_SNAPSHOT_H

#include "cli/collect/collector.h"
#include "cli/collect/kallsyms.h"

struct bpf_snapshot_fds {
	int hists;		/* struct hist by class and inside, per CPU */
	int worsts;		/* struct wakeup_worst, likewise */
	int losses;		/* __u64 by enum loss, per CPU */
	int irq_hists;		/* struct hist by inside, per CPU */
	int sampled_hists;	/* the same */
	int window_hists;	/* struct hist by kind and inside, per CPU */
	int window_worsts;	/* struct window_worst by kind, per CPU */
	int places;		/* struct place by struct place_key, per CPU */
	const struct kallsyms *syms;	/* NULL: windows have addresses only */
};

int bpf_snapshot(const struct bpf_snapshot_fds *fds, const struct collector_sink *sink);

#endif
