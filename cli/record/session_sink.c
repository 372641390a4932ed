// SPDX-License-Identifier: GPL-2.0-only
#include "cli/record/session_sink.h"

int session_stored(struct session *s, int err)
{
	if (err)
		s->file_failed = true;
	else
		s->dirty_cnt++;
	return err;
}

static int put_stack(struct session *s, const char *stack, int64_t *id)
{
	return stack && *stack ? run_file_add_stack(s->file, stack, id) : 0;
}

static int sink_call(void *ctx, const struct efi_call_event *ev, const char *stack)
{
	struct session *s = ctx;
	struct run_call call = { .ev = *ev, .stack_id = RUN_NO_STACK };
	int err = put_stack(s, stack, &call.stack_id);

	if (!err)
		err = run_file_add_call(s->file, &call);
	s->call_cnt++;
	return session_stored(s, err);
}

static int sink_probe(void *ctx, const struct run_probe *probe)
{
	struct session *s = ctx;

	return session_stored(s, run_file_put_probe(s->file, probe));
}

static int sink_fact(void *ctx, const char *key, const char *value)
{
	struct session *s = ctx;

	return session_stored(s, run_file_put_fact(s->file, key, value));
}

static int sink_loss(void *ctx, const char *name, uint64_t value)
{
	struct session *s = ctx;

	return session_stored(s, run_file_put_loss(s->file, name, value));
}

static int sink_hist(void *ctx, const struct run_hist *hist)
{
	struct session *s = ctx;

	return session_stored(s, run_file_put_hist(s->file, hist));
}

static int sink_worst(void *ctx, const struct wakeup_event *ev, size_t cnt)
{
	struct session *s = ctx;

	return session_stored(s, run_file_put_worst(s->file, ev, cnt));
}

static int sink_counter(void *ctx, const char *name, uint64_t value)
{
	struct session *s = ctx;

	return session_stored(s, run_file_put_counter(s->file, name, value));
}

static int sink_place(void *ctx, const struct run_place *place)
{
	struct session *s = ctx;

	return session_stored(s, run_file_put_place(s->file, place));
}

static int sink_window(void *ctx, const struct run_window *window)
{
	struct session *s = ctx;

	return session_stored(s, run_file_add_window(s->file, window));
}

static int sink_gap(void *ctx, const struct gap_event *ev)
{
	struct session *s = ctx;

	return session_stored(s, run_file_add_gap(s->file, ev));
}

static int sink_late(void *ctx, const struct late_event *ev)
{
	struct session *s = ctx;

	if (ev->flags & LATE_THRESHOLD) {
		s->threshold.crossed = true;
		s->threshold.late = *ev;
	}
	return session_stored(s, run_file_add_late(s->file, ev));
}

static int sink_switch(void *ctx, const struct run_switch *sw)
{
	struct session *s = ctx;

	return session_stored(s, run_file_add_switch(s->file, sw));
}

static int sink_worst_windows(void *ctx, struct run_window *windows,
			      const struct window_stacks *stacks, size_t cnt)
{
	struct session *s = ctx;
	int err = 0;

	for (size_t i = 0; i < cnt && !err; i++) {
		err = put_stack(s, stacks[i].begin, &windows[i].begin_stack_id);
		if (!err)
			err = put_stack(s, stacks[i].end, &windows[i].end_stack_id);
	}
	return session_stored(s, err ? err : run_file_put_worst_windows(s->file, windows, cnt));
}

void session_sink_init(struct session *s)
{
	s->sink = (struct collector_sink){
		.call = sink_call,
		.probe = sink_probe,
		.fact = sink_fact,
		.loss = sink_loss,
		.hist = sink_hist,
		.worst = sink_worst,
		.counter = sink_counter,
		.place = sink_place,
		.window = sink_window,
		.gap = sink_gap,
		.late = sink_late,
		.sw = sink_switch,
		.worst_windows = sink_worst_windows,
		.ctx = s,
	};
}
