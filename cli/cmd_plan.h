/* SPDX-License-Identifier: GPL-2.0-only */
/* compare --plan: one side, compared with itself. */
#ifndef EFI_LATENCY_CMD_PLAN_H
#define EFI_LATENCY_CMD_PLAN_H

#include "cli/analysis/compare.h"

struct plan_options {
	const char *path;
	const char *change;	/* "20%" */
	bool json;
	bool force;
	struct compare_settings settings;
};

/* An exit code. */
int plan_path(const struct plan_options *opts);

#endif
