// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/stress/guid.h"
#include "cli/stress/stress.h"
#include "cli/util/cpu_list.h"

static void test_service_names(void **state)
{
	(void)state;
	assert_int_equal(stress_service_bit("GET_TIME", 8), 1U << EFI_SERVICE_GET_TIME);
	assert_int_equal(stress_service_bit("GET_VARIABLE,x", 12), 1U << EFI_SERVICE_GET_VARIABLE);
	assert_int_equal(stress_service_bit("GET_TIM", 7), 0);
	assert_int_equal(stress_service_bit("get_time", 8), 0);
	assert_int_equal(stress_service_bit("RESET_SYSTEM", 12), 0);
	assert_int_equal(stress_service_bit("", 0), 0);
	assert_string_equal(stress_service_name(0), "GET_TIME");
	assert_null(stress_service_name(STRESS_SERVICE_CNT));
}

static void test_room(void **state)
{
	const char *why;

	(void)state;
	assert_int_equal(stress_room(0, 0, &why), -ENOSPC);
	assert_int_equal(stress_room(64 << 10, (16 << 10) - 1, &why), -ENOSPC);
	assert_int_equal(stress_room(64 << 10, 16 << 10, &why), 0);
	assert_int_equal(stress_room(1000000, 99999, &why), -ENOSPC);
	assert_int_equal(stress_room(1000000, 100000, &why), 0);
}

/* A volatile variable's refusal is expected, a nonvolatile one's is an error. */
static void test_set_result(void **state)
{
	struct stress_host host = { .nonvolatile = false };

	(void)state;
	assert_int_equal(stress_set_result(&host, 0), 0);
	assert_int_equal(stress_set_result(&host, -EINVAL), STRESS_REFUSED);
	assert_int_equal(stress_set_result(&host, -EIO), -EIO);
	assert_int_equal(stress_attributes(&host), 0x6);
	host.nonvolatile = true;
	assert_int_equal(stress_set_result(&host, -EINVAL), -EINVAL);
	assert_int_equal(stress_attributes(&host), 0x7);
}

static void test_values_differ(void **state)
{
	struct stress_host host = { .write_cnt = 0 };
	uint8_t a[STRESS_VALUE_BYTES], b[STRESS_VALUE_BYTES];

	(void)state;
	stress_next_value(&host, a);
	stress_next_value(&host, b);
	assert_memory_not_equal(a, b, sizeof(a));
}

/* The text and the bytes of the GUID are one. */
static void test_guid(void **state)
{
	static const uint8_t bytes[16] = STRESS_GUID_BYTES;
	static const size_t order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	static const char digits[] = "0123456789abcdef";
	const char *text = STRESS_GUID_TEXT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bytes); i++) {
		text += *text == '-';
		assert_int_equal(*text++, digits[bytes[order[i]] >> 4]);
		assert_int_equal(*text++, digits[bytes[order[i]] & 0xf]);
	}
	assert_int_equal(*text, '\0');
}

static int nothing_to_prepare(struct stress_host *host, const char **why)
{
	(void)host;
	(void)why;
	return 0;
}

/* Succeeds, is refused, fails, and so on. */
static int take_turns(struct stress_host *host)
{
	static const int results[] = { 0, STRESS_REFUSED, -EIO };

	return results[host->write_cnt++ % 3];
}

static void test_counts(void **state)
{
	static const struct stress_method method = {
		EFI_SERVICE_GET_TIME, "test", "nothing", nothing_to_prepare, take_turns, NULL,
	};
	volatile sig_atomic_t stop = 0;
	const struct stress_bounds bounds = { .count = 9, .stop = &stop };
	struct stress s = { .item_cnt = 2 };

	(void)state;
	s.items[1].method = &method;
	stress_run(&s, &bounds);
	assert_int_equal(s.items[0].asked_cnt, 0);
	assert_int_equal(s.items[1].asked_cnt, 9);
	assert_int_equal(s.items[1].refused_cnt, 3);
	assert_int_equal(s.items[1].error_cnt, 3);
	assert_int_equal(s.items[1].last_err, -EIO);
	stop = 1;
	stress_run(&s, &bounds);
	assert_int_equal(s.items[1].asked_cnt, 9);
}

static void test_cpu_lists(void **state)
{
	static const char *const bad[] = {
		"", ",", "0,", "1-", "-1", "3-2", "0x1", "0 1", "0-1-2", "8192", "a",
		"99999999999999999999",
	};
	struct cpu_list list;
	size_t i;

	(void)state;
	assert_int_equal(cpu_list_parse("2-3,0,3", &list), 0);
	assert_int_equal(list.cnt, 3);
	assert_int_equal(list.cpus[0], 0);
	assert_int_equal(list.cpus[2], 3);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(cpu_list_parse(bad[i], &list), -EINVAL);
	assert_int_equal(cpu_list_allowed(&list), 0);
	assert_true(list.cnt > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_service_names),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_set_result),
		cmocka_unit_test(test_values_differ),
		cmocka_unit_test(test_guid),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_cpu_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
