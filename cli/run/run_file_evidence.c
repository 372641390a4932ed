// SPDX-License-Identifier: GPL-2.0-only
/* Writing what held a CPU, and late wakeups. */
#include "cli/run/run_file.h"

#include <errno.h>

#include "cli/run/run_file_error.h"
#include "cli/run/run_file_stmt.h"

static void bind_stack(struct binder *b, int64_t id)
{
	bind_cnt_if(b, id != RUN_NO_STACK, (uint64_t)id);
}

static int add_window(struct run_file *file, const struct run_window *window, bool worst)
{
	const struct window_event *ev = &window->ev;
	struct binder b = bind_begin(file, STMT_WINDOW);

	bind_text(&b, window_kind_name(ev->kind));
	bind_int(&b, ev->flags);
	bind_int(&b, worst);
	bind_int(&b, ev->head.cpu);
	bind_cnt(&b, ev->begin_ns);
	bind_cnt(&b, ev->end_ns);
	bind_cnt_if(&b, ev->switch_ns, ev->switch_ns);
	bind_cnt_if(&b, ev->efi_seq, ev->efi_seq);
	bind_text(&b, window->begin);
	bind_text(&b, window->end);
	bind_int(&b, ev->tid);
	bind_comm(&b, ev->comm);
	bind_stack(&b, window->begin_stack_id);
	bind_stack(&b, window->end_stack_id);
	return bind_run(file, &b, NULL);
}

int run_file_add_window(struct run_file *file, const struct run_window *window)
{
	return add_window(file, window, false);
}

/* A snapshot of a live record may be torn: the next has it whole, or another. */
static bool is_torn(const struct window_event *ev)
{
	if (ev->flags & WINDOW_SWITCHED && !ev->switch_ns)
		return true;
	return ev->end_ns < ev->begin_ns ||
	       (ev->switch_ns && (ev->switch_ns < ev->begin_ns || ev->switch_ns > ev->end_ns));
}

struct worst {
	const struct run_window *windows;
	size_t cnt;
};

static int put_worst(struct run_file *file, const void *what)
{
	const struct worst *worst = what;
	int err = run_plain(file, STMT_WINDOW_DROP);

	for (size_t i = 0; i < worst->cnt && !err; i++)
		if (!is_torn(&worst->windows[i].ev))
			err = add_window(file, &worst->windows[i], true);
	return err;
}

int run_file_put_worst_windows(struct run_file *file, const struct run_window *windows, size_t cnt)
{
	struct worst worst = { windows, cnt };

	return run_whole(file, put_worst, &worst);
}

int run_file_add_gap(struct run_file *file, const struct gap_event *ev)
{
	struct binder b = bind_begin(file, STMT_GAP);

	bind_int(&b, ev->flags);
	bind_int(&b, ev->head.cpu);
	bind_cnt(&b, ev->due_ns);
	bind_cnt(&b, ev->entry_ns);
	bind_cnt_if(&b, ev->open_ns, ev->open_ns);
	bind_cnt_if(&b, ev->efi_seq, ev->efi_seq);
	bind_int(&b, ev->tid);
	bind_comm(&b, ev->comm);
	return bind_run(file, &b, NULL);
}

/* Where two tasks shared a slot, one may have left half a timer. */
static void bind_late_times(struct binder *b, const struct late_event *ev)
{
	bool timer = ev->flags & LATE_TIMER && ev->due_ns && ev->expire_ns;

	bind_int(b, timer ? ev->flags : ev->flags & ~(uint32_t)(LATE_TIMER | LATE_TIMER_SOFT));
	bind_cnt_if(b, timer, ev->due_ns);
	bind_cnt_if(b, timer, ev->expire_ns);
	bind_cnt(b, ev->wakeup.waking_ns);
	bind_cnt_if(b, ev->enqueued_ns, ev->enqueued_ns);
	bind_cnt(b, ev->wakeup.run_ns);
}

static void bind_late_tasks(struct binder *b, const struct late_event *ev)
{
	const struct wakeup_event *wakeup = &ev->wakeup;

	bind_int(b, wakeup->pid);
	bind_int(b, wakeup->tid);
	bind_comm(b, wakeup->comm);
	bind_int(b, wakeup->prio);
	bind_int(b, wakeup->waker_cpu);
	bind_int(b, ev->waker_tid);
	bind_comm(b, ev->waker_comm);
	bind_int(b, ev->waker_prio);
	bind_int(b, wakeup->prev_tid);
	bind_comm(b, wakeup->prev_comm);
	bind_int(b, wakeup->prev_prio);
}

static int add_occupant(struct run_file *file, int64_t late_id, unsigned int nr,
			const struct occupant *occupant)
{
	struct binder b = bind_begin(file, STMT_OCCUPANT);

	bind_int(&b, late_id);
	bind_int(&b, nr);
	bind_cnt(&b, occupant->since_ns);
	bind_int(&b, occupant->tid);
	bind_comm(&b, occupant->comm);
	bind_int(&b, occupant->prio);
	return bind_run(file, &b, NULL);
}

static int add_late(struct run_file *file, const void *what)
{
	const struct late_event *ev = what;
	struct binder b = bind_begin(file, STMT_LATE);
	int64_t id;
	int err;

	bind_late_times(&b, ev);
	bind_text(&b, wakeup_class_name(ev->wakeup.klass));
	bind_int(&b, ev->wakeup.cpu);
	bind_cnt_if(&b, ev->wakeup.efi_seq, ev->wakeup.efi_seq);
	bind_late_tasks(&b, ev);
	err = bind_run(file, &b, NULL);
	id = sqlite3_last_insert_rowid(file->db);
	for (unsigned int i = 0; i < ev->occupant_cnt && !err; i++)
		err = add_occupant(file, id, i, &ev->occupant[i]);
	return err;
}

int run_file_add_late(struct run_file *file, const struct late_event *ev)
{
	if (ev->occupant_cnt > LATE_OCCUPANT_CNT)
		return run_file_fail(-ERANGE, "more occupants than a late wakeup has");
	return run_whole(file, add_late, ev);
}

int run_file_add_switch(struct run_file *file, const struct run_switch *sw)
{
	struct binder b = bind_begin(file, STMT_SWITCH);

	bind_int(&b, sw->cpu);
	bind_cnt(&b, sw->to.since_ns);
	bind_int(&b, sw->to.tid);
	bind_comm(&b, sw->to.comm);
	bind_int(&b, sw->to.prio);
	return bind_run(file, &b, NULL);
}
