// SPDX-License-Identifier: GPL-2.0-only
#include "cli/collect/probe_timer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/perf_event.h>

/*
 * A cpu-clock event is a hard, pinned hrtimer on each kernel and needs no
 * thread.  It shall sample nothing: with kernel and user both excluded its
 * timer runs on, and the kernel has no samples to throttle it for.
 */
static int timer_open(int cpu, uint64_t period_ns)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = period_ns,
		.exclude_user = 1,
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};
	long fd = syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : (int)fd;
}

int probe_timers_start(struct probe_timers *timers, uint64_t period_ns)
{
	int cpu_cnt = (int)sysconf(_SC_NPROCESSORS_CONF);
	int cpu, fd;

	if (cpu_cnt < 1)
		return -EINVAL;
	timers->fds = calloc((size_t)cpu_cnt, sizeof(*timers->fds));
	if (!timers->fds)
		return -ENOMEM;
	for (cpu = 0; cpu < cpu_cnt; cpu++) {
		fd = timer_open(cpu, period_ns);
		/* Not online. */
		if (fd == -ENODEV)
			continue;
		if (fd < 0) {
			probe_timers_stop(timers);
			return fd;
		}
		timers->fds[timers->cnt++] = fd;
	}
	return 0;
}

void probe_timers_stop(struct probe_timers *timers)
{
	while (timers->cnt)
		close(timers->fds[--timers->cnt]);
	free(timers->fds);
	timers->fds = NULL;
}
