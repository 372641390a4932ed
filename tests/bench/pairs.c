// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time of a pair: loops that differ by one pair of preempt_disable() and
 * preempt_enable(), by one such pair inside an irq off and on pair, and a
 * system call. One line of JSON: ns per round, median of the repetitions.
 *
 * usage: pairs OBJECT ROUNDS [LOOP]
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "pairs.h"

#define REPEAT_CNT	5
#define ARRAY_CNT(a)	(sizeof(a) / sizeof((a)[0]))

static struct bpf_object *obj;

static int run_program(const char *name, __u64 cnt, __u64 *ns)
{
	struct pairs_run run = { .cnt = cnt };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = &run, .ctx_size_in = sizeof(run));
	struct bpf_program *prog = bpf_object__find_program_by_name(obj, name);
	int err = prog ? bpf_prog_test_run_opts(bpf_program__fd(prog), &opts) : -ENOENT;

	*ns = run.ns;
	return err;
}

static __u64 now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static int run_getppid(const char *name, __u64 cnt, __u64 *ns)
{
	__u64 start_ns = now_ns(), i;

	(void)name;
	for (i = 0; i < cnt; i++)
		syscall(SYS_getppid);
	*ns = now_ns() - start_ns;
	return 0;
}

static const struct loop {
	const char *name;
	int (*run)(const char *name, __u64 cnt, __u64 *ns);
} loops[] = {
	{ "run_nothing", run_program },
	{ "run_preempt", run_program },
	{ "run_look_up", run_program },
	{ "run_lock", run_program },
	{ "getppid", run_getppid },
};

static int by_value(const void *a, const void *b)
{
	const __u64 *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The first repetition warms up and is not counted. */
static int measure(const struct loop *loop, __u64 cnt, double *round_ns)
{
	__u64 ns[REPEAT_CNT + 1];
	int i, err;

	for (i = 0; i <= REPEAT_CNT; i++) {
		err = loop->run(loop->name, cnt, &ns[i]);
		if (err) {
			fprintf(stderr, "pairs: %s: %s\n", loop->name, strerror(-err));
			return err;
		}
	}
	qsort(ns + 1, REPEAT_CNT, sizeof(*ns), by_value);
	*round_ns = (double)ns[1 + REPEAT_CNT / 2] / cnt;
	return 0;
}

/* All loops, or the one that is named. */
static int measure_all(__u64 cnt, const char *only)
{
	const char *separator = "{";
	double round_ns;
	size_t i;

	for (i = 0; i < ARRAY_CNT(loops); i++) {
		if (only && strcmp(only, loops[i].name))
			continue;
		if (measure(&loops[i], cnt, &round_ns))
			return 1;
		printf("%s\"%s\":%.3f", separator, loops[i].name, round_ns);
		separator = ",";
	}
	printf("}\n");
	return 0;
}

int main(int argc, char **argv)
{
	__u64 cnt = argc == 3 || argc == 4 ? strtoull(argv[2], NULL, 10) : 0;
	int status;

	if (!cnt) {
		fprintf(stderr, "usage: pairs OBJECT ROUNDS [LOOP]\n");
		return 2;
	}
	obj = bpf_object__open(argv[1]);
	if (!obj || bpf_object__load(obj)) {
		fprintf(stderr, "pairs: cannot load %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	status = measure_all(cnt, argv[3]);
	bpf_object__close(obj);
	return status;
}
