/* SPDX-License-Identifier: GPL-2.0-only */
/* Windows as the probes saw them, with names instead of addresses. */
#ifndef EFI_LATENCY_BPF_WINDOW_H
#define EFI_LATENCY_BPF_WINDOW_H

#include "cli/collect/kallsyms.h"
#include "cli/run/run.h"

#define BPF_WINDOW_NAME_BYTES	KALLSYMS_NAME_BYTES

/* Where a window began; syms may be NULL. */
void bpf_window_place(const struct kallsyms *syms, uint64_t ip, char *name, size_t bytes);
/* 0 or -ENOMEM. bpf_window_free() drops what it allocates. */
int bpf_window_convert(const struct window_event *ev, const struct kallsyms *syms,
		       struct run_window *out);
void bpf_window_free(struct run_window *window);

enum bpf_window_end { BPF_WINDOW_BEGIN, BPF_WINDOW_END };

/* One of a worst window's stacks as kallsyms_stack() gives it, malloc'ed; NULL without syms. */
char *bpf_window_stack(const struct worst_window *worst, enum bpf_window_end which,
		       const struct kallsyms *syms);

#endif
