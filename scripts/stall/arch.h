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

#define CAN_ABUSE 1

/* A number of its own in each. What SVE adds to a register is lost by it. */
static inline void fill_vectors(void)
{
	asm volatile(".arch_extension simd\n\t"
		     ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, "
		     "14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, "
		     "28, 29, 30, 31\n\t"
		     "movi v\\n\\().16b, #(\\n + 1)\n\t"
		     ".endr" : : : "memory");
}

/* Compares each half of each register with what fill_vectors() left. */
static inline _Bool vectors_intact(void)
{
	u64 wrong, want, one;

	asm volatile(".arch_extension simd\n\t"
		     "mov %1, #0\n\t"
		     "mov %2, #0x0101\n\t"
		     "movk %2, #0x0101, lsl #16\n\t"
		     "movk %2, #0x0101, lsl #32\n\t"
		     "movk %2, #0x0101, lsl #48\n\t"
		     "mov %0, #0\n\t"
		     ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, "
		     "14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, "
		     "28, 29, 30, 31\n\t"
		     "add %1, %1, %2\n\t"
		     "umov x16, v\\n\\().d[0]\n\t"
		     "eor x16, x16, %1\n\t"
		     "orr %0, %0, x16\n\t"
		     "umov x16, v\\n\\().d[1]\n\t"
		     "eor x16, x16, %1\n\t"
		     "orr %0, %0, x16\n\t"
		     ".endr"
		     : "=&r"(wrong), "=&r"(want), "=&r"(one)
		     : : "x16", "memory");
	return !wrong;
}

#elif defined(__x86_64__)

#define CAN_ABUSE 0

static inline void fill_vectors(void)
{
}

static inline _Bool vectors_intact(void)
{
	return 1;
}

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
