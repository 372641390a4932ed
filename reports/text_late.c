// SPDX-License-Identifier: GPL-2.0-only
/* Late wakeups, link by link, and what held them up. */
#include <inttypes.h>
#include <string.h>

#include "reports/format.h"
#include "reports/text.h"

#define GROUP_ROWS	12
#define GROUP_WIDTH	57
#define INDENT		20

static void put_groups(FILE *out, const struct report *r)
{
	const struct causes *c = &r->analysis->causes;

	fprintf(out, "  %-*s %10s %12s %8s\n", GROUP_WIDTH, "cause", "total ms", "worst us",
		"main in");
	for (size_t i = 0; i < r->group_cnt && i < GROUP_ROWS; i++) {
		const struct cause_group *g = &c->groups[i];
		bool cut = strlen(r->groups[i]) > GROUP_WIDTH;
		char us[FORMAT_BYTES];

		fprintf(out, "  %-*.*s%s %10.2f %12s %8" PRIu64 "\n", cut ? 0 : GROUP_WIDTH,
			cut ? GROUP_WIDTH - 3 : GROUP_WIDTH, r->groups[i], cut ? "..." : "",
			(double)g->total_ns / 1e6, format_us(us, g->share->ns), g->main_cnt);
	}
	if (c->group_cnt > GROUP_ROWS)
		fprintf(out, "  and %zu more\n", c->group_cnt - GROUP_ROWS);
}

/* "due +3000.00 expire +5.00 waking +1.00 enqueued +14.00 run", as far as it is known. */
static void put_links(FILE *out, const struct late_cause *lc)
{
	static const char *const from[LINK_CNT] = { "due", "expire", "waking", "enqueued" };
	int first = lc->ev->flags & LATE_TIMER ? LINK_EXPIRE : LINK_ENQUEUE;

	for (int i = first; i < LINK_CNT; i++) {
		bool skip = i == LINK_ENQUEUE && lc->link_ns[i] == NO_FIGURE;
		char us[FORMAT_BYTES];

		fprintf(out, "%s +%s ", from[i], format_us(us, skip ? lc->wait_ns : lc->link_ns[i]));
		if (skip)
			break;
	}
	fputs("run\n", out);
}

static void put_latest(FILE *out, const struct report *r)
{
	const struct causes *c = &r->analysis->causes;

	fprintf(out, "  %12s  %-4s %s\n", "latency us", "CPU", "task, its links in us, and why");
	for (size_t i = 0; i < r->late_cnt; i++) {
		const struct wakeup_event *w = &c->worst[i]->ev->wakeup;
		char us[FORMAT_BYTES], comm[FORMAT_BYTES];

		fprintf(out, "  %12s  %-4u %s[%u]  ", format_us(us, c->worst[i]->latency_ns),
			w->cpu, format_comm(comm, w->comm), w->tid);
		put_links(out, c->worst[i]);
		fprintf(out, "%*s", INDENT, "");
		text_wrap(out, r->late_causes[i], INDENT, INDENT);
	}
}

void text_lates(FILE *out, const struct report *r)
{
	const struct causes *c = &r->analysis->causes;
	char floor[FORMAT_BYTES];

	if (!c->late_cnt && !c->unstored_cnt)
		return;
	fprintf(out, "\nLate RT wakeups: %zu took more than %s from the first known link until "
		"the task ran\n", c->late_cnt, format_ns(floor, c->floor_ns));
	if (c->late_cnt)
		put_groups(out, r);
	if (r->explained[0]) {
		fputs("  ", out);
		text_wrap(out, r->explained, 2, 2);
	}
	if (c->late_cnt)
		put_latest(out, r);
}
