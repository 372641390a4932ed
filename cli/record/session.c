// SPDX-License-Identifier: GPL-2.0-only
#include "cli/record/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/collect/platform.h"
#include "cli/record/session_sink.h"
#include "cli/util/clock.h"
#include "cli/util/workload.h"

#define POLL_MS		100
#define POLL_THRESHOLD_MS	10
#define STATS_AFTER_NS	500000000ULL	/* past what starting stirs up */
#define SNAPSHOT_NS	10000000000ULL

static int commit(struct session *s)
{
	int err;

	if (!s->dirty_cnt)
		return 0;
	err = run_file_commit(s->file, clock_monotonic_ns());
	if (err)
		s->file_failed = true;
	s->dirty_cnt = 0;
	return err;
}

static int put_start(struct session *s)
{
	int err;

	s->meta.start_realtime_ns = clock_realtime_ns();
	s->meta.start_ns = clock_monotonic_ns();
	noise_read(&s->noise);
	err = session_stored(s, run_file_put_meta(s->file, &s->meta));
	return err ? err : platform_facts(s->sink.fact, s);
}

int session_open(struct session *s)
{
	int err;

	session_sink_init(s);
	err = s->ops->supported(&s->why);
	if (err)
		return err;
	err = run_file_create(s->path, &s->file);
	if (err) {
		s->file_failed = true;
		return err;
	}
	err = put_start(s);
	if (!err)
		err = s->ops->open(&s->options, &s->sink, &s->collector, &s->why);
	if (!err)
		err = s->ops->start(s->collector, &s->why);
	return err ? err : commit(s);
}

static bool time_is_up(const struct session *s, uint64_t now_ns)
{
	return s->duration_s > 0 &&
	       (double)(now_ns - s->meta.start_ns) >= s->duration_s * (double)NSEC_PER_SEC;
}

static int act(struct session *s)
{
	struct threshold *t = &s->threshold;
	uint64_t run_ns = t->late.wakeup.run_ns;

	t->done = true;
	switch (t->action) {
	case THRESHOLD_SNAPSHOT:
		return s->ops->flight(s->collector,
				      run_ns > t->snapshot_ns ? run_ns - t->snapshot_ns : 0);
	case THRESHOLD_COMMAND:
		return threshold_run(t);
	default:
		return 0;
	}
}

static int stats_end(struct session *s, uint64_t now_ns)
{
	int err = s->ops->stats(s->collector, false);

	if (!err)
		err = s->sink.counter(s, "stats_ns", now_ns - s->stats_begin_ns);
	s->stats_begin_ns = 0;
	s->stats_ns = 0;
	return err;
}

/* The programs' own cost, over a part of the recording: counting costs as well. */
static int step_stats(struct session *s, uint64_t now_ns)
{
	int err;

	if (s->stats_begin_ns)
		return now_ns - s->stats_begin_ns >= s->stats_ns ? stats_end(s, now_ns) : 0;
	if (!s->stats_ns || now_ns - s->meta.start_ns < STATS_AFTER_NS)
		return 0;
	err = s->ops->stats(s->collector, true);
	s->stats_begin_ns = now_ns;
	/* 5.8 and later count; without, there is no figure. */
	if (err)
		s->stats_begin_ns = s->stats_ns = 0;
	return 0;
}

static int step(struct session *s, uint64_t *snapshot_ns)
{
	uint64_t now_ns;
	int err;

	err = s->ops->poll(s->collector, s->threshold.ns ? POLL_THRESHOLD_MS : POLL_MS);
	now_ns = clock_monotonic_ns();
	if (!err && s->threshold.crossed && !s->threshold.done)
		err = act(s);
	if (!err)
		err = step_stats(s, now_ns);
	if (!err && now_ns - *snapshot_ns >= SNAPSHOT_NS) {
		err = s->ops->snapshot(s->collector);
		*snapshot_ns = now_ns;
	}
	return err ? err : commit(s);
}

static bool is_over(const struct session *s)
{
	return *s->stop || time_is_up(s, clock_monotonic_ns()) ||
	       (s->threshold.done && s->threshold.action == THRESHOLD_STOP) ||
	       (s->child && child_ended(s->child));
}

int session_run(struct session *s)
{
	uint64_t snapshot_ns = s->meta.start_ns;
	int err = 0;

	while (!err && !is_over(s))
		err = step(s, &snapshot_ns);
	return err;
}

/* A counter that cannot be read, or ran backwards, is left out. */
static int put_noise(struct session *s)
{
	struct noise end;
	int err = 0;

	noise_read(&end);
	if (end.steal_known && s->noise.steal_known && end.steal_ns >= s->noise.steal_ns)
		err = s->sink.counter(s, "steal_ns", end.steal_ns - s->noise.steal_ns);
	if (!err && end.smi_known && s->noise.smi_known && end.smi_cnt >= s->noise.smi_cnt)
		err = s->sink.counter(s, "smi_cnt", end.smi_cnt - s->noise.smi_cnt);
	return err;
}

/* What the workload measured itself, by the channel of cli/util/workload.h. */
static int put_workload(struct session *s)
{
	struct workload_victim victim;
	struct run_hist out;
	int err;

	if (!s->child || lseek(s->child->workload_fd, 0, SEEK_SET) < 0)
		return 0;
	while (!(err = workload_next(s->child->workload_fd, &victim))) {
		out = (struct run_hist){
			.source = RUN_HIST_VICTIM,
			.cpu = victim.cpu,
			.klass = WAKEUP_RT,
			.period_ns = victim.period_ns,
			.hist = victim.latency,
		};
		err = s->sink.hist(s, &out);
		if (err)
			return err;
	}
	if (err == -EPROTO)
		return s->sink.loss(s, "workload_unreadable", 1);
	return err == -ENODATA ? 0 : err;
}

int session_finish(struct session *s)
{
	uint64_t end_ns = clock_monotonic_ns();
	int err = 0;

	if (s->stats_begin_ns)
		err = stats_end(s, end_ns);
	if (!err)
		err = s->ops->stop(s->collector);
	/* The kernel stopped recording there and then. */
	if (s->threshold.crossed && s->threshold.action == THRESHOLD_STOP)
		end_ns = s->threshold.late.wakeup.run_ns;
	if (!err)
		err = put_noise(s);
	if (s->child) {
		child_end(s->child);
		s->meta.command_status = s->child->status;
	}
	if (!err)
		err = put_workload(s);
	if (!err)
		err = session_stored(s, run_file_put_meta(s->file, &s->meta));
	if (!err) {
		err = run_file_finish(s->file, end_ns);
		s->file_failed = err != 0;
	}
	return err;
}

void session_close(struct session *s)
{
	if (s->ops)
		s->ops->close(s->collector);
	run_file_close(s->file);
	threshold_wait(&s->threshold);
	s->collector = NULL;
	s->file = NULL;
}
