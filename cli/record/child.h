/* SPDX-License-Identifier: GPL-2.0-only */
/* The recorded COMMAND: started only when the probes are on. */
#ifndef EFI_LATENCY_CHILD_H
#define EFI_LATENCY_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct child {
	pid_t pid;		/* 0: none, or reaped */
	int go_fd;		/* written once to let it exec */
	int exec_fd;		/* read: the errno of a failed exec, or end of file */
	int workload_fd;	/* memfd for what it measured itself */
	int status;		/* exit status, 128 + signal; -1 while it runs */
};

/* Forks and waits before exec; 0 or a negative errno. */
int child_prepare(struct child *child, char **argv);
/* Lets it go; the negative errno of exec when COMMAND could not be started. */
int child_go(struct child *child);
/* True once it has ended; never waits. */
bool child_ended(struct child *child);
/* SIGTERM, two seconds later SIGKILL; returns when it is gone. */
void child_end(struct child *child);
void child_close(struct child *child);

#endif
