// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/util/options.h"

struct opts {
	bool verbose;
	const char *out;
	unsigned int count;
	double duration_s;
};

static const struct option_def defs[] = {
	{ .name = "verbose", .letter = 'v', .type = OPTION_FLAG,
	  .offset = offsetof(struct opts, verbose), .help = "say more" },
	{ .name = "output", .letter = 'o', .type = OPTION_STRING, .arg = "FILE",
	  .offset = offsetof(struct opts, out), .help = "where to" },
	{ .name = "count", .type = OPTION_UINT, .arg = "N", .min = 1, .max = 100,
	  .offset = offsetof(struct opts, count), .help = "how many" },
	{ .name = "duration", .letter = 'd', .type = OPTION_SECONDS, .arg = "SECONDS",
	  .offset = offsetof(struct opts, duration_s), .help = "how long" },
	{ 0 }
};

static const struct command_help help = {
	.name = "efi-latency test", .synopsis = "[OPTION...]",
	.summary = "Tests.", .options = defs,
};

static char message[4096];

/* Runs the parser with stderr in message; words end with NULL. */
static int parse(struct opts *opts, char **words)
{
	int argc = 0;
	FILE *file = tmpfile();
	int saved = dup(STDERR_FILENO);
	size_t len;
	int ret;

	assert_non_null(file);
	while (words[argc])
		argc++;
	memset(opts, 0, sizeof(*opts));
	dup2(fileno(file), STDERR_FILENO);
	ret = options_parse(argc, words, &help, opts);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(file);
	len = fread(message, 1, sizeof(message) - 1, file);
	message[len] = '\0';
	fclose(file);
	return ret;
}

#define PARSE(opts, ...) parse(opts, (char *[]){ "test", __VA_ARGS__, NULL })

static void assert_refused(struct opts *opts, char *a, char *b, const char *line)
{
	assert_int_equal(PARSE(opts, a, b), -EINVAL);
	assert_string_equal(message, line);
}

static void test_forms(void **state)
{
	struct opts o;

	(void)state;
	assert_int_equal(PARSE(&o, "--output=a", "--count", "7", "-v"), 5);
	assert_string_equal(o.out, "a");
	assert_int_equal(o.count, 7);
	assert_true(o.verbose);
	assert_int_equal(PARSE(&o, "-ob", "-d", "0.5"), 4);
	assert_string_equal(o.out, "b");
	assert_true(o.duration_s > 0.49 && o.duration_s < 0.51);
	assert_int_equal(PARSE(&o, "--output="), 2);
	assert_string_equal(o.out, "");
	assert_string_equal(message, "");
}

static void test_ends(void **state)
{
	struct opts o;

	(void)state;
	assert_int_equal(PARSE(&o, "-v", "--", "--count", "7"), 3);
	assert_int_equal(PARSE(&o, "-v", "word", "--count", "7"), 2);
	assert_int_equal(o.count, 0);
	assert_int_equal(PARSE(&o, "-"), 1);
	assert_int_equal(parse(&o, (char *[]){ "test", NULL }), 1);
}

static void test_unknown(void **state)
{
	struct opts o;

	(void)state;
	assert_refused(&o, "--coun", "7",
		       "efi-latency test: unknown option '--coun' (see efi-latency test --help)\n");
	assert_refused(&o, "--counts=7", NULL,
		       "efi-latency test: unknown option '--counts' (see efi-latency test --help)\n");
	assert_refused(&o, "-xv", NULL,
		       "efi-latency test: unknown option '-x' (see efi-latency test --help)\n");
}

static void test_arguments(void **state)
{
	struct opts o;

	(void)state;
	assert_refused(&o, "--count", NULL,
		       "efi-latency test: --count needs an argument: N\n");
	assert_refused(&o, "--verbose=yes", NULL,
		       "efi-latency test: --verbose takes no argument\n");
	assert_refused(&o, "-vx", NULL, "efi-latency test: -v takes no argument\n");
}

static void test_numbers(void **state)
{
	static char *const bad_uint[] = { "", "-3", "+3", " 3", "3x", "0x3", "3.0" };
	static char *const bad_seconds[] = { "", "-3", "0", "inf", "nan", "1e3", "1.2.3", "." };
	struct opts o;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad_uint) / sizeof(*bad_uint); i++) {
		assert_int_equal(PARSE(&o, "--count", bad_uint[i]), -EINVAL);
		assert_non_null(strstr(message, "is no whole number\n"));
	}
	for (i = 0; i < sizeof(bad_seconds) / sizeof(*bad_seconds); i++) {
		assert_int_equal(PARSE(&o, "--duration", bad_seconds[i]), -EINVAL);
		assert_non_null(strstr(message, "is no number of seconds\n"));
	}
	assert_refused(&o, "--duration=-3", NULL,
		       "efi-latency test: --duration: '-3' is no number of seconds\n");
	assert_refused(&o, "--count=0", NULL,
		       "efi-latency test: --count: '0' is not within 1 to 100\n");
	assert_refused(&o, "--count", "99999999999999999999999",
		       "efi-latency test: --count: '99999999999999999999999' is not within 1 to 100\n");
}

static void test_help(void **state)
{
	char text[4096];
	FILE *file = tmpfile();
	size_t len;

	(void)state;
	assert_non_null(file);
	options_help(file, &help);
	rewind(file);
	len = fread(text, 1, sizeof(text) - 1, file);
	text[len] = '\0';
	fclose(file);
	assert_string_equal(text,
		"usage: efi-latency test [OPTION...]\n\nTests.\n\n"
		"  -v, --verbose           say more\n"
		"  -o, --output FILE       where to\n"
		"      --count N           how many\n"
		"  -d, --duration SECONDS  how long\n"
		"  -h, --help              print this help\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
