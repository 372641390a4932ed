// SPDX-License-Identifier: GPL-2.0-only
/*
 * mayhem SEED COUNT: holds the CPU in one known way after the other, at random
 * times, and prints for each: what, from when to when it held the CPU, and from
 * when to when it took altogether (CLOCK_MONOTONIC, ns).
 *
 * What: GET_TIME, GET_VARIABLE and QUERY_VARIABLE_INFO, as slow as the firmware
 * is; hog, a SCHED_FIFO task; preempt and irq, windows of efi_latency.ko.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <glob.h>
#include <inttypes.h>
#include <linux/rtc.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/statfs.h>
#include <time.h>
#include <unistd.h>

#define EFIVARS		"/sys/firmware/efi/efivars"
#define WINDOW		"/sys/module/efi_latency/parameters/window"
#define HOG_PRIO	95
#define MIN_US		200
#define MAX_US		8000
#define PAUSE_MIN_US	4000
#define PAUSE_MAX_US	9000

static uint64_t random_state;

/* xorshift64*: the same everywhere. */
static unsigned int pick(unsigned int from, unsigned int to)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return from + (unsigned int)((random_state * 2685821657736338717ULL) >> 33) %
		      (to - from + 1);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void get_time(unsigned int us)
{
	struct rtc_time tm;
	int fd = open("/dev/rtc0", O_RDONLY);

	(void)us;
	if (fd < 0 || ioctl(fd, RTC_RD_TIME, &tm))
		perror("/dev/rtc0");
	close(fd);
}

/* A read of a variable asks for its size and then for its data. */
static void get_variable(unsigned int us)
{
	char data[4096];
	glob_t found;
	int fd;

	(void)us;
	if (glob(EFIVARS "/BootOrder-*", 0, NULL, &found))
		return;
	fd = open(found.gl_pathv[0], O_RDONLY);
	if (fd < 0 || read(fd, data, sizeof(data)) < 0)
		perror(found.gl_pathv[0]);
	close(fd);
	globfree(&found);
}

static void query_variable_info(unsigned int us)
{
	struct statfs fs;

	(void)us;
	if (statfs(EFIVARS, &fs))
		perror(EFIVARS);
}

/* When the CPU was really held, where that is known better than by the call. */
static uint64_t held_from_ns, held_to_ns;

static void *hog_thread(void *arg)
{
	held_from_ns = now_ns();
	do
		held_to_ns = now_ns();
	while (held_to_ns - held_from_ns < *(unsigned int *)arg * 1000ULL);
	return NULL;
}

static void hog(unsigned int us)
{
	struct sched_param param = { .sched_priority = HOG_PRIO };
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
	pthread_attr_setschedparam(&attr, &param);
	if (pthread_create(&thread, &attr, hog_thread, &us))
		perror("hog");
	else
		pthread_join(thread, NULL);
}

static void window(const char *kind, unsigned int us)
{
	char text[64];
	int fd = open(WINDOW, O_WRONLY);
	int len = snprintf(text, sizeof(text), "%s 0 %u", kind, us);

	if (fd < 0 || write(fd, text, (size_t)len) != len)
		perror(WINDOW);
	close(fd);
}

static void preempt(unsigned int us)
{
	window("preempt", us);
}

static void irq(unsigned int us)
{
	window("irq", us);
}

static const struct {
	const char *name;
	void (*run)(unsigned int us);
} deeds[] = {
	{ "GET_TIME", get_time },
	{ "GET_VARIABLE", get_variable },
	{ "QUERY_VARIABLE_INFO", query_variable_info },
	{ "hog", hog },
	{ "preempt", preempt },
	{ "irq", irq },
};

/* All of it on one CPU, as the kernel's EFI worker and the windows are. */
static void pin(void)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus))
		perror("CPU 0");
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	pin();
	random_state = strtoull(argv[1], NULL, 10) * 0x9e3779b97f4a7c15ULL + 1;
	for (int left = atoi(argv[2]); left > 0; left--) {
		unsigned int i = pick(0, sizeof(deeds) / sizeof(deeds[0]) - 1);
		unsigned int us = pick(MIN_US, MAX_US);
		uint64_t begin_ns, end_ns;

		usleep(pick(PAUSE_MIN_US, PAUSE_MAX_US));
		held_from_ns = 0;
		begin_ns = now_ns();
		deeds[i].run(us);
		end_ns = now_ns();
		printf("%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", deeds[i].name,
		       held_from_ns ? held_from_ns : begin_ns,
		       held_from_ns ? held_to_ns : end_ns, begin_ns, end_ns);
	}
	return 0;
}
