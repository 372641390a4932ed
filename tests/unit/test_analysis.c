// SPDX-License-Identifier: GPL-2.0-only
/* Figures of a run: phases, preemptibility, held CPUs, causes, validity. */
#include "cli/analysis/analysis.h"
#include "tests/unit/synthetic.h"

static struct analysis *analyse(const struct run *run)
{
	struct analysis *a = NULL;

	assert_int_equal(analysis_new(run, &a), 0);
	return a;
}

static void test_phases_partition_the_total(void **state)
{
	struct run_call call = synthetic_call(&synthetic_before, 3);
	uint64_t sum_ns = 0;

	(void)state;
	for (int p = 0; p < PHASE_TOTAL; p++)
		sum_ns += phase_ns(&call.ev, p);
	assert_int_equal(sum_ns, phase_ns(&call.ev, PHASE_TOTAL));
}

static void test_absent_phases(void **state)
{
	struct efi_call_event ev = { .enter_ns = 10, .setup_ns = 20, .done_ns = 90,
				     .exit_ns = 100, .flags = EFI_CALL_NONBLOCKING };

	(void)state;
	assert_true(phase_ns(&ev, PHASE_LOCK_WAIT) == NO_FIGURE);
	assert_true(phase_ns(&ev, PHASE_QUEUE_WAIT) == NO_FIGURE);
	assert_true(phase_ns(&ev, PHASE_SETUP) == NO_FIGURE);
	assert_true(phase_ns(&ev, PHASE_FIRMWARE) == NO_FIGURE);
	assert_true(phase_ns(&ev, PHASE_TEARDOWN) == NO_FIGURE);
	assert_int_equal(phase_ns(&ev, PHASE_WAKEUP), 10);
	assert_int_equal(phase_ns(&ev, PHASE_TOTAL), 90);
	/* Time that ran backwards is no time. */
	ev.exit_ns = 5;
	assert_true(phase_ns(&ev, PHASE_TOTAL) == NO_FIGURE);
	/* Queued calls only, whatever the field holds. */
	ev.queue_ns = 15;
	assert_true(phase_ns(&ev, PHASE_LOCK_WAIT) == NO_FIGURE);
	ev.flags = EFI_CALL_QUEUED;
	assert_int_equal(phase_ns(&ev, PHASE_LOCK_WAIT), 5);
}

static void test_services(void **state)
{
	char path[320];
	struct run *run = synthetic_run(test_path(path, *state, "a.efirun"), &synthetic_before);
	struct analysis *a = analyse(run);
	const struct service_figures *time = &a->services[0], *variable = &a->services[1];

	assert_int_equal(a->service_cnt, 2);
	assert_int_equal(time->service, EFI_SERVICE_GET_TIME);
	assert_int_equal(time->call_cnt, 45);
	assert_int_equal(variable->call_cnt, 5);
	assert_int_equal(variable->error_cnt, 1);
	assert_int_equal(time->preemptible, PREEMPTIBLE_NO);
	assert_int_equal(time->phase[PHASE_FIRMWARE].count, 45);
	assert_int_equal(time->phase[PHASE_FIRMWARE].max_ns, 5 * MS + 480);
	assert_true(time->phase[PHASE_FIRMWARE].q_ns[QUANTILE_P90] != NO_FIGURE);
	assert_true(time->phase[PHASE_FIRMWARE].q_ns[QUANTILE_P99] == NO_FIGURE);
	assert_int_equal(time->irq_cnt, 225);
	assert_int_equal(time->requester_cnt, 1);
	assert_string_equal(time->requesters[0].comm, "stress");
	assert_int_equal(time->requesters[0].firmware_ns, time->phase[PHASE_FIRMWARE].sum_ns);
	assert_int_equal(a->held_cnt, 1);
	assert_int_equal(a->held[0].held_ns, time->held_ns + variable->held_ns);
	/* setup 1000 ns, teardown 700 ns around the firmware. */
	assert_int_equal(time->held_ns, time->phase[PHASE_FIRMWARE].sum_ns + 45 * 1700);
	analysis_free(a);
	run_free(run);
}

static void test_preemptible(void **state)
{
	struct synthetic s = synthetic_after;
	char path[320];
	struct analysis *a;
	struct run *run;

	run = synthetic_run(test_path(path, *state, "a.efirun"), &s);
	a = analyse(run);
	assert_int_equal(a->services[0].preemptible, PREEMPTIBLE_YES);
	assert_int_equal(a->held_cnt, 0);
	assert_int_equal(a->services[0].switched_call_cnt, 45);
	assert_string_equal(a->services[0].switched_to[0].comm, "victim/0");
	analysis_free(a);
	run->calls[0].ev.door_irq = EFI_IRQ_OFF;
	run->calls[1].ev.flags &= ~(unsigned int)EFI_CALL_DOOR_SEEN;
	a = analyse(run);
	assert_int_equal(a->services[0].preemptible, PREEMPTIBLE_MIXED);
	assert_int_equal(a->services[0].preempt_unknown_cnt, 1);
	analysis_free(a);
	run_free(run);

	/* Depth 0 says nothing where the kernel never preempts itself. */
	s.preempt_model = "dynamic:voluntary";
	run = synthetic_run(path, &s);
	a = analyse(run);
	assert_int_equal(a->services[0].preemptible, PREEMPTIBLE_NO);
	analysis_free(a);
	run_free(run);

	s.preempt_model = "dynamic:unknown";
	run = synthetic_run(path, &s);
	a = analyse(run);
	assert_int_equal(a->services[0].preemptible, PREEMPTIBLE_UNKNOWN);
	assert_int_equal(a->services[0].preempt_unknown_cnt, 45);
	assert_int_equal(a->held_cnt, 0);
	analysis_free(a);
	run_free(run);
}

