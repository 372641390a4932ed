/* SPDX-License-Identifier: GPL-2.0-only */
/* The counter and the interrupt mask of each architecture. */
#ifndef STALL_ARCH_H
#define STALL_ARCH_H

#include "efi.h"

#if defined(__aarch64__)

static inline u64 counter(void)
{
	u64 ticks;

	asm volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks) : : "memory");
	return ticks;
}

/* 0 where only a measurement can tell. */
static inline u64 counter_hz_known(void)
{
	u64 hz;

	asm volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz;
}

static inline u64 irq_mask(void)
{
	u64 flags;

	asm volatile("mrs %0, daif\n\tmsr daifset, #3"
		     : "=r"(flags) : : "memory");
	return flags;
}

static inline void irq_restore(u64 flags)
{
	asm volatile("msr daif, %0" : : "r"(flags) : "memory");
}

static inline void relax(void)
{
	asm volatile("yield" : : : "memory");
}

#elif defined(__x86_64__)

static inline u64 counter(void)
{
	u32 low, high;

	asm volatile("lfence\n\trdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (u64)high << 32 | low;
}

static inline u64 counter_hz_known(void)
{
	return 0;
}

static inline u64 irq_mask(void)
{
	u64 flags;

	asm volatile("pushfq\n\tpopq %0\n\tcli" : "=r"(flags) : : "memory");
	return flags;
}

static inline void irq_restore(u64 flags)
{
	asm volatile("pushq %0\n\tpopfq" : : "r"(flags) : "memory", "cc");
}

static inline void relax(void)
{
	asm volatile("pause" : : : "memory");
}

#else
#error "no such architecture"
#endif

#endif
