// SPDX-License-Identifier: GPL-2.0-only
/*
 * calltime COUNT: how long an EFI GetTime takes by way of the RTC, in ns, as
 * the caller sees it: least, median, greatest.
 */
#include <fcntl.h>
#include <linux/rtc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>

static long long now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	int count = argc == 2 ? atoi(argv[1]) : 0;
	int fd = open("/dev/rtc0", O_RDONLY);
	struct rtc_time time;
	long long *times;

	if (fd < 0 || count < 1) {
		perror("calltime: /dev/rtc0");
		return 1;
	}
	times = calloc((size_t)count, sizeof(*times));
	if (!times)
		return 1;
	for (int i = 0; i < count; i++) {
		long long begin = now_ns();

		if (ioctl(fd, RTC_RD_TIME, &time)) {
			perror("calltime: RTC_RD_TIME");
			return 1;
		}
		times[i] = now_ns() - begin;
	}
	qsort(times, (size_t)count, sizeof(*times), compare);
	printf("%lld %lld %lld\n", times[0], times[count / 2], times[count - 1]);
	return 0;
}
