// SPDX-License-Identifier: GPL-2.0-only
/* What held a CPU, in run files: stored, read back, refused where it is absurd. */
#include "tests/unit/run_files.h"

static void test_evidence_round_trip(void **state)
{
	char path[320];
	struct run *run = synthetic_run(test_path(path, *state, "a.efirun"), &synthetic_held);

	check_held_calls(run);
	check_held_windows(run);
	check_held_places(run);
	check_held_times(run);
	assert_int_equal(run->counter_cnt, 8);
	assert_int_equal(run_counter(run, "evidence_floor_ns"), 10);
	assert_int_equal(run_counter(run, "threshold_ns"), 80);
	assert_int_equal(run_counter(run, "no.such"), 0);
	assert_int_equal(run->hist_cnt, 5 + 4);
	for (unsigned int i = 5; i < run->hist_cnt; i++) {
		assert_int_equal(run->hists[i].source, RUN_HIST_IRQ + i - 5);
		assert_int_equal(run->hists[i].hist.sum_ns, run->hists[i].source * 1000);
	}
	assert_string_equal(run_hist_source_name(RUN_HIST_PREEMPT_OFF_SAMPLED),
			    "preempt_off_sampled");
	run_free(run);
}

/* A call that was under way when the recording stopped. */
static void test_open_call(void **state)
{
	struct run_call call = { .ev = { .seq = 1, .enter_ns = 5, .door_ns = 6,
					 .flags = EFI_CALL_OPEN | EFI_CALL_DOOR_SEEN,
					 .timer_cnt = 2, .masked_high_ns = 7 } };
	struct run_file *file;
	struct run *run;
	char path[320];

	assert_int_equal(run_file_create(test_path(path, *state, "a.efirun"), &file), 0);
	assert_int_equal(run_file_add_call(file, &call), 0);
	assert_int_equal(run_file_finish(file, 10), 0);
	run_file_close(file);
	assert_int_equal(run_file_load(path, &run), 0);
	assert_memory_equal(&run->calls[0].ev, &call.ev, sizeof(call.ev));
	run_free(run);
	assert_string_equal(query(path, "SELECT exit_ns IS NULL AND total_ns IS NULL AND open AND"
				  " masked_low_ns = 0 AND masked_high_ns = 7 FROM call"
				  " JOIN call_phase USING (seq)"), "1");
}

/* What people who have only SQL see. */
static void test_evidence_views(void **state)
{
	char path[320];

	synthetic_write(test_path(path, *state, "a.efirun"), &synthetic_held);
	assert_string_equal(query(path, "SELECT count(*) || max(open_ns IS NULL) || min(open_ns)"
				  " FROM gap"), "511040000000");
	assert_string_equal(query(path, "SELECT low_ns || ' ' || high_ns || ' ' || service FROM"
				  " gap_length WHERE efi_seq = 3"), "3970000 4000000 GET_TIME");
	assert_string_equal(query(path, "SELECT length_ns || kind || until_switch_ns || sampled ||"
				  " worst || begin_frames || end_frames FROM window_length"
				  " WHERE cpu = 1"),
			    "200000irq_off301held+0x0/0xa0\nheld+0x90/0xa0\n");
	assert_string_equal(query(path, "SELECT latency_ns || ' ' || due_to_expire_ns || ' ' ||"
				  " expire_to_waking_ns || ' ' || waking_to_enqueued_ns || ' ' ||"
				  " enqueued_to_run_ns || timer_soft FROM late_latency WHERE cpu = 1"),
			    "5000000 4000000 1000 2000 9970001");
	assert_string_equal(query(path, "SELECT count(*) FROM late_latency WHERE latency_ns = 999000"
				  " AND due_to_expire_ns IS NULL AND NOT timer"), "3");
	assert_string_equal(query(path, "SELECT group_concat(low_ns || '-' || ifnull(high_ns, ''))"
				  " FROM (SELECT * FROM place_bin_range WHERE symbol LIKE 'held_0%'"
				  " AND kind = 'preempt_off' ORDER BY low_ns)"),
			    "4096-8191,2147483648-");
	assert_string_equal(query(path, "SELECT count(*) FROM call_masked"), "45");
}

static void test_evidence_replaces(void **state)
{
	struct run_window window = { .ev = { .end_ns = 9 }, .worst = true };
	struct run_place place = { .symbol = (char *)"f+0x0/0x8", .kind = WINDOW_IRQ_OFF };
	struct run_file *file;
	struct run *run;
	char path[320];

	assert_int_equal(run_file_create(test_path(path, *state, "a.efirun"), &file), 0);
	for (unsigned int i = 0; i < 3; i++) {
		struct run_window worst[2] = { window, window };

		place.place.count++;
		place.place.bins[i]++;
		place.place.sum_ns += 2ULL << i;
		worst[1].ev.head.cpu = i;
		assert_int_equal(run_file_put_place(file, &place), 0);
		assert_int_equal(run_file_put_counter(file, "smi_cnt", i), 0);
		assert_int_equal(run_file_add_window(file, &window), 0);
		assert_int_equal(run_file_put_worst_windows(file, worst, i ? 2 : 1), 0);
		assert_int_equal(run_file_commit(file, i + 1), 0);
	}
	place.kind = WINDOW_PREEMPT_OFF;
	assert_int_equal(run_file_put_place(file, &place), 0);
	assert_int_equal(run_file_finish(file, 9), 0);
	run_file_close(file);
	assert_int_equal(run_file_load(path, &run), 0);
	assert_int_equal(run->counter_cnt, 1);
	assert_int_equal(run_counter(run, "smi_cnt"), 2);
	assert_int_equal(run->place_cnt, 2);
	assert_memory_equal(&run->places[0].place, &place.place, sizeof(place.place));
	/* Evidence is evidence, whatever else it was. */
	assert_int_equal(run->window_cnt, 3 + 2);
	assert_false(run->windows[2].worst);
	assert_true(run->windows[3].worst);
	assert_int_equal(run->windows[4].ev.head.cpu, 2);
	run_free(run);
}

