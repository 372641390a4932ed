/* SPDX-License-Identifier: GPL-2.0-only */
/* The probe timers: one a CPU, seen by bpf/timer.bpf.c each time one expires. */
#ifndef EFI_LATENCY_PROBE_TIMER_H
#define EFI_LATENCY_PROBE_TIMER_H

#include <stddef.h>
#include <stdint.h>

/* The kernel function that such a timer calls. */
#define PROBE_TIMER_FUNCTION	"perf_swevent_hrtimer"

struct probe_timers {
	int *fds;
	size_t cnt;
};

/* On every online CPU, each period_ns (10 us and up). 0 or a negative errno. */
int probe_timers_start(struct probe_timers *timers, uint64_t period_ns);
void probe_timers_stop(struct probe_timers *timers);

#endif
