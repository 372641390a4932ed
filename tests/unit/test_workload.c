// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/util/workload.h"

static int open_recorder(void)
{
	char text[16];
	int fd = memfd_create("workload", 0);

	assert_true(fd >= 0);
	snprintf(text, sizeof(text), "%d", fd);
	assert_int_equal(setenv(WORKLOAD_FD_ENV, text, 1), 0);
	return fd;
}

static struct workload_victim make_victim(unsigned int cpu)
{
	struct workload_victim v = {
		.magic = WORKLOAD_MAGIC, .cpu = cpu, .prio = 80, .period_ns = 1000000,
	};

	hist_add(&v.latency, 1500);
	hist_add(&v.latency, 5000000);
	hist_add(&v.latency, 1ULL << HIST_MAX_BITS);
	return v;
}

static void test_no_recorder(void **state)
{
	struct workload_victim v = make_victim(0);

	(void)state;
	unsetenv(WORKLOAD_FD_ENV);
	assert_int_equal(workload_submit(&v), 0);
}

static void test_bad_recorder(void **state)
{
	static const char *const bad[] = { "", "-1", "3x", "99999999999", "12345" };
	struct workload_victim v = make_victim(0);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		setenv(WORKLOAD_FD_ENV, bad[i], 1);
		assert_int_equal(workload_submit(&v), -EBADF);
	}
}

static void test_round_trip(void **state)
{
	struct workload_victim sent, got;
	unsigned int cpu;
	int fd = open_recorder();

	(void)state;
	for (cpu = 0; cpu < 3; cpu++) {
		sent = make_victim(cpu);
		assert_int_equal(workload_submit(&sent), 0);
	}
	lseek(fd, 0, SEEK_SET);
	for (cpu = 0; cpu < 3; cpu++) {
		sent = make_victim(cpu);
		assert_int_equal(workload_next(fd, &got), 0);
		assert_memory_equal(&got, &sent, sizeof(got));
	}
	assert_int_equal(workload_next(fd, &got), -ENODATA);
	close(fd);
}

static void test_truncated(void **state)
{
	struct workload_victim v = make_victim(0);
	int fd = open_recorder();

	(void)state;
	assert_int_equal(workload_submit(&v), 0);
	assert_int_equal(ftruncate(fd, sizeof(v) - 1), 0);
	lseek(fd, 0, SEEK_SET);
	assert_int_equal(workload_next(fd, &v), -EPROTO);
	close(fd);
}

/* A record changed by one field must be refused. */
static void assert_refused(struct workload_victim v)
{
	int fd = open_recorder();

	assert_int_equal(workload_submit(&v), 0);
	lseek(fd, 0, SEEK_SET);
	assert_int_equal(workload_next(fd, &v), -EPROTO);
	close(fd);
}

static void test_foreign(void **state)
{
	struct workload_victim v;

	(void)state;
	v = make_victim(0);
	v.magic++;
	assert_refused(v);
	v = make_victim(0);
	v.prio = 100;
	assert_refused(v);
	v = make_victim(0);
	v.latency.bins[7]++;
	assert_refused(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_recorder),
		cmocka_unit_test(test_bad_recorder),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