/* Contradictions are refused, and nothing of them stays. */
static void test_evidence_refused(void **state)
{
	struct run_call call = synthetic_call(&synthetic_held, 0);
	struct run_window window = held_window(1), both[2] = { held_window(0), held_window(1) };
	struct run_hist h = { .source = RUN_HIST_IRQ, .period_ns = 5 };
	struct gap_event gap = held_gap(1);
	struct late_event late = held_late(1);
	struct run_file *file;
	char path[320];

	assert_int_equal(run_file_create(test_path(path, *state, "a.efirun"), &file), 0);
	call.ev.timer_cnt = 1;
	call.ev.masked_low_ns = UINT64_MAX;
	assert_int_equal(run_file_add_call(file, &call), -ERANGE);
	window.ev.switch_ns = window.ev.end_ns + 1;
	assert_int_equal(run_file_add_window(file, &window), -EINVAL);
	window.ev.switch_ns = 0;
	assert_int_equal(run_file_add_window(file, &window), -EINVAL);
	both[1].ev.head.cpu = 65536;
	assert_int_equal(run_file_put_worst_windows(file, both, 2), -EINVAL);
	gap.open_ns = gap.due_ns + 1;
	assert_int_equal(run_file_add_gap(file, &gap), -EINVAL);
	late.occupant[0].since_ns = UINT64_MAX;
	assert_int_equal(run_file_add_late(file, &late), -ERANGE);
	late.occupant_cnt = LATE_OCCUPANT_CNT + 1;
	assert_int_equal(run_file_add_late(file, &late), -ERANGE);
	assert_int_equal(run_file_put_hist(file, &h), -EINVAL);
	h = (struct run_hist){ .source = RUN_HIST_VICTIM, .period_ns = 5, .inside = true };
	assert_int_equal(run_file_put_hist(file, &h), -EINVAL);
	h = (struct run_hist){ .source = RUN_HIST_IRQ_OFF, .klass = WAKEUP_FAIR };
	assert_int_equal(run_file_put_hist(file, &h), -EINVAL);
	assert_int_equal(run_file_finish(file, 1), 0);
	run_file_close(file);
	assert_int_equal(load_error(path), 0);
	assert_string_equal(query(path, "SELECT (SELECT count(*) FROM call) + (SELECT count(*) FROM"
				  " window) + (SELECT count(*) FROM gap) + (SELECT count(*) FROM"
				  " late) + (SELECT count(*) FROM late_occupant) +"
				  " (SELECT count(*) FROM hist)"), "0");
}

/* What was read while the kernel wrote it: made consistent, or left out. */
static void test_torn_evidence(void **state)
{
	struct run_call call = synthetic_call(&synthetic_held, 1);
	struct run_window worst[4] = { held_window(0), held_window(1), held_window(1),
				       held_window(0) };
	struct late_event late = held_late(1);
	struct run_file *file;
	struct run *run;
	char path[320];

	assert_int_equal(run_file_create(test_path(path, *state, "a.efirun"), &file), 0);
	call.ev.masked_high_ns = 5;
	assert_int_equal(run_file_add_call(file, &call), 0);
	worst[0].ev.end_ns = worst[0].ev.begin_ns - 1;
	worst[1].ev.switch_ns = worst[1].ev.begin_ns - 1;
	worst[2].ev.switch_ns = 0;
	assert_int_equal(run_file_put_worst_windows(file, worst, 4), 0);
	late.due_ns = 0;
	assert_int_equal(run_file_add_late(file, &late), 0);
	assert_int_equal(run_file_finish(file, 1), 0);
	run_file_close(file);
	assert_int_equal(run_file_load(path, &run), 0);
	assert_int_equal(run->calls[0].ev.masked_high_ns, call.ev.masked_low_ns);
	assert_int_equal(run->window_cnt, 1);
	assert_int_equal(run->windows[0].ev.flags, WINDOW_SAMPLED);
	assert_int_equal(run->lates[0].ev.flags, 0);
	assert_int_equal(run->lates[0].ev.expire_ns, 0);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_evidence_round_trip),
		TEST(test_open_call),
		TEST(test_evidence_views),
		TEST(test_evidence_replaces),
		TEST(test_evidence_refused),
		TEST(test_torn_evidence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
