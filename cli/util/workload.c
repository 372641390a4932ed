// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/util/workload.h"

static int recorder_fd(void)
{
	const char *text = getenv(WORKLOAD_FD_ENV);

	if (!text)
		return -ENOENT;
	if (!*text || strlen(text) > 9 || text[strspn(text, "0123456789")])
		return -EBADF;
	return atoi(text);
}

int workload_submit(const struct workload_victim *victim)
{
	const char *bytes = (const char *)victim;
	size_t done = 0;
	int fd = recorder_fd();

	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return fd;
	while (done < sizeof(*victim)) {
		ssize_t n = write(fd, bytes + done, sizeof(*victim) - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		done += (size_t)n;
	}
	return 0;
}

/* The file was another program's to write: nothing in it is taken on trust. */
static int victim_valid(const struct workload_victim *victim)
{
	uint64_t binned = victim->latency.overflow;
	size_t i;

	if (victim->magic != WORKLOAD_MAGIC || victim->prio < 1 || victim->prio > 99)
		return 0;
	for (i = 0; i < HIST_BINS; i++)
		binned += victim->latency.bins[i];
	return binned == victim->latency.count;
}

int workload_next(int fd, struct workload_victim *victim)
{
	char *bytes = (char *)victim;
	size_t done = 0;

	while (done < sizeof(*victim)) {
		ssize_t n = read(fd, bytes + done, sizeof(*victim) - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return done ? -EPROTO : -ENODATA;
		done += (size_t)n;
	}
	return victim_valid(victim) ? 0 : -EPROTO;
}
