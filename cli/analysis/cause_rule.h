/* SPDX-License-Identifier: GPL-2.0-only */
/* One moment of a wait and its cause; private to cli/analysis. */
#ifndef EFI_LATENCY_CAUSE_RULE_H
#define EFI_LATENCY_CAUSE_RULE_H

#include "cli/analysis/cause.h"
#include "cli/analysis/hold.h"

/* Everything known of a moment of a wait. */
struct moment {
	const struct run *run;
	const struct late_event *ev;
	enum late_link link;
	uint64_t ns;
	const struct segment *cover[SOURCE_CNT];
	const struct occupant *occupant;
};

/* The EFI call between setup and teardown on that CPU, or NULL. */
const struct efi_call_event *moment_call(const struct moment *m);
/* ns of the wait, with what they are put down to. */
struct cause_share moment_share(const struct moment *m, uint64_t ns);

#endif