static void test_worst(void **state)
{
	char path[320];
	struct run *run = synthetic_run(test_path(path, *state, "a.efirun"), &synthetic_before);
	struct analysis *a = analyse(run);

	assert_int_equal(a->worst_cnt, 4);
	assert_int_equal(a->worst[0].latency_ns, 5 * MS + 12 * US);
	assert_non_null(a->worst[0].call);
	assert_int_equal(a->worst[0].call->seq, 1);
	/* From 10 us after entry to done, which is 9.7 us after the firmware began its 5 ms. */
	assert_int_equal(a->worst[0].overlap_ns, 5 * MS - 300);
	assert_int_equal(a->worst[0].preemptible, PREEMPTIBLE_NO);
	assert_null(a->worst[2].call);
	/* Fair comes last, however late. */
	assert_int_equal(a->worst[3].ev->klass, WAKEUP_FAIR);
	analysis_free(a);
	run_free(run);
}

static enum gap_kind gap_of(const char *path, struct synthetic s)
{
	struct run *run = synthetic_run(path, &s);
	struct analysis *a = analyse(run);
	enum gap_kind kind = a->gap.kind;

	analysis_free(a);
	run_free(run);
	return kind;
}

static void test_gap(void **state)
{
	struct synthetic s = synthetic_after;
	char path[320];

	test_path(path, *state, "a.efirun");
	assert_int_equal(gap_of(path, synthetic_before), GAP_NONE);
	assert_int_equal(gap_of(path, s), GAP_NONE);
	s.masked_ns = 4 * MS;
	assert_int_equal(gap_of(path, s), GAP_FIRMWARE);
	/* Late without a call that long: it is not the firmware's, as far as is known. */
	s.firmware_ns = 1 * MS;
	assert_int_equal(gap_of(path, s), GAP_UNKNOWN);
}

static bool valid(const struct run *run, const char *reason)
{
	struct analysis *a = analyse(run);
	bool ok = a->validity.valid;

	if (!ok)
		assert_non_null(strstr(a->validity.reasons[0], reason));
	analysis_free(a);
	return ok;
}

static uint64_t *loss(struct run *run, enum loss which)
{
	for (size_t i = 0; i < run->loss_cnt; i++)
		if (!strcmp(run->losses[i].name, loss_name(which)))
			return &run->losses[i].value;
	fail();
	return NULL;
}

static void test_validity(void **state)
{
	char path[320];
	struct run *run = synthetic_run(test_path(path, *state, "a.efirun"), &synthetic_before);

	assert_true(valid(run, ""));
	run->complete = false;
	assert_false(valid(run, "incomplete"));
	run->complete = true;
	*loss(run, LOSS_RINGBUF_FULL) = 1;
	assert_false(valid(run, "ringbuf_full"));
	*loss(run, LOSS_RINGBUF_FULL) = 0;
	/* One call may be under way when the recording begins. */
	*loss(run, LOSS_UNPAIRED_EXIT) = 1;
	assert_true(valid(run, ""));
	*loss(run, LOSS_UNPAIRED_EXIT) = 2;
	assert_false(valid(run, "unpaired_exit"));
	*loss(run, LOSS_UNPAIRED_EXIT) = 0;
	/* 8100 wakeups: 8 are below 0.1 %, 9 are not. */
	*loss(run, LOSS_WAKEUP_SLOT) = 8;
	assert_true(valid(run, ""));
	*loss(run, LOSS_WAKEUP_SLOT) = 9;
	assert_false(valid(run, "wakeup_slot"));
	*loss(run, LOSS_WAKEUP_SLOT) = 0;
	run->probes[1].missed_cnt = 9;
	assert_true(valid(run, ""));
	run->probes[1].missed_cnt = 10;
	assert_false(valid(run, "sched_switch"));
	/* A timer's program samples: 1 %. */
	free(run->probes[1].target);
	run->probes[1].target = strdup("hrtimer_expire_entry");
	run->probes[1].run_cnt = 1000;
	assert_true(valid(run, ""));
	run->probes[1].missed_cnt = 11;
	assert_false(valid(run, "11 runs missed beside 1000, limit 1 %"));
	run_free(run);
}

static void test_empty_run(void **state)
{
	struct run run = { .complete = true };
	struct analysis *a = analyse(&run);

	(void)state;
	assert_true(a->validity.valid);
	assert_int_equal(a->service_cnt + a->victim_cnt + a->worst_cnt + a->held_cnt, 0);
	assert_true(a->wakeup[WAKEUP_RT][0].dist.max_ns == NO_FIGURE);
	assert_true(analysis_held_ns_per_s(a, 0) == NO_FIGURE);
	assert_int_equal(a->gap.kind, GAP_NONE);
	analysis_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_phases_partition_the_total),
		cmocka_unit_test(test_absent_phases),
		cmocka_unit_test(test_services),
		cmocka_unit_test(test_preemptible),
		cmocka_unit_test(test_worst),
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_validity),
		cmocka_unit_test(test_empty_run),
	};

	return cmocka_run_group_tests(tests, test_folder_setup, test_folder_teardown);
}
