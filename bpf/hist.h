/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Log-linear histogram of nanoseconds: the same arithmetic in the kernel and
 * in user space.
 *
 * Values below 2^HIST_SUB_BITS have a bin each; above, every power of two is
 * cut into 2^HIST_SUB_BITS bins of equal width, so that a bin is at most 1/32
 * of its lower bound wide (relative error <= 3.125 %).  Range: 0 to
 * 2^HIST_MAX_BITS - 1 ns (18 minutes); larger values count as overflow, and
 * still enter count, sum, min and max exactly.
 */
#ifndef EFI_LATENCY_HIST_H
#define EFI_LATENCY_HIST_H

#include <linux/types.h>

#define HIST_SUB_BITS	5
#define HIST_SUB	(1 << HIST_SUB_BITS)
#define HIST_MAX_BITS	40
#define HIST_BINS	((HIST_MAX_BITS - HIST_SUB_BITS + 1) << HIST_SUB_BITS)

struct hist {
	__u64 count;		/* all values, overflow included */
	__u64 sum_ns;
	__u64 min_ns;		/* valid when count > 0 */
	__u64 max_ns;
	__u64 overflow;		/* values >= 2^HIST_MAX_BITS ns, in no bin */
	__u64 bins[HIST_BINS];
};

_Static_assert(HIST_BINS == 1152, "the run file stores bin numbers");

/* Position of the highest bit set; v > 0. Branches: BPF has no such insn. */
static inline __attribute__((always_inline)) unsigned int hist_msb(__u64 v)
{
	unsigned int msb = 0;

	if (v >> 32) { v >>= 32; msb += 32; }
	if (v >> 16) { v >>= 16; msb += 16; }
	if (v >> 8) { v >>= 8; msb += 8; }
	if (v >> 4) { v >>= 4; msb += 4; }
	if (v >> 2) { v >>= 2; msb += 2; }
	if (v >> 1) { msb += 1; }
	return msb;
}

/* Bin of a value; HIST_BINS when it overflows. */
static inline __attribute__((always_inline)) unsigned int hist_bin(__u64 ns)
{
	unsigned int shift;

	if (ns < HIST_SUB)
		return (unsigned int)ns;
	if (ns >> HIST_MAX_BITS)
		return HIST_BINS;
	shift = hist_msb(ns) - HIST_SUB_BITS;
	return ((shift + 1) << HIST_SUB_BITS) +
	       (unsigned int)((ns >> shift) & (HIST_SUB - 1));
}

/* Smallest value of a bin. The largest is hist_bin_low(bin + 1) - 1. */
static inline __attribute__((always_inline)) __u64 hist_bin_low(unsigned int bin)
{
	unsigned int shift;

	if (bin < HIST_SUB)
		return bin;
	shift = (bin >> HIST_SUB_BITS) - 1;
	return (__u64)(HIST_SUB + (bin & (HIST_SUB - 1))) << shift;
}

static inline __attribute__((always_inline)) void hist_add(struct hist *h, __u64 ns)
{
	unsigned int bin = hist_bin(ns);

	if (!h->count || ns < h->min_ns)
		h->min_ns = ns;
	if (ns > h->max_ns)
		h->max_ns = ns;
	h->count++;
	h->sum_ns += ns;
	if (bin < HIST_BINS)
		h->bins[bin]++;
	else
		h->overflow++;
}

#endif
