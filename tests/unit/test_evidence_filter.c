// SPDX-License-Identifier: GPL-2.0-only
/* Which of the evidence is handed over, and when. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/collect/evidence_filter.h"

#define CPUS	4
#define MAX	1000

struct taken {
	size_t window_cnt, gap_cnt, late_cnt;
	uint64_t window_begin_ns[MAX];
	uint64_t gap_due_ns[MAX];
	char order[3 * MAX];	/* 'w', 'g', 'l' as they came */
	size_t order_cnt;
	int fail_with;
};

static int take_window(void *ctx, const struct window_event *ev)
{
	struct taken *t = ctx;

	t->order[t->order_cnt++] = 'w';
	t->window_begin_ns[t->window_cnt++] = ev->begin_ns;
	return t->fail_with;
}

static int take_gap(void *ctx, const struct gap_event *ev)
{
	struct taken *t = ctx;

	t->order[t->order_cnt++] = 'g';
	t->gap_due_ns[t->gap_cnt++] = ev->due_ns;
	return t->fail_with;
}

static int take_late(void *ctx, const struct late_event *ev)
{
	struct taken *t = ctx;

	(void)ev;
	t->order[t->order_cnt++] = 'l';
	t->late_cnt++;
	return t->fail_with;
}

static struct evidence_filter *new_filter(struct taken *t, size_t max_cnt)
{
	struct evidence_taker taker = { take_window, take_gap, take_late, t };
	struct evidence_filter *e;

	memset(t, 0, sizeof(*t));
	e = evidence_filter_new(CPUS, max_cnt, &taker);
	assert_non_null(e);
	return e;
}

static void add_window(struct evidence_filter *e, unsigned int cpu, uint64_t begin_ns,
		       uint64_t end_ns)
{
	struct window_event ev = { .head = { EVIDENCE_WINDOW, cpu }, .begin_ns = begin_ns,
				   .end_ns = end_ns };

	assert_int_equal(evidence_filter_add(e, &ev, sizeof(ev)), 0);
}

static void add_gap(struct evidence_filter *e, unsigned int cpu, uint64_t due_ns,
		    uint64_t entry_ns)
{
	struct gap_event ev = { .head = { EVIDENCE_GAP, cpu }, .due_ns = due_ns,
				.entry_ns = entry_ns };

	assert_int_equal(evidence_filter_add(e, &ev, sizeof(ev)), 0);
}

static void add_late(struct evidence_filter *e, unsigned int cpu, uint64_t due_ns,
		     uint64_t run_ns)
{
	struct late_event ev = { .head = { EVIDENCE_LATE, cpu }, .due_ns = due_ns };

	ev.wakeup.cpu = cpu;
	ev.wakeup.waker_cpu = cpu;
	ev.wakeup.waking_ns = due_ns + 1;
	ev.wakeup.run_ns = run_ns;
	assert_int_equal(evidence_filter_add(e, &ev, sizeof(ev)), 0);
}

static void settle(struct evidence_filter *e)
{
	assert_int_equal(evidence_filter_settle(e), 0);
}

static void test_only_what_overlaps(void **state)
{
	struct taken t;
	struct evidence_filter *e = new_filter(&t, MAX);

	(void)state;
	add_window(e, 1, 100, 200);	/* before */
	add_window(e, 1, 250, 350);	/* begins before it */
	add_window(e, 2, 300, 400);	/* another CPU */
	add_gap(e, 1, 320, 330);
	add_gap(e, 3, 310, 390);	/* gaps of all CPUs tell of the machine */
	add_late(e, 1, 300, 400);
	settle(e);
	assert_int_equal(t.late_cnt, 0);
	settle(e);
	assert_int_equal(t.late_cnt, 1);
	assert_int_equal(t.window_cnt, 1);
	assert_int_equal(t.window_begin_ns[0], 250);
	assert_int_equal(t.gap_cnt, 2);
	assert_int_equal(t.order[t.order_cnt - 1], 'l');
	evidence_filter_free(e);
}

/* What another CPU's buffer holds is read after the wakeup itself. */
static void test_waits_for_other_cpus(void **state)
{
	struct taken t;
	struct evidence_filter *e = new_filter(&t, MAX);

	(void)state;
	add_late(e, 0, 1000, 2000);
	settle(e);
	add_gap(e, 2, 1100, 1900);
	settle(e);
	assert_int_equal(t.gap_cnt, 1);
	assert_int_equal(t.late_cnt, 1);
	evidence_filter_free(e);
}

