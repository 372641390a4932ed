// SPDX-License-Identifier: GPL-2.0-only
/* Writing a run file: one open transaction from one commit to the next. */
#include "cli/run/run_file.h"

#include <errno.h>
#include <stdlib.h>

#include "cli/run/run_file_create.h"
#include "cli/run/run_file_stmt.h"

int run_file_create(const char *path, struct run_file **out)
{
	struct run_file *file = calloc(1, sizeof(*file));
	int err;

	if (!file)
		return -ENOMEM;
	err = run_file_create_db(path, &file->db);
	if (!err)
		err = run_file_prepare(file);
	if (!err)
		err = run_plain(file, STMT_BEGIN);
	if (err) {
		run_file_close(file);
		return err;
	}
	*out = file;
	return 0;
}

int run_file_put_meta(struct run_file *file, const struct run *run)
{
	struct binder b = bind_begin(file, STMT_META);

	bind_text(&b, run->note);
	bind_text(&b, run->command);
	bind_cnt_if(&b, run->command_status >= 0, (uint64_t)run->command_status);
	bind_text(&b, run->recorder);
	bind_text(&b, run->options);
	bind_cnt(&b, run->start_realtime_ns);
	bind_cnt(&b, run->start_ns);
	bind_cnt(&b, run->end_ns);
	return bind_run(file, &b, NULL);
}

int run_file_put_fact(struct run_file *file, const char *key, const char *value)
{
	struct binder b = bind_begin(file, STMT_FACT);

	bind_text(&b, key);
	bind_text(&b, value);
	return bind_run(file, &b, NULL);
}

static int put_named(struct run_file *file, enum stmt id, const char *name, uint64_t value)
{
	struct binder b = bind_begin(file, id);

	bind_text(&b, name);
	bind_cnt(&b, value);
	return bind_run(file, &b, NULL);
}

int run_file_put_loss(struct run_file *file, const char *name, uint64_t value)
{
	return put_named(file, STMT_LOSS, name, value);
}

int run_file_put_counter(struct run_file *file, const char *name, uint64_t value)
{
	return put_named(file, STMT_COUNTER, name, value);
}

int run_file_put_probe(struct run_file *file, const struct run_probe *probe)
{
	struct binder b = bind_begin(file, STMT_PROBE);

	bind_text(&b, probe->name);
	bind_text(&b, probe->target);
	bind_text(&b, probe->kind);
	bind_text(&b, probe->state);
	bind_cnt(&b, probe->run_cnt);
	bind_cnt(&b, probe->run_ns);
	bind_cnt(&b, probe->missed_cnt);
	return bind_run(file, &b, NULL);
}

int run_file_add_stack(struct run_file *file, const char *frames, int64_t *id)
{
	struct binder insert = bind_begin(file, STMT_STACK);
	struct binder find = bind_begin(file, STMT_STACK_ID);
	int err;

	bind_text(&insert, frames);
	err = bind_run(file, &insert, NULL);
	if (err)
		return err;
	bind_text(&find, frames);
	return bind_run(file, &find, id);
}

static void bind_call_times(struct binder *b, const struct efi_call_event *ev)
{
	const uint64_t times[] = { ev->enter_ns, ev->queue_ns, ev->setup_ns, ev->door_ns,
				   ev->return_ns, ev->done_ns, ev->exit_ns };

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		bind_cnt_if(b, times[i], times[i]);
}

static void bind_call_door(struct binder *b, const struct efi_call_event *ev)
{
	if (ev->flags & EFI_CALL_DOOR_SEEN) {
		bind_int(b, ev->door_preempt);
		bind_int(b, ev->door_migrate);
		bind_int(b, ev->door_irq);
	} else {
		bind_null(b);
		bind_null(b);
		bind_null(b);
	}
}

