// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_file_parse.h"

static uint64_t row_ns_from(struct row *row, uint64_t min_ns)
{
	return (uint64_t)row_int(row, (int64_t)min_ns, INT64_MAX);
}

static uint64_t row_ns_between_or_0(struct row *row, uint64_t min_ns, uint64_t max_ns)
{
	return row_null(row) ? 0 : (uint64_t)row_int(row, (int64_t)min_ns, (int64_t)max_ns);
}

static enum window_kind row_kind(struct row *row)
{
	return row_name(row, window_kind_name, WINDOW_KIND_CNT);
}

void run_parse_place(struct row *row, void *elem)
{
	struct run_place *place = elem;

	place->kind = row_kind(row);
	place->symbol = row_dup(row);
	place->place.count = row_cnt(row);
	place->place.sum_ns = row_cnt(row);
	place->place.max_ns = row_cnt(row);
}

void run_parse_place_bin(struct row *row, void *elem)
{
	struct run_place *place = elem;
	unsigned int bin = (unsigned int)row_int(row, 0, PLACE_BINS - 1);

	place->place.bins[bin] = row_u32(row);
}

bool run_place_is_whole(const void *elem)
{
	const struct place *place = &((const struct run_place *)elem)->place;
	uint64_t cnt = 0;

	for (unsigned int i = 0; i < PLACE_BINS; i++)
		cnt += place->bins[i];
	return cnt == place->count;
}

void run_parse_window(struct row *row, void *elem)
{
	struct run_window *window = elem;
	struct window_event *ev = &window->ev;

	ev->head.kind = EVIDENCE_WINDOW;
	ev->kind = row_kind(row);
	ev->flags = row_u32(row);
	window->worst = row_int(row, 0, 1);
	ev->head.cpu = row_cpu(row);
	ev->begin_ns = row_cnt(row);
	ev->end_ns = row_ns_from(row, ev->begin_ns);
	ev->switch_ns = row_ns_between_or_0(row, ev->begin_ns, ev->end_ns);
	ev->efi_seq = row_cnt_or_0(row);
	window->begin = row_dup(row);
	window->end = row_dup(row);
	ev->tid = row_u32(row);
	row_comm(row, ev->comm);
	window->begin_stack_id = (int64_t)row_cnt_or_0(row);
	window->end_stack_id = (int64_t)row_cnt_or_0(row);
	if (ev->flags & WINDOW_SWITCHED && !ev->switch_ns)
		row_bad(row);
}

void run_parse_gap(struct row *row, void *elem)
{
	struct gap_event *ev = &((struct run_gap *)elem)->ev;

	ev->head.kind = EVIDENCE_GAP;
	ev->flags = row_u32(row);
	ev->head.cpu = row_cpu(row);
	ev->due_ns = row_cnt(row);
	ev->entry_ns = row_ns_from(row, ev->due_ns);
	ev->open_ns = row_ns_between_or_0(row, 1, ev->due_ns);
	ev->efi_seq = row_cnt_or_0(row);
	ev->tid = row_u32(row);
	row_comm(row, ev->comm);
}

/* As table wakeup, in another order. */
static void parse_late_task(struct row *row, struct late_event *ev)
{
	struct wakeup_event *wakeup = &ev->wakeup;

	wakeup->klass = row_class(row);
	ev->head.cpu = wakeup->cpu = row_cpu(row);
	wakeup->efi_seq = row_cnt_or_0(row);
	wakeup->pid = row_u32(row);
	wakeup->tid = row_u32(row);
	row_comm(row, wakeup->comm);
	wakeup->prio = row_s32(row);
	wakeup->waker_cpu = row_cpu(row);
	ev->waker_tid = row_u32(row);
	row_comm(row, ev->waker_comm);
	ev->waker_prio = row_s32(row);
	wakeup->prev_tid = row_u32(row);
	row_comm(row, wakeup->prev_comm);
	wakeup->prev_prio = row_s32(row);
}

void run_parse_late(struct row *row, void *elem)
{
	struct late_event *ev = &((struct run_late *)elem)->ev;
	bool timer;

	ev->head.kind = EVIDENCE_LATE;
	ev->flags = row_u32(row);
	ev->due_ns = row_cnt_or_0(row);
	ev->expire_ns = row_cnt_or_0(row);
	ev->wakeup.waking_ns = row_cnt(row);
	ev->enqueued_ns = row_cnt_or_0(row);
	ev->wakeup.run_ns = row_ns_from(row, ev->wakeup.waking_ns);
	parse_late_task(row, ev);
	timer = ev->flags & LATE_TIMER;
	if (timer != !!ev->due_ns || timer != !!ev->expire_ns)
		row_bad(row);
}

/* Numbered without a hole, from 0. */
void run_parse_occupant(struct row *row, void *elem)
{
	struct late_event *ev = &((struct run_late *)elem)->ev;
	struct occupant *to = &ev->occupant[ev->occupant_cnt % LATE_OCCUPANT_CNT];

	row_int(row, ev->occupant_cnt, ev->occupant_cnt);
	if (++ev->occupant_cnt > LATE_OCCUPANT_CNT)
		row_bad(row);
	to->since_ns = row_cnt(row);
	to->tid = row_u32(row);
	row_comm(row, to->comm);
	to->prio = row_s32(row);
}

void run_parse_switch(struct row *row, void *elem)
{
	struct run_switch *sw = elem;

	sw->cpu = row_cpu(row);
	sw->to.since_ns = row_cnt(row);
	sw->to.tid = row_u32(row);
	row_comm(row, sw->to.comm);
	sw->to.prio = row_s32(row);
}
