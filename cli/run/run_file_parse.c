// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_file_parse.h"

#include <errno.h>
#include <string.h>

#include "cli/run/run.h"
#include "cli/run/run_file.h"
#include "cli/run/run_file_error.h"

static void row_bad(struct row *row)
{
	if (!row->err)
		row->err = run_file_fail(RUN_FILE_DAMAGED, sqlite3_sql(row->stmt));
}

static bool row_null(struct row *row)
{
	if (sqlite3_column_type(row->stmt, row->col) != SQLITE_NULL)
		return false;
	row->col++;
	return true;
}

int64_t row_int(struct row *row, int64_t min, int64_t max)
{
	int64_t v = sqlite3_column_int64(row->stmt, row->col);

	if (sqlite3_column_type(row->stmt, row->col++) == SQLITE_INTEGER && v >= min && v <= max)
		return v;
	row_bad(row);
	return 0;
}

static uint64_t row_cnt(struct row *row)
{
	return (uint64_t)row_int(row, 0, INT64_MAX);
}

static uint32_t row_u32(struct row *row)
{
	return (uint32_t)row_int(row, 0, UINT32_MAX);
}

static int16_t row_s16(struct row *row)
{
	return (int16_t)row_int(row, INT16_MIN, INT16_MAX);
}

static int32_t row_s32(struct row *row)
{
	return (int32_t)row_int(row, INT32_MIN, INT32_MAX);
}

/* NULL is absent, which the event ABI writes as 0. */
static uint64_t row_cnt_or_0(struct row *row)
{
	return row_null(row) ? 0 : row_cnt(row);
}

static const char *row_text(struct row *row)
{
	const char *text;

	if (sqlite3_column_type(row->stmt, row->col) != SQLITE_TEXT)
		row_bad(row);
	text = (const char *)sqlite3_column_text(row->stmt, row->col++);
	return text ? text : "";
}

static char *row_dup(struct row *row)
{
	char *text = strdup(row_text(row));

	if (!text && !row->err)
		row->err = -ENOMEM;
	return text;
}

static void row_comm(struct row *row, char comm[EVENT_COMM_LEN])
{
	const char *text = row_null(row) ? "" : row_text(row);
	size_t len = strlen(text);

	if (len > EVENT_COMM_LEN)
		row_bad(row);
	else
		memcpy(comm, text, len);
}

static enum wakeup_class row_class(struct row *row)
{
	return strcmp(row_text(row), "rt") ? WAKEUP_FAIR : WAKEUP_RT;
}

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

void run_parse_loss(struct row *row, void *elem)
{
	struct run_counter *loss = elem;

	loss->name = row_dup(row);
	loss->value = row_cnt(row);
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
}

void run_parse_hist(struct row *row, void *elem)
{
	struct run_hist *h = elem;

	h->source = strcmp(row_text(row), "victim") ? RUN_HIST_WAKEUP : RUN_HIST_VICTIM;
	h->cpu = (unsigned int)row_int(row, 0, UINT16_MAX);
	h->klass = row_class(row);
	h->inside = row_int(row, 0, 1);
	h->period_ns = row_cnt_or_0(row);
	h->hist.count = row_cnt(row);
	h->hist.sum_ns = row_cnt(row);
	h->hist.min_ns = row_cnt_or_0(row);
	h->hist.max_ns = row_cnt_or_0(row);
	h->hist.overflow = row_cnt(row);
	if (h->hist.min_ns > h->hist.max_ns)
		row_bad(row);
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
