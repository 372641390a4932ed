/* SPDX-License-Identifier: GPL-2.0-only */
/* An EFI call within its run. */
#ifndef EFI_LATENCY_CALL_H
#define EFI_LATENCY_CALL_H

#include "cli/analysis/phase.h"
#include "cli/run/run.h"

/* The call of that number, or NULL: the run's calls are in order of seq. */
const struct efi_call_event *find_call(const struct run *run, uint64_t seq);
/* call_preemptible() corrected for kernels that never preempt kernel code. */
enum preemptible run_preemptible(const struct run *run, const struct efi_call_event *ev);
/* setup to teardown, or what of it was probed; 0 when the call was preemptible. */
uint64_t call_held_ns(const struct run *run, const struct efi_call_event *ev);

#endif
