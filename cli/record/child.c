// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "cli/record/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/util/workload.h"

#define GRACE_MS 2000

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void run_child(int go_fd, int exec_fd, int workload_fd, char **argv)
{
	char number[16], byte;
	int err;

	/* End of file instead of a byte: the recorder gave up. */
	if (read(go_fd, &byte, 1) != 1)
		_exit(127);
	/* The recorder ignores these for itself, and exec would hand that on. */
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	snprintf(number, sizeof(number), "%d", workload_fd);
	setenv(WORKLOAD_FD_ENV, number, 1);
	execvp(argv[0], argv);
	err = errno;
	if (write(exec_fd, &err, sizeof(err)) < 0)
		_exit(126);
	_exit(127);
}

int child_prepare(struct child *child, char **argv)
{
	int go[2] = { -1, -1 }, exec[2] = { -1, -1 }, err;

	*child = (struct child){ .go_fd = -1, .exec_fd = -1, .status = -1 };
	child->workload_fd = memfd_create("efi-latency-workload", 0);
	if (child->workload_fd < 0 || pipe2(go, O_CLOEXEC) || pipe2(exec, O_CLOEXEC))
		goto fail;
	child->pid = fork();
	if (child->pid < 0)
		goto fail;
	if (child->pid == 0) {
		close(go[1]);
		run_child(go[0], exec[1], child->workload_fd, argv);
	}
	close(go[0]);
	close(exec[1]);
	child->go_fd = go[1];
	child->exec_fd = exec[0];
	return 0;
fail:
	err = -errno;
	child->pid = 0;
	close_fd(&go[0]);
	close_fd(&go[1]);
	close_fd(&exec[0]);
	close_fd(&exec[1]);
	close_fd(&child->workload_fd);
	return err;
}

int child_go(struct child *child)
{
	int err = 0;
	ssize_t got;

	if (write(child->go_fd, "", 1) != 1)
		return -errno;
	close_fd(&child->go_fd);
	do
		got = read(child->exec_fd, &err, sizeof(err));
	while (got < 0 && errno == EINTR);
	close_fd(&child->exec_fd);
	return got == sizeof(err) ? -err : 0;
}

static bool reap(struct child *child, int flags)
{
	int status;

	if (!child->pid)
		return true;
	if (waitpid(child->pid, &status, flags) != child->pid)
		return false;
	child->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	child->pid = 0;
	return true;
}

bool child_ended(struct child *child)
{
	return reap(child, WNOHANG);
}

void child_end(struct child *child)
{
	int waited_ms;

	if (!child->pid)
		return;
	close_fd(&child->go_fd);
	kill(child->pid, SIGTERM);
	for (waited_ms = 0; waited_ms < GRACE_MS; waited_ms += 10) {
		if (reap(child, WNOHANG))
			return;
		usleep(10 * 1000);
	}
	kill(child->pid, SIGKILL);
	while (!reap(child, 0))
		;
}

void child_close(struct child *child)
{
	child_end(child);
	close_fd(&child->go_fd);
	close_fd(&child->exec_fd);
	close_fd(&child->workload_fd);
}
