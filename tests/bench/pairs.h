/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EFI_LATENCY_BENCH_PAIRS_H
#define EFI_LATENCY_BENCH_PAIRS_H

/* The context of the programs in pairs.bpf.c: how many rounds, how long they took. */
struct pairs_run {
	__u64 cnt;
	__u64 ns;
};

#endif
