// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/stress/victim.h"
#include "cli/util/clock.h"

#define STACK_BYTES		(256U << 10)
#define PREFAULT_BYTES		(64U << 10)
#define PAGE_BYTES		4096

struct victim {
	struct victim_result result;
	struct victims *all;
	pthread_t thread;
};

struct victims {
	atomic_bool stop;
	sem_t woken;
	int dma_latency_fd;
	size_t cnt;		/* threads that run */
	struct victim victims[];
};

static void sleep_until(uint64_t due_ns)
{
	struct timespec ts = clock_timespec(due_ns);

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR)
		;
}

/* The first use of a stack page must not be a fault inside a measured period. */
static void prefault_stack(void)
{
	volatile char stack[PREFAULT_BYTES];
	size_t i;

	for (i = 0; i < sizeof(stack); i += PAGE_BYTES)
		stack[i] = 0;
}

static void *victim_thread(void *arg)
{
	struct victim *v = arg;
	struct workload_victim *record = &v->result.record;
	uint64_t due_ns, woke_ns;
	sigset_t all;

	/* A handler is not ours to run: it would be late, and main would sleep on. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	prefault_stack();
	due_ns = clock_monotonic_ns() + record->period_ns;
	sleep_until(due_ns);
	sem_post(&v->all->woken);
	due_ns = clock_monotonic_ns() + record->period_ns;
	while (!atomic_load_explicit(&v->all->stop, memory_order_relaxed)) {
		sleep_until(due_ns);
		woke_ns = clock_monotonic_ns();
		hist_add(&record->latency, woke_ns - due_ns);
		for (due_ns += record->period_ns; due_ns < woke_ns; due_ns += record->period_ns)
			v->result.skipped_cnt++;
	}
	return NULL;
}

static int set_attributes(pthread_attr_t *attr, const struct workload_victim *record)
{
	const struct sched_param param = { .sched_priority = (int)record->prio };
	const size_t bytes = CPU_ALLOC_SIZE(CPU_LIST_MAX);
	cpu_set_t *set = CPU_ALLOC(CPU_LIST_MAX);
	int err = ENOMEM;

	if (set) {
		CPU_ZERO_S(bytes, set);
		CPU_SET_S(record->cpu, bytes, set);
		err = pthread_attr_setaffinity_np(attr, bytes, set);
		CPU_FREE(set);
	}
	if (!err)
		err = pthread_attr_setstacksize(attr, STACK_BYTES);
	if (!err)
		err = pthread_attr_setinheritsched(attr, PTHREAD_EXPLICIT_SCHED);
	if (!err)
		err = pthread_attr_setschedpolicy(attr, SCHED_FIFO);
	if (!err)
		err = pthread_attr_setschedparam(attr, &param);
	return err;
}

static int start_thread(struct victim *v)
{
	pthread_attr_t attr;
	int err = pthread_attr_init(&attr);

	if (err)
		return -err;
	err = set_attributes(&attr, &v->result.record);
	if (!err)
		err = pthread_create(&v->thread, &attr, victim_thread, v);
	pthread_attr_destroy(&attr);
	return -err;
}

/* While it is open no CPU enters an idle state that takes time to leave. */
static int hold_dma_latency(void)
{
	const int32_t latency_us = 0;
	int fd = open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC);

	if (fd >= 0 && write(fd, &latency_us, sizeof(latency_us)) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static const char *why_not(int err)
{
	switch (err) {
	case -EPERM:
		return "SCHED_FIFO needs root or an RLIMIT_RTPRIO that allows the priority";
	case -EINVAL:
		return "a CPU of the list is not online, or not allowed to this process";
	default:
		return strerror(-err);
	}
}

static void wait_for_all(struct victims *vs)
{
	size_t i;

	for (i = 0; i < vs->cnt; i++)
		while (sem_wait(&vs->woken) && errno == EINTR)
			;
}

int victims_start(const struct cpu_list *cpus, unsigned int prio, uint64_t period_ns,
		  struct victims **victims, const char **why)
{
	struct victims *vs = calloc(1, sizeof(*vs) + cpus->cnt * sizeof(vs->victims[0]));
	size_t i;
	int err = 0;

	if (!vs) {
		*why = strerror(ENOMEM);
		return -ENOMEM;
	}
	sem_init(&vs->woken, 0, 0);
	vs->dma_latency_fd = hold_dma_latency();
	/* Best effort, as the stacks are touched anyway; fails by RLIMIT_MEMLOCK only. */
	mlockall(MCL_CURRENT | MCL_FUTURE);
	for (i = 0; !err && i < cpus->cnt; i++) {
		struct victim *v = &vs->victims[i];

		v->all = vs;
		v->result.record.magic = WORKLOAD_MAGIC;
		v->result.record.cpu = cpus->cpus[i];
		v->result.record.prio = prio;
		v->result.record.period_ns = period_ns;
		err = start_thread(v);
		vs->cnt += !err;
	}
	wait_for_all(vs);
	if (err) {
		*why = why_not(err);
		victims_stop(vs);
		victims_free(vs);
		return err;
	}
	*victims = vs;
	return 0;
}

void victims_stop(struct victims *vs)
{
	size_t i;

	atomic_store(&vs->stop, true);
	for (i = 0; i < vs->cnt; i++)
		pthread_join(vs->victims[i].thread, NULL);
	if (vs->dma_latency_fd >= 0)
		close(vs->dma_latency_fd);
	vs->dma_latency_fd = -1;
	munlockall();
}

size_t victims_cnt(const struct victims *vs)
{
	return vs->cnt;
}

const struct victim_result *victims_result(const struct victims *vs, size_t i)
{
	return &vs->victims[i].result;
}

void victims_free(struct victims *vs)
{
	sem_destroy(&vs->woken);
	free(vs);
}
