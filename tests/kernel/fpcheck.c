// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does a task find in its FP/SIMD and SVE registers what it left there?
 *
 * fpcheck fp|sve SECONDS [FIFO-PRIORITY]
 *
 * Fills the registers, computes or, with a priority, sleeps for a moment, and
 * compares them, on CPU 0, for so many seconds. Prints the number of rounds,
 * and of rounds that found something else.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#ifndef HWCAP_SVE
#define HWCAP_SVE (1 << 22)
#endif

#define REGISTERS	32
#define VL_MAX		256
#define PREDICATES	16
#define SLEEP_NS	200000
#define COMPUTE_LOOPS	20000

#define ALL_REGISTERS \
	"0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, " \
	"19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31"
#define ALL_PREDICATES "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15"

struct registers {
	uint8_t z[REGISTERS * VL_MAX];
	uint8_t p[PREDICATES * VL_MAX / 8];
	uint8_t ffr[VL_MAX / 8];
	uint64_t fpcr;
};

static unsigned int vl = 16;

/*
 * Between load and store nothing may touch the registers, not even the C
 * library: the pause is part of the same assembly.
 */
#define PAUSE \
	"cbz %[sleep], 1f\n\t" \
	"mov x0, %[ts]\n\tmov x1, #0\n\tmov x8, #101\n\tsvc #0\n\tb 2f\n" \
	"1:\tmov x0, %[loops]\n" \
	"3:\tsubs x0, x0, #1\n\tb.ne 3b\n" \
	"2:\n\t"
#define PAUSE_INPUTS(sleep_) \
	[sleep] "r"((uint64_t)(sleep_)), [ts] "r"(&moment), \
	[loops] "r"((uint64_t)COMPUTE_LOOPS)
#define CLOBBERS \
	"x0", "x1", "x8", "x16", "cc", "memory", "v0", "v1", "v2", "v3", "v4", \
	"v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", \
	"v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", \
	"v26", "v27", "v28", "v29", "v30", "v31"

static const struct timespec moment = { 0, SLEEP_NS };

static void round_fp(const struct registers *in, struct registers *out, int sleeping)
{
	asm volatile("mov x16, %[in]\n\t"
		     ".irp n, " ALL_REGISTERS "\n\t"
		     "ldr q\\n, [x16], #16\n\t"
		     ".endr\n\t"
		     PAUSE
		     "mov x16, %[out]\n\t"
		     ".irp n, " ALL_REGISTERS "\n\t"
		     "str q\\n, [x16], #16\n\t"
		     ".endr"
		     : : [in] "r"(in->z), [out] "r"(out->z), PAUSE_INPUTS(sleeping)
		     : CLOBBERS);
}

/* A system call may drop all but the lower 128 bits: SVE only computes. */
static void round_sve(const struct registers *in, struct registers *out)
{
	asm volatile(".arch_extension sve\n\t"
		     "ldr p0, [%[ffr_in]]\n\t"
		     "wrffr p0.b\n\t"
		     ".irp n, " ALL_REGISTERS "\n\t"
		     "ldr z\\n, [%[z_in], #\\n, mul vl]\n\t"
		     ".endr\n\t"
		     ".irp n, " ALL_PREDICATES "\n\t"
		     "ldr p\\n, [%[p_in], #\\n, mul vl]\n\t"
		     ".endr\n\t"
		     "mov x0, %[loops]\n"
		     "3:\tsubs x0, x0, #1\n\tb.ne 3b\n\t"
		     ".irp n, " ALL_REGISTERS "\n\t"
		     "str z\\n, [%[z_out], #\\n, mul vl]\n\t"
		     ".endr\n\t"
		     ".irp n, " ALL_PREDICATES "\n\t"
		     "str p\\n, [%[p_out], #\\n, mul vl]\n\t"
		     ".endr\n\t"
		     "rdffr p0.b\n\t"
		     "str p0, [%[ffr_out]]"
		     : : [z_in] "r"(in->z), [p_in] "r"(in->p), [ffr_in] "r"(in->ffr),
			 [z_out] "r"(out->z), [p_out] "r"(out->p), [ffr_out] "r"(out->ffr),
			 [loops] "r"((uint64_t)COMPUTE_LOOPS)
		     : CLOBBERS);
}

static void fill(struct registers *registers, unsigned int seed)
{
	uint8_t *bytes = registers->z;

	for (size_t i = 0; i < sizeof(registers->z) + sizeof(registers->p); i++)
		bytes[i] = (uint8_t)(seed + i * 7 + (i >> 8));
	/* What FFR may hold is a run of ones from the bottom. */
	memset(registers->ffr, 0, sizeof(registers->ffr));
	registers->ffr[0] = (uint8_t)((1u << (seed % 8)) - 1);
}

static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static int set_up(int sve, int priority)
{
	struct sched_param param = { .sched_priority = priority };
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus) ||
	    (priority && sched_setscheduler(0, SCHED_FIFO, &param))) {
		perror("fpcheck");
		return -1;
	}
	if (!sve)
		return 0;
	if (!(getauxval(AT_HWCAP) & HWCAP_SVE)) {
		fprintf(stderr, "fpcheck: no SVE\n");
		return -1;
	}
	vl = (unsigned int)prctl(PR_SVE_GET_VL) & PR_SVE_VL_LEN_MASK;
	return 0;
}

static int differs(const struct registers *a, const struct registers *b, int sve)
{
	return memcmp(a->z, b->z, REGISTERS * vl) ||
	       (sve && (memcmp(a->p, b->p, PREDICATES * vl / 8) ||
			memcmp(a->ffr, b->ffr, vl / 8)));
}

int main(int argc, char **argv)
{
	static struct registers in, out;
	unsigned long rounds = 0, wrong = 0;
	int sve, priority;
	double end;

	if (argc < 3)
		return 2;
	sve = !strcmp(argv[1], "sve");
	priority = argc > 3 ? atoi(argv[3]) : 0;
	if (set_up(sve, priority))
		return 1;
	for (end = now_s() + atof(argv[2]); now_s() < end; rounds++) {
		fill(&in, (unsigned int)(rounds + (unsigned long)getpid()));
		memset(&out, 0, sizeof(out));
		if (sve)
			round_sve(&in, &out);
		else
			round_fp(&in, &out, priority != 0);
		wrong += (unsigned long)differs(&in, &out, sve);
	}
	printf("%s%s vl=%u rounds=%lu wrong=%lu\n", argv[1], priority ? "-fifo" : "", vl, rounds,
	       wrong);
	return wrong != 0 || !rounds;
}