static void bind_call_noise(struct binder *b, const struct efi_call_event *ev)
{
	bind_int(b, ev->switch_cnt);
	bind_cnt_if(b, ev->switch_cnt, ev->switch_tid);
	if (ev->switch_cnt)
		bind_comm(b, ev->switch_comm);
	else
		bind_null(b);
	bind_int(b, ev->irq_cnt);
	bind_cnt_if(b, ev->irq_kind, ev->irq_kind);
	bind_cnt_if(b, ev->irq_kind, ev->irq_nr);
	if (ev->irq_kind)
		bind_comm(b, ev->irq_name);
	else
		bind_null(b);
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Few calls are interrupted by a timer: the others have no such row. */
static int add_masked(struct run_file *file, const struct efi_call_event *ev)
{
	struct binder b = bind_begin(file, STMT_MASKED);

	if (!ev->timer_cnt && !ev->masked_cnt)
		return 0;
	bind_cnt(&b, ev->seq);
	bind_cnt(&b, ev->masked_low_ns);
	/* An interrupt between the reads of them must not make the bound too low. */
	bind_cnt(&b, larger(ev->masked_high_ns, larger(ev->masked_low_ns, ev->masked_longest_ns)));
	bind_cnt(&b, ev->masked_longest_ns);
	bind_int(&b, ev->masked_cnt);
	bind_int(&b, ev->timer_cnt);
	return bind_run(file, &b, NULL);
}

static int add_call(struct run_file *file, const void *what)
{
	const struct run_call *call = what;
	const struct efi_call_event *ev = &call->ev;
	struct binder b = bind_begin(file, STMT_CALL);
	int err;

	bind_cnt(&b, ev->seq);
	bind_int(&b, ev->service);
	bind_int(&b, ev->flags);
	/* The high bit of an EFI status says error: kept as the sign. */
	bind_int(&b, (int64_t)ev->status);
	bind_call_times(&b, ev);
	bind_int(&b, ev->pid);
	bind_int(&b, ev->tid);
	bind_comm(&b, ev->comm);
	bind_cnt_if(&b, call->stack_id != RUN_NO_STACK, (uint64_t)call->stack_id);
	bind_int(&b, ev->req_cpu);
	bind_int(&b, ev->worker_tid);
	bind_int(&b, ev->fw_cpu);
	bind_int(&b, ev->end_cpu);
	bind_call_door(&b, ev);
	bind_call_noise(&b, ev);
	err = bind_run(file, &b, NULL);
	return err ? err : add_masked(file, ev);
}

int run_file_add_call(struct run_file *file, const struct run_call *call)
{
	return run_whole(file, add_call, call);
}

static int drop_worst(struct run_file *file, const struct wakeup_event *ev)
{
	struct binder b = bind_begin(file, STMT_WORST_DROP);

	bind_int(&b, ev->cpu);
	bind_text(&b, wakeup_class_name(ev->klass));
	bind_int(&b, ev->efi_seq != 0);
	return bind_run(file, &b, NULL);
}

static int add_worst(struct run_file *file, const struct wakeup_event *ev)
{
	struct binder b = bind_begin(file, STMT_WORST);

	bind_text(&b, wakeup_class_name(ev->klass));
	bind_int(&b, ev->cpu);
	bind_cnt_if(&b, ev->efi_seq, ev->efi_seq);
	bind_cnt(&b, ev->waking_ns);
	bind_cnt(&b, ev->run_ns);
	bind_int(&b, ev->pid);
	bind_int(&b, ev->tid);
	bind_comm(&b, ev->comm);
	bind_int(&b, ev->prio);
	bind_int(&b, ev->waker_cpu);
	bind_int(&b, ev->prev_tid);
	bind_comm(&b, ev->prev_comm);
	bind_int(&b, ev->prev_prio);
	return bind_run(file, &b, NULL);
}

int run_file_put_worst(struct run_file *file, const struct wakeup_event *ev, size_t cnt)
{
	int err = 0;

	/* First all of the old, then the new: callers may mix CPUs and classes. */
	for (size_t i = 0; i < cnt && !err; i++)
		err = drop_worst(file, &ev[i]);
	for (size_t i = 0; i < cnt && !err; i++)
		err = add_worst(file, &ev[i]);
	return err;
}

static int commit(struct run_file *file, uint64_t now_ns)
{
	int err = run_with_id(file, STMT_END, (int64_t)now_ns);

	return err ? err : run_plain(file, STMT_COMMIT);
}

int run_file_commit(struct run_file *file, uint64_t now_ns)
{
	int err = commit(file, now_ns);

	return err ? err : run_plain(file, STMT_BEGIN);
}

int run_file_finish(struct run_file *file, uint64_t now_ns)
{
	int err = run_plain(file, STMT_COMPLETE);

	if (!err)
		err = commit(file, now_ns);
	return err ? err : run_file_fold_wal(file->db);
}

void run_file_close(struct run_file *file)
{
	if (!file)
		return;
	for (int i = 0; i < STMT_CNT; i++)
		sqlite3_finalize(file->stmt[i]);
	sqlite3_close(file->db);
	free(file);
}
