/* SPDX-License-Identifier: GPL-2.0-only */
/* From pieces to shares to groups; private to cli/analysis. */
#ifndef EFI_LATENCY_CAUSE_PARTS_H
#define EFI_LATENCY_CAUSE_PARTS_H

#include "cli/analysis/cause.h"

/* Shares of all late wakeups, one after the other. */
struct share_pool {
	struct cause_share *at;
	size_t cnt, max;
	uint64_t slack_ns;	/* of struct causes */
};

/* 0 or -ENOMEM */
int share_add(struct share_pool *pool, const struct cause_share *share);
/* Makes one late wakeup's pieces, from first on, its shares. 0 or -ENOMEM. */
int shares_of_late(struct share_pool *pool, size_t first);
/* Fills groups, and what of the latency is explained. 0 or -ENOMEM. */
int causes_group(struct causes *c);

#endif
