// SPDX-License-Identifier: GPL-2.0-only
#include "cli/record/threshold.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void threshold_set_action(struct threshold *t, const char *text)
{
	t->action = THRESHOLD_STOP;
	if (!text || !strcmp(text, "stop"))
		return;
	if (!strcmp(text, "snapshot")) {
		t->action = THRESHOLD_SNAPSHOT;
		return;
	}
	t->action = THRESHOLD_COMMAND;
	t->command = text;
}

uint64_t threshold_late_ns(const struct threshold *t)
{
	uint64_t first_ns = t->late.due_ns ? t->late.due_ns : t->late.wakeup.waking_ns;

	return t->late.wakeup.run_ns - first_ns;
}

static void put_env(const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	setenv(name, text, 1);
}

static void run_command(const struct threshold *t)
{
	char comm[EVENT_COMM_LEN + 1] = "";

	memcpy(comm, t->late.wakeup.comm, EVENT_COMM_LEN);
	setenv("EFI_LATENCY_COMM", comm, 1);
	put_env("EFI_LATENCY_TID", t->late.wakeup.tid);
	put_env("EFI_LATENCY_CPU", t->late.wakeup.cpu);
	put_env("EFI_LATENCY_NS", threshold_late_ns(t));
	execl("/bin/sh", "sh", "-c", t->command, (char *)NULL);
	_exit(127);
}

int threshold_run(struct threshold *t)
{
	t->pid = fork();
	if (t->pid < 0) {
		t->pid = 0;
		return -errno;
	}
	if (!t->pid)
		run_command(t);
	return 0;
}

void threshold_wait(struct threshold *t)
{
	if (t->pid)
		waitpid(t->pid, NULL, 0);
	t->pid = 0;
}