static void test_given_once(void **state)
{
	struct taken t;
	struct evidence_filter *e = new_filter(&t, MAX);

	(void)state;
	add_window(e, 0, 100, 900);
	add_late(e, 0, 200, 800);
	add_late(e, 0, 300, 850);
	settle(e);
	settle(e);
	assert_int_equal(evidence_filter_give_since(e, 0), 0);
	assert_int_equal(t.window_cnt, 1);
	assert_int_equal(t.late_cnt, 2);
	evidence_filter_free(e);
}

static void test_since(void **state)
{
	struct taken t;
	struct evidence_filter *e = new_filter(&t, MAX);

	(void)state;
	for (uint64_t i = 0; i < 10; i++) {
		add_window(e, 0, i * 100, i * 100 + 50);
		add_gap(e, 3, i * 100, i * 100 + 50);
	}
	assert_int_equal(evidence_filter_give_since(e, 650), 0);
	assert_int_equal(t.window_cnt, 4);
	assert_int_equal(t.gap_cnt, 4);
	evidence_filter_free(e);
}

static void test_too_many_are_counted(void **state)
{
	struct taken t;
	struct evidence_filter *e = new_filter(&t, 3);

	(void)state;
	for (uint64_t i = 0; i < 5; i++)
		add_late(e, 0, 100 * i, 100 * i + 50);
	settle(e);
	settle(e);
	assert_int_equal(t.late_cnt, 3);
	assert_int_equal(evidence_filter_unstored(e), 2);
	evidence_filter_free(e);
}

/* The oldest go; a wakeup that does not reach back to them has all of its own. */
static void test_oldest_go(void **state)
{
	struct taken t;
	struct evidence_filter *e = new_filter(&t, MAX);

	(void)state;
	for (uint64_t i = 0; i < 10000; i++)
		add_window(e, 0, i * 10, i * 10 + 5);
	add_late(e, 0, 99000, 99990);
	settle(e);
	settle(e);
	assert_int_equal(t.window_cnt, 100);
	assert_int_equal(evidence_filter_cut(e), 0);
	evidence_filter_free(e);
}

/* One that does is counted. */
static void test_cut(void **state)
{
	struct taken t;
	struct evidence_filter *e = new_filter(&t, MAX);

	(void)state;
	for (uint64_t i = 0; i < 5000; i++)
		add_gap(e, 0, i * 10, i * 10 + 5);
	add_late(e, 0, 100, 110);
	settle(e);
	settle(e);
	assert_int_equal(evidence_filter_cut(e), 1);
	assert_int_equal(t.late_cnt, 1);
	evidence_filter_free(e);
}

static void test_bad_records(void **state)
{
	struct window_event window = { .head = { EVIDENCE_WINDOW, CPUS } };
	struct evidence_head head = { 99, 0 };
	struct taken t;
	struct evidence_filter *e = new_filter(&t, MAX);

	(void)state;
	assert_int_equal(evidence_filter_add(e, &window, sizeof(window)), -EPROTO);
	window.head.cpu = 0;
	assert_int_equal(evidence_filter_add(e, &window, sizeof(window) - 1), -EPROTO);
	assert_int_equal(evidence_filter_add(e, &head, sizeof(head)), -EPROTO);
	assert_int_equal(evidence_filter_add(e, &head, 3), -EPROTO);
	evidence_filter_free(e);
}

static void test_errors_end_it(void **state)
{
	struct taken t;
	struct evidence_filter *e = new_filter(&t, MAX);

	(void)state;
	add_window(e, 0, 100, 200);
	add_late(e, 0, 100, 200);
	settle(e);
	t.fail_with = -ENOSPC;
	assert_int_equal(evidence_filter_settle(e), -ENOSPC);
	evidence_filter_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_what_overlaps),
		cmocka_unit_test(test_waits_for_other_cpus),
		cmocka_unit_test(test_given_once),
		cmocka_unit_test(test_since),
		cmocka_unit_test(test_too_many_are_counted),
		cmocka_unit_test(test_oldest_go),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_bad_records),
		cmocka_unit_test(test_errors_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
