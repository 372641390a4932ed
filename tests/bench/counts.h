/* SPDX-License-Identifier: GPL-2.0-only */
/* The map "counts": its sums over all CPUs are what tests/bench/attach prints. */
#ifndef EFI_LATENCY_BENCH_COUNTS_H
#define EFI_LATENCY_BENCH_COUNTS_H

#define COUNTS_CNT	4

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, COUNTS_CNT);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

static __always_inline void count(__u32 key)
{
	__u64 *cnt = bpf_map_lookup_elem(&counts, &key);

	if (cnt)
		(*cnt)++;
}

#endif
