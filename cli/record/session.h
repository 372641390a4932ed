/* SPDX-License-Identifier: GPL-2.0-only */
/* One recording: a collector's sink into a run file, and the loop around it. */
#ifndef EFI_LATENCY_SESSION_H
#define EFI_LATENCY_SESSION_H

#include <signal.h>
#include <stddef.h>

#include "cli/collect/collector.h"
#include "cli/collect/noise.h"
#include "cli/record/child.h"
#include "cli/record/threshold.h"
#include "cli/run/run_file.h"

struct session {
	const struct collector_ops *ops;
	struct collector *collector;
	struct collector_options options;
	struct collector_sink sink;
	struct run_file *file;
	const char *path;
	struct run meta;		/* only its meta part */
	struct child *child;		/* NULL: none */
	double duration_s;		/* 0: no limit */
	struct threshold threshold;
	uint64_t stats_ns;		/* for how long the kernel counts the probes' cost; 0: not */
	uint64_t stats_begin_ns;	/* 0: not begun, or over */
	struct noise noise;		/* at the start */
	const volatile sig_atomic_t *stop;	/* set by a signal */
	size_t call_cnt;
	size_t dirty_cnt;		/* writes since the last commit */
	const char *why;		/* the failing step, in words */
	bool file_failed;		/* the run file, not the collector */
};

/* Each returns 0 or a negative value; why and file_failed say what failed. */
int session_open(struct session *s);
int session_run(struct session *s);
/* Stops the probes, stores what is left and completes the file. */
int session_finish(struct session *s);
void session_close(struct session *s);

#endif
