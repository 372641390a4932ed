/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's symbols that the checks ask for, read in one go. */
#ifndef EFI_LATENCY_DOCTOR_SYMBOLS_H
#define EFI_LATENCY_DOCTOR_SYMBOLS_H

#include <stdbool.h>

enum doctor_symbol {
	DOCTOR_SYM_SCHED_WAKING = 0,
	DOCTOR_SYM_SCHED_SWITCH,
	DOCTOR_SYM_IRQ_ENTRY,
	DOCTOR_SYM_PREEMPT_DISABLE,
	DOCTOR_SYM_TIMER,
	DOCTOR_SYM_CPU_CLOCK,
	DOCTOR_SYM_KPROBES,
	DOCTOR_SYM_LOCK_ASSERT,		/* came with preemptible calls */
	DOCTOR_SYM_ARM64_LOAD,		/* arm64 and 32-bit ARM only */
	DOCTOR_SYM_CNT
};

struct doctor_symbols {
	bool known;		/* the symbol table could be read */
	bool has[DOCTOR_SYM_CNT];
	/* Points of a call that record needs: the first that this kernel lacks. */
	const char *missing_point;
	/* The first that ftrace cannot take, NULL: none. */
	const char *untraceable_point;
};

void doctor_read_symbols(struct doctor_symbols *syms);

#endif
