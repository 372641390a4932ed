// SPDX-License-Identifier: GPL-2.0-only
/*
 * hog SECONDS: a SCHED_FIFO task that keeps one CPU after the other busy, for
 * a moment each, and lets others run in between.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define BUSY_NS 400000
#define IDLE_US 200

static long long now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static void move_to(int cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
}

int main(int argc, char **argv)
{
	struct sched_param param = { .sched_priority = 10 };
	int cpus = (int)sysconf(_SC_NPROCESSORS_ONLN);
	long long end, busy_end;

	if (argc != 2 || sched_setscheduler(0, SCHED_FIFO, &param)) {
		perror("hog");
		return 1;
	}
	end = now_ns() + atoll(argv[1]) * 1000000000LL;
	for (int cpu = 0; now_ns() < end; cpu = (cpu + 1) % cpus) {
		move_to(cpu);
		for (busy_end = now_ns() + BUSY_NS; now_ns() < busy_end;)
			;
		usleep(IDLE_US);
	}
	return 0;
}
