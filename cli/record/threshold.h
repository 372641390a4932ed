/* SPDX-License-Identifier: GPL-2.0-only */
/* What record does at the first RT wakeup beyond --threshold. */
#ifndef EFI_LATENCY_THRESHOLD_H
#define EFI_LATENCY_THRESHOLD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "cli/collect/collector.h"

enum threshold_action {
	THRESHOLD_STOP = 0,	/* record nothing behind it, and end */
	THRESHOLD_SNAPSHOT,	/* keep the last events before it, and go on */
	THRESHOLD_COMMAND,	/* run a command, and go on */
};

struct threshold {
	uint64_t ns;			/* 0: none */
	enum threshold_action action;
	const char *command;		/* THRESHOLD_COMMAND: for /bin/sh -c */
	uint64_t snapshot_ns;		/* THRESHOLD_SNAPSHOT: how far back */
	bool crossed;
	bool done;
	struct late_event late;		/* valid when crossed */
	pid_t pid;			/* of the command while it runs */
};

/* "stop", "snapshot", or a command. */
void threshold_set_action(struct threshold *t, const char *text);
/* How late it was, in ns. */
uint64_t threshold_late_ns(const struct threshold *t);
/* Starts the command; 0 or a negative errno. */
int threshold_run(struct threshold *t);
/* Waits for the command. */
void threshold_wait(struct threshold *t);

#endif
