// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_file_parse.h"

#include "cli/run/run.h"

void run_parse_meta(struct row *row, void *elem)
{
	struct run *run = elem;

	run->complete = row_int(row, 0, 1);
	run->note = row_dup(row);
	run->command = row_dup(row);
	run->command_status = row_null(row) ? -1 : (int)row_int(row, 0, 255);
	run->recorder = row_dup(row);
	run->options = row_dup(row);
	run->start_realtime_ns = row_cnt(row);
	run->start_ns = row_cnt(row);
	run->end_ns = row_cnt(row);
}

void run_parse_fact(struct row *row, void *elem)
{
	struct run_fact *fact = elem;

	fact->key = row_dup(row);
	fact->value = row_dup(row);
}

void run_parse_counter(struct row *row, void *elem)
{
	struct run_counter *counter = elem;

	counter->name = row_dup(row);
	counter->value = row_cnt(row);
}

void run_parse_probe(struct row *row, void *elem)
{
	struct run_probe *probe = elem;

	probe->name = row_dup(row);
	probe->target = row_dup(row);
	probe->kind = row_dup(row);
	probe->state = row_dup(row);
	probe->run_cnt = row_cnt(row);
	probe->run_ns = row_cnt(row);
	probe->missed_cnt = row_cnt(row);
}

void run_parse_stack(struct row *row, void *elem)
{
	struct run_stack *stack = elem;

	stack->id = row_int(row, 1, INT64_MAX);
	stack->frames = row_dup(row);
}

/* Of a table of its own, with a row for few calls. */
static void parse_masked(struct row *row, struct efi_call_event *ev)
{
	if (row_null(row))
		return;
	row_int(row, (int64_t)ev->seq, (int64_t)ev->seq);
	ev->masked_low_ns = row_cnt(row);
	ev->masked_high_ns = (uint64_t)row_int(row, (int64_t)ev->masked_low_ns, INT64_MAX);
	ev->masked_longest_ns = (uint64_t)row_int(row, 0, (int64_t)ev->masked_high_ns);
	ev->masked_cnt = row_u32(row);
	ev->timer_cnt = row_u32(row);
}

void run_parse_call(struct row *row, void *elem)
{
	struct run_call *call = elem;
	struct efi_call_event *ev = &call->ev;

	ev->seq = row_cnt(row);
	ev->service = row_u32(row);
	ev->flags = row_u32(row);
	ev->status = (uint64_t)row_int(row, INT64_MIN, INT64_MAX);
	ev->enter_ns = row_cnt_or_0(row);
	ev->queue_ns = row_cnt_or_0(row);
	ev->setup_ns = row_cnt_or_0(row);
	ev->door_ns = row_cnt_or_0(row);
	ev->return_ns = row_cnt_or_0(row);
	ev->done_ns = row_cnt_or_0(row);
	ev->exit_ns = row_cnt_or_0(row);
	ev->pid = row_u32(row);
	ev->tid = row_u32(row);
	row_comm(row, ev->comm);
	call->stack_id = (int64_t)row_cnt_or_0(row);
	ev->req_cpu = row_u32(row);
	ev->worker_tid = row_u32(row);
	ev->fw_cpu = row_u32(row);
	ev->end_cpu = row_u32(row);
	ev->door_preempt = row_null(row) ? 0 : row_s16(row);
	ev->door_migrate = row_null(row) ? 0 : row_s16(row);
	ev->door_irq = row_null(row) ? EFI_IRQ_UNKNOWN : (uint16_t)row_int(row, 0, EFI_IRQ_OFF);
	ev->switch_cnt = row_u32(row);
	ev->switch_tid = row_null(row) ? 0 : row_u32(row);
	row_comm(row, ev->switch_comm);
	ev->irq_cnt = row_u32(row);
	ev->irq_kind = row_null(row) ? EFI_IRQ_NONE : (uint16_t)row_int(row, 1, UINT16_MAX);
	ev->irq_nr = row_null(row) ? 0 : row_u32(row);
	row_comm(row, ev->irq_name);
	parse_masked(row, ev);
}

static const char *hist_source_name(unsigned int source)
{
	return run_hist_source_name(source);
}

/* Which columns each source has. */
static bool is_key(const struct run_hist *h)
{
	if (h->source == RUN_HIST_WAKEUP)
		return !h->period_ns;
	if (h->source == RUN_HIST_VICTIM)
		return !h->inside;
	return !h->period_ns && h->klass == WAKEUP_RT;
}

void run_parse_hist(struct row *row, void *elem)
{
	struct run_hist *h = elem;

	h->source = row_name(row, hist_source_name, RUN_HIST_SOURCE_CNT);
	h->cpu = row_cpu(row);
	h->klass = row_class(row);
	h->inside = row_int(row, 0, 1);
	h->period_ns = row_cnt_or_0(row);
	h->hist.count = row_cnt(row);
	h->hist.sum_ns = row_cnt(row);
	h->hist.min_ns = row_cnt_or_0(row);
	h->hist.max_ns = row_cnt_or_0(row);
	h->hist.overflow = row_cnt(row);
	if (h->hist.min_ns > h->hist.max_ns || !is_key(h))
		row_bad(row);
}

void run_parse_hist_bin(struct row *row, void *elem)
{
	struct run_hist *h = elem;
	unsigned int bin = (unsigned int)row_int(row, 0, HIST_BINS - 1);

	h->hist.bins[bin] = row_cnt(row);
}

bool run_hist_is_whole(const void *elem)
{
	const struct hist *h = &((const struct run_hist *)elem)->hist;
	uint64_t missing = h->count - h->overflow;

	if (h->overflow > h->count)
		return false;
	/* The sum of them all may not fit. */
	for (unsigned int i = 0; i < HIST_BINS; i++) {
		if (h->bins[i] > missing)
			return false;
		missing -= h->bins[i];
	}
	return !missing;
}

void run_parse_worst(struct row *row, void *elem)
{
	struct run_wakeup *worst = elem;
	struct wakeup_event *ev = &worst->ev;

	ev->klass = row_class(row);
	ev->cpu = row_u32(row);
	ev->efi_seq = row_cnt_or_0(row);
	ev->waking_ns = row_cnt(row);
	ev->run_ns = (uint64_t)row_int(row, (int64_t)ev->waking_ns, INT64_MAX);
	ev->pid = row_u32(row);
	ev->tid = row_u32(row);
	row_comm(row, ev->comm);
	ev->prio = row_s32(row);
	ev->waker_cpu = row_u32(row);
	ev->prev_tid = row_u32(row);
	row_comm(row, ev->prev_comm);
	ev->prev_prio = row_s32(row);
}
