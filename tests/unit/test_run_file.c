// SPDX-License-Identifier: GPL-2.0-only
/* Round trips, crashes, full disks, and files that are none or damaged. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "cli/run/run_merge.h"
#include "cli/run/run_pool.h"
#include "cli/run/run_set.h"
#include "tests/unit/run_files.h"

#define FUZZ_ROUNDS	600

static void test_round_trip(void **state)
{
	const struct synthetic *s = &synthetic_after;
	char path[320];
	struct run *run = synthetic_run(test_path(path, *state, "a.efirun"), s);

	assert_true(run->complete);
	assert_string_equal(run->note, "synthetic");
	assert_int_equal(run->start_ns, START);
	assert_int_equal(run->end_ns, START + 1100 * MS);
	assert_string_equal(run_fact(run, "clock.source"), "arch_sys_counter");
	assert_null(run_fact(run, "no.such"));
	assert_int_equal(run->loss_cnt, LOSS_CNT);
	assert_int_equal(run->call_cnt, s->call_cnt);
	for (unsigned int i = 0; i < s->call_cnt; i++) {
		struct run_call call = synthetic_call(s, i);

		/* Without an interrupt, who it was is absent. */
		if (!call.ev.irq_kind) {
			memset(call.ev.irq_name, 0, sizeof(call.ev.irq_name));
			call.ev.irq_nr = 0;
		}
		assert_memory_equal(&run->calls[i].ev, &call.ev, sizeof(call.ev));
		assert_int_equal(run->calls[i].stack_id, 1);
	}
	assert_int_equal(run->stack_cnt, 1);
	assert_int_equal(run->hist_cnt, 5);
	assert_int_equal(run->hists[1].hist.count, 4000);
	assert_int_equal(run->hists[4].period_ns, MS);
	assert_int_equal(run->worst_cnt, 4);
	assert_int_equal(run->worst[3].ev.prio, 120);
	run_free(run);
	assert_false(exists(path, "-wal") || exists(path, "-shm") || exists(path, "-journal"));
}

/* A call that bypassed the queue: NULL in the file, 0 in the event. */
static void test_absent_is_null(void **state)
{
	struct run_call call = { .ev = { .seq = 1, .enter_ns = 5, .setup_ns = 6, .exit_ns = 9,
					 .service = EFI_SERVICE_SET_VARIABLE,
					 .flags = EFI_CALL_NONBLOCKING } };
	struct run_file *file;
	sqlite3_stmt *stmt;
	char path[320];
	sqlite3 *db;

	assert_int_equal(run_file_create(test_path(path, *state, "a.efirun"), &file), 0);
	assert_int_equal(run_file_add_call(file, &call), 0);
	assert_int_equal(run_file_finish(file, 10), 0);
	run_file_close(file);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT queue_ns IS NULL AND door_irq IS NULL AND"
					    " done_ns IS NULL AND stack_id IS NULL AND"
					    " switch_comm IS NULL FROM call UNION ALL SELECT"
					    " lock_wait_ns IS NULL AND firmware_ns IS NULL AND"
					    " total_ns = 4 AND service = 'SET_VARIABLE'"
					    " FROM call_phase", -1, &stmt, NULL), SQLITE_OK);
	for (int row = 0; row < 2; row++) {
		assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
		assert_int_equal(sqlite3_column_int(stmt, 0), 1);
	}
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void test_put_replaces(void **state)
{
	struct run_hist h = { .cpu = 3, .klass = WAKEUP_FAIR };
	struct wakeup_event ev = { .waking_ns = 1, .run_ns = 2, .cpu = 3 };
	struct run_file *file;
	struct run *run;
	char path[320];

	assert_int_equal(run_file_create(test_path(path, *state, "a.efirun"), &file), 0);
	for (unsigned int i = 0; i < 3; i++) {
		hist_add(&h.hist, i * 1000);
		assert_int_equal(run_file_put_hist(file, &h), 0);
		assert_int_equal(run_file_put_loss(file, "ringbuf_full", i), 0);
		ev.run_ns++;
		assert_int_equal(run_file_put_worst(file, &ev, 1), 0);
		assert_int_equal(run_file_commit(file, i + 1), 0);
	}
	ev.cpu = 4;
	assert_int_equal(run_file_put_worst(file, &ev, 1), 0);
	assert_int_equal(run_file_finish(file, 9), 0);
	run_file_close(file);
	assert_int_equal(run_file_load(path, &run), 0);
	assert_int_equal(run->hist_cnt, 1);
	assert_int_equal(run->hists[0].hist.count, 3);
	assert_memory_equal(&run->hists[0].hist, &h.hist, sizeof(h.hist));
	assert_int_equal(run_loss(run, "ringbuf_full"), 2);
	assert_int_equal(run->worst_cnt, 2);
	assert_int_equal(run->worst[0].ev.run_ns, 5);
	run_free(run);
}

/* A value that no clock gives is refused, and the file stays good. */
static void test_absurd_value_is_refused(void **state)
{
	struct run_call call = { .ev = { .seq = 1, .enter_ns = UINT64_MAX } };
	struct run_file *file;
	char path[320];

	assert_int_equal(run_file_create(test_path(path, *state, "a.efirun"), &file), 0);
	assert_int_equal(run_file_add_call(file, &call), -ERANGE);
	assert_int_equal(run_file_finish(file, 1), 0);
	run_file_close(file);
	assert_int_equal(load_error(path), 0);
}

static void write_until_killed(const char *path, int fd)
{
	struct run_file *file;
	uint32_t i;

	if (run_file_create(path, &file))
		_exit(1);
	for (i = 1;; i++) {
		struct run_call call = synthetic_call(&synthetic_before, i - 1);

		if (run_file_add_call(file, &call))
			_exit(2);
		/* The parent counts what was committed, never more. */
		if (i % 10 == 0 && (run_file_commit(file, i) || write(fd, &i, sizeof(i)) < 0))
			_exit(3);
	}
}

static uint32_t kill_writer(const char *path, unsigned int delay_us)
{
	uint32_t last = 0, i;
	int fds[2], status;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (!pid) {
		close(fds[0]);
		write_until_killed(path, fds[1]);
	}
	close(fds[1]);
	/* The pipe's writer lives until the kill: the first record says it began. */
	assert_int_equal(read(fds[0], &last, sizeof(last)), sizeof(last));
	usleep(delay_us);
	kill(pid, SIGKILL);
	while (read(fds[0], &i, sizeof(i)) == sizeof(i))
		last = i;
	close(fds[0]);
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status));
	return last;
}

static void test_kill_leaves_what_was_committed(void **state)
{
	char path[320];

	test_path(path, *state, "a.efirun");
	for (unsigned int round = 0; round < 20; round++) {
		uint32_t committed = kill_writer(path, round * 700);
		struct run *run;

		/* Read twice: reading changes nothing. */
		assert_int_equal(load_error(path), 0);
		assert_int_equal(run_file_load(path, &run), 0);
		assert_false(run->complete);
		assert_true(run->call_cnt >= committed);
		assert_int_equal(run->end_ns, run->call_cnt);
		run_free(run);
	}
}

/* Another user, a directory that must not be written, with and without the -shm. */
static void test_unfinished_in_foreign_directory(void **state)
{
	char path[320], shm[340], dir[320];
	uint32_t committed;
	int status;

	if (geteuid()) {
		skip();
		return;
	}
	test_path(dir, *state, "ro");
	assert_int_equal(mkdir(dir, 0755), 0);
	test_path(path, dir, "a.efirun");
	committed = kill_writer(path, 1000);
	snprintf(shm, sizeof(shm), "%s-shm", path);
	assert_int_equal(chmod(*state, 0755), 0);
	for (int round = 0; round < 2; round++) {
		pid_t pid = fork();

		if (!pid) {
			struct run *run;

			if (setgid(65534) || setuid(65534) || run_file_load(path, &run))
				_exit(1);
			_exit(run->call_cnt >= committed && !run->complete ? 0 : 2);
		}
		waitpid(pid, &status, 0);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
		unlink(shm);
	}
}

static void test_overwriting(void **state)
{
	struct run_file *file, *second;
	char path[320], text[320], link_path[320];

	synthetic_write(test_path(path, *state, "a.efirun"), &synthetic_before);
	assert_int_equal(run_file_create(path, &file), 0);
	/* One recorder per file. */
	assert_int_equal(run_file_create(path, &second), -EBUSY);
	run_file_close(file);
	assert_int_equal(run_file_create(path, &file), 0);
	run_file_close(file);

	write_bytes(test_path(text, *state, "notes.txt"), "my notes\n", 9);
	assert_int_equal(run_file_create(text, &file), -EEXIST);
	write_bytes(test_path(text, *state, "empty"), "", 0);
	assert_int_equal(run_file_create(text, &file), -EEXIST);
	exec_sql(test_path(text, *state, "other.db"), "CREATE TABLE t (x)");
	assert_int_equal(run_file_create(text, &file), -EEXIST);
	assert_int_equal(truncate(text, 60), 0);
	assert_int_equal(run_file_create(text, &file), -EEXIST);
	/* An own file may be replaced in whatever state it is. */
	assert_int_equal(truncate(path, 5000), 0);
	assert_int_equal(load_error(path), RUN_FILE_DAMAGED);
	assert_int_equal(run_file_create(path, &file), 0);
	run_file_close(file);
	assert_int_equal(run_file_create(*state, &file), -EISDIR);
	assert_int_equal(run_file_create("/dev/null", &file), -EEXIST);
	assert_int_equal(run_file_create(test_path(link_path, *state, "none/a.efirun"), &file),
			 -ENOENT);
}

static void test_foreign_files(void **state)
{
	char path[320];

	assert_int_equal(load_error(test_path(path, *state, "missing")), -ENOENT);
	assert_int_equal(load_error(*state), -EISDIR);
	write_bytes(test_path(path, *state, "empty"), "", 0);
	assert_int_equal(load_error(path), RUN_FILE_FOREIGN);
	write_bytes(path, "text\n", 5);
	assert_int_equal(load_error(path), RUN_FILE_FOREIGN);
	write_bytes(path, "SQLite format 3", 16);
	assert_int_equal(load_error(path), RUN_FILE_DAMAGED);
	exec_sql(test_path(path, *state, "other.db"), "CREATE TABLE t (x)");
	assert_int_equal(load_error(path), RUN_FILE_FOREIGN);
	assert_int_equal(mkfifo(test_path(path, *state, "fifo"), 0600), 0);
	assert_int_equal(load_error(path), RUN_FILE_FOREIGN);
	assert_int_equal(load_error("/dev/zero"), RUN_FILE_FOREIGN);
}

static void test_versions(void **state)
{
	char path[320];

	synthetic_write(test_path(path, *state, "a.efirun"), &synthetic_before);
	exec_sql(path, "PRAGMA user_version = 3");
	assert_int_equal(load_error(path), RUN_FILE_NEWER);
	assert_non_null(strstr(run_file_strerror(RUN_FILE_NEWER, path), "newer"));
	exec_sql(path, "PRAGMA user_version = 0");
	assert_int_equal(load_error(path), RUN_FILE_OLDER);
	/* A number that its tables are not those of. */
	exec_sql(path, "PRAGMA user_version = 1");
	assert_int_equal(load_error(path), RUN_FILE_DAMAGED);
	exec_sql(path, "PRAGMA user_version = 2");
	assert_int_equal(load_error(path), 0);
	write_schema_1(path, *state);
	exec_sql(path, "PRAGMA user_version = 2");
	assert_int_equal(load_error(path), RUN_FILE_DAMAGED);
}

static void check_schema_1_calls(const struct run *run)
{
	assert_int_equal(run->call_cnt, 2);
	assert_int_equal(run->calls[0].ev.return_ns, 5002300);
	assert_int_equal(run->calls[0].ev.irq_cnt, 5);
	assert_string_equal(run->calls[0].ev.irq_name, "arch_timer");
	assert_int_equal(run->calls[0].stack_id, 1);
	assert_int_equal(run->calls[1].ev.done_ns, 0);
	assert_true(run->calls[1].ev.status == (1ULL << 63 | 14));
	for (unsigned int i = 0; i < 2; i++)
		assert_true(!run->calls[i].ev.masked_high_ns && !run->calls[i].ev.timer_cnt);
}

static void test_schema_1(void **state)
{
	struct run *run = NULL;
	char path[320];

	assert_int_equal(run_file_load(write_schema_1(path, *state), &run), 0);
	assert_true(run->complete);
	assert_string_equal(run->note, "schema 1");
	assert_int_equal(run->fact_cnt, 2);
	assert_int_equal(run->loss_cnt, 7);
	assert_int_equal(run->probe_cnt, 1);
	check_schema_1_calls(run);
	assert_int_equal(run->hist_cnt, 5);
	assert_int_equal(run->hists[3].klass, WAKEUP_FAIR);
	assert_true(run->hists[3].inside);
	assert_int_equal(run->hists[4].source, RUN_HIST_VICTIM);
	assert_int_equal(run->hists[4].period_ns, MS);
	assert_int_equal(run->hists[4].hist.overflow, 1);
	assert_int_equal(run->worst_cnt, 1);
	assert_int_equal(run->worst[0].ev.run_ns, 5002450);
	assert_int_equal(run->counter_cnt + run->place_cnt + run->window_cnt + run->gap_cnt +
			 run->late_cnt + run->switch_cnt, 0);
	run_free(run);
	/* Tables of the other schema beside its own are not looked at. */
	exec_sql(path, "CREATE TABLE window (id)");
	assert_int_equal(load_error(path), 0);
	exec_sql(path, "DROP TABLE wakeup");
	assert_int_equal(load_error(path), RUN_FILE_DAMAGED);
}

static void merge(const char *out, const char *const *paths, size_t cnt)
{
	const struct run *runs[8];
	struct run_set sets[8];
	const char *failed;
	struct run *pool;
	size_t run_cnt = 0;

	for (size_t i = 0; i < cnt; i++) {
		assert_int_equal(run_set_load(paths[i], &sets[i], NULL, NULL, &failed), 0);
		for (size_t k = 0; k < sets[i].cnt; k++)
			runs[run_cnt++] = sets[i].runs[k];
	}
	assert_int_equal(run_pool(runs, run_cnt, &pool), 0);
	assert_int_equal(run_merge(out, pool, paths, cnt, &failed), 0);
	run_free(pool);
	for (size_t i = 0; i < cnt; i++)
		run_set_free(&sets[i]);
}

/* Twice the held run and one of schema 1, as if they were one. */
static void check_pool(const char *path)
{
	unsigned int worst[2] = { 0 };
	struct run *run;

	assert_int_equal(run_file_load(path, &run), 0);
	assert_int_equal(run->call_cnt, 50 + 2 + 50);
	assert_int_equal(run->calls[100].ev.masked_low_ns,
			 synthetic_call(&synthetic_held, 48).ev.masked_low_ns);
	assert_int_equal(run_counter(run, "evidence_floor_ns"), 10);
	assert_int_equal(run_counter(run, "steal_ns"), 140);
	assert_int_equal(run->hist_cnt, 9);
	assert_int_equal(run->place_cnt, HELD_CNT);
	for (unsigned int i = 0; i < HELD_CNT; i++)
		assert_int_equal(run->places[i].place.bins[12], 4);
	assert_int_equal(run->window_cnt, 2 * 2);
	for (unsigned int i = 0; i < run->window_cnt; i++) {
		const struct run_window *window = &run->windows[i];

		assert_true(window->worst);
		assert_string_equal(run->stacks[window->begin_stack_id - 1].frames,
				    "held+0x0/0xa0\n");
		assert_string_equal(run->stacks[window->end_stack_id - 1].frames,
				    "held+0x90/0xa0\n");
		worst[window->ev.head.cpu]++;
		if (window->ev.efi_seq)
			assert_true(window->ev.efi_seq == 1 || window->ev.efi_seq == 53);
	}
	assert_true(worst[0] == 2 && worst[1] == 2);
	/* What only its own machine's time explains. */
	assert_int_equal(run->gap_cnt + run->late_cnt + run->switch_cnt, 0);
	run_free(run);
}

static void test_merge_of_schemas(void **state)
{
	char first[320], half[320], held[320], all[320];
	const char *const paths[] = { held, first }, *const again[] = { half, held };
	struct run_set set;
	const char *failed;

	write_schema_1(first, *state);
	synthetic_write(test_path(held, *state, "held.efirun"), &synthetic_held);
	merge(test_path(half, *state, "half.efirun"), paths, 2);
	merge(test_path(all, *state, "all.efirun"), again, 2);
	check_pool(all);
	assert_int_equal(run_set_load(all, &set, NULL, NULL, &failed), 0);
	assert_int_equal(set.cnt, 3);
	check_held_calls(set.runs[0]);
	check_held_times(set.runs[0]);
	check_held_windows(set.runs[0]);
	check_schema_1_calls(set.runs[1]);
	check_held_places(set.runs[2]);
	run_set_free(&set);
}

/* Of each CPU and kind as many as a recording keeps: the longest. */
static void test_pool_keeps_the_worst_windows(void **state)
{
	struct run_window windows[WINDOW_WORST_CNT + 3];
	const struct run run = { .windows = windows, .window_cnt = WINDOW_WORST_CNT + 3,
				 .note = (char *)"", .command = (char *)"",
				 .recorder = (char *)"", .options = (char *)"" };
	const struct run *const runs[] = { &run, &run };
	struct run *pool;

	(void)state;
	for (unsigned int i = 0; i < run.window_cnt; i++) {
		windows[i] = held_window(2);
		windows[i].ev.head.cpu = 2 + i / WINDOW_WORST_CNT;
		windows[i].ev.end_ns = windows[i].ev.begin_ns + i;
		windows[i].worst = i != 0;
	}
	assert_int_equal(run_pool(runs, 2, &pool), 0);
	assert_int_equal(pool->window_cnt, WINDOW_WORST_CNT + 2 * 3);
	assert_int_equal(pool->windows[0].ev.end_ns, windows[WINDOW_WORST_CNT - 1].ev.end_ns);
	assert_int_equal(pool->windows[WINDOW_WORST_CNT].ev.head.cpu, 3);
	run_free(pool);
}

/* Values that SQLite itself would let through. */
static void test_absurd_values(void **state)
{
	static const char *const changes[] = {
		"UPDATE hist_bin SET bin = 1152 WHERE bin = (SELECT max(bin) FROM hist_bin)",
		"UPDATE hist_bin SET value_cnt = -1",
		"UPDATE hist_bin SET value_cnt = 9223372036854775807",
		"UPDATE hist SET value_cnt = value_cnt + 1",
		"UPDATE hist SET overflow_cnt = 9223372036854775807",
		"UPDATE hist SET cpu = -1",
		"UPDATE call SET enter_ns = -5",
		"UPDATE call SET service = 'x'",
		"UPDATE call SET comm = 'a name that is far too long'",
		"UPDATE call SET tid = 4294967296",
		"UPDATE wakeup SET run_ns = 0",
		"UPDATE loss SET lost_cnt = -1",
		"UPDATE fact SET value = x'00'",
		"DELETE FROM meta",
		"DROP TABLE call",
		"ALTER TABLE call RENAME TO calls",
		"UPDATE meta SET complete = 7",
		"UPDATE hist_bin SET value_cnt = 'many'",
		"UPDATE hist SET source = 'irqs'",
		"UPDATE hist SET class = 'idle' WHERE source = 'victim'",
		"UPDATE hist SET inside = 1 WHERE source = 'victim'",
		"UPDATE hist SET period_ns = 1000 WHERE source = 'wakeup'",
		"UPDATE hist SET period_ns = 1000 WHERE source = 'irq_off'",
		"UPDATE hist SET class = 'fair' WHERE source = 'irq'",
		"UPDATE counter SET value = -1",
		"UPDATE counter SET value = 'many'",
		"UPDATE call_masked SET masked_low_ns = x'00'",
		"UPDATE call_masked SET masked_low_ns = masked_high_ns + 1",
		"UPDATE call_masked SET masked_longest_ns = masked_high_ns + 1",
		"UPDATE call_masked SET timer_cnt = 4294967296",
		"UPDATE place SET kind = 'off' WHERE id = 1",
		"UPDATE place SET value_cnt = value_cnt + 1",
		"UPDATE place SET symbol = x'00' WHERE id = 1",
		"UPDATE place SET max_ns = -1",
		"UPDATE place_bin SET bin = 32 WHERE bin = 31",
		"UPDATE place_bin SET value_cnt = 4294967296",
		"DELETE FROM place_bin WHERE bin = 12",
		"UPDATE window SET kind = 'rt'",
		"UPDATE window SET cpu = 65536",
		"UPDATE window SET end_ns = begin_ns - 1",
		"UPDATE window SET switch_ns = end_ns + 1",
		"UPDATE window SET switch_ns = NULL",
		"UPDATE window SET begin_by = x'00'",
		"UPDATE window SET worst = 2",
		"UPDATE window SET end_stack_id = -1",
		"UPDATE gap SET entry_ns = due_ns - 1",
		"UPDATE gap SET open_ns = due_ns + 1",
		"UPDATE gap SET open_ns = 0",
		"UPDATE gap SET tid = 4294967296",
		"UPDATE late SET due_ns = NULL",
		"UPDATE late SET expire_ns = 5",
		"UPDATE late SET run_ns = waking_ns - 1",
		"UPDATE late SET flags = -1",
		"UPDATE late SET class = 'dl'",
		"UPDATE late SET waker_comm = 'a name that is far too long'",
		"UPDATE late_occupant SET nr = 8 WHERE nr = 7",
		"UPDATE late_occupant SET since_ns = -1",
		"INSERT INTO late_occupant SELECT late_id, 8, since_ns, tid, comm, prio"
			" FROM late_occupant WHERE nr = 7",
		"DELETE FROM late_occupant WHERE nr = 3",
		"UPDATE switch SET ns = 1.5",
		"UPDATE switch SET cpu = 'x'",
		"DROP TABLE late_occupant",
		"DROP TABLE call_masked; CREATE TABLE call_masked (seq)",
		"ALTER TABLE gap ADD COLUMN x",
	};
	char path[320], sql[400];

	test_path(path, *state, "a.efirun");
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		synthetic_write(path, &synthetic_held);
		snprintf(sql, sizeof(sql), "PRAGMA ignore_check_constraints = ON; %s", changes[i]);
		exec_sql(path, sql);
		if (load_error(path) != RUN_FILE_DAMAGED)
			fail_msg("not refused: %s", changes[i]);
	}
}

static void test_truncated(void **state)
{
	char path[320], cut[320];
	unsigned char *bytes;
	size_t len;

	synthetic_write(test_path(path, *state, "a.efirun"), &synthetic_held);
	bytes = read_bytes(path, &len);
	test_path(cut, *state, "cut.efirun");
	for (size_t keep = 16; keep < len; keep += 1 + len / 97) {
		write_bytes(cut, bytes, keep);
		assert_int_equal(load_error(cut), RUN_FILE_DAMAGED);
	}
	free(bytes);
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Never a crash, a hang or a glut of memory; errors are those that are documented. */
static void damage_bytes(const char *path, const char *dir)
{
	char bad[320];
	unsigned char *bytes, *copy;
	uint32_t random = 20240607;
	unsigned int refused = 0;
	size_t len;

	bytes = read_bytes(path, &len);
	copy = malloc(len);
	assert_non_null(copy);
	test_path(bad, dir, "bad.efirun");
	for (unsigned int round = 0; round < FUZZ_ROUNDS; round++) {
		unsigned int hits = 1 + next_random(&random) % 64;
		int err;

		memcpy(copy, bytes, len);
		while (hits--)
			copy[next_random(&random) % len] = (unsigned char)next_random(&random);
		write_bytes(bad, copy, len);
		err = load_error(bad);
		assert_true(err == 0 || err == RUN_FILE_DAMAGED || err == RUN_FILE_FOREIGN ||
			    err == RUN_FILE_NEWER || err == RUN_FILE_OLDER);
		refused += err != 0;
	}
	assert_true(refused > FUZZ_ROUNDS / 2);
	free(copy);
	free(bytes);
}

static void test_damaged_bytes(void **state)
{
	char path[320];

	synthetic_write(test_path(path, *state, "a.efirun"), &synthetic_held);
	damage_bytes(path, *state);
	damage_bytes(write_schema_1(path, *state), *state);
}

/* A tmpfs of 512 KiB fills up: the error says so, and what was committed stays. */
static void test_full_disk(void **state)
{
	char dir[320], path[320];
	uint32_t committed = 0, i;
	struct run_file *file;
	struct run *run;
	int err = 0;

	test_path(dir, *state, "full");
	assert_int_equal(mkdir(dir, 0755), 0);
	if (mount("tmpfs", dir, "tmpfs", 0, "size=512k")) {
		skip();
		return;
	}
	test_path(path, dir, "a.efirun");
	assert_int_equal(run_file_create(path, &file), 0);
	for (i = 1; !err && i < 100000; i++) {
		struct run_call call = synthetic_call(&synthetic_before, i - 1);

		err = run_file_add_call(file, &call);
		if (!err && i % 50 == 0) {
			err = run_file_commit(file, i);
			if (!err)
				committed = i;
		}
	}
	assert_int_equal(err, -ENOSPC);
	assert_non_null(strstr(run_file_strerror(err, path), "No space left"));
	run_file_close(file);
	assert_true(committed > 0);
	assert_int_equal(run_file_load(path, &run), 0);
	assert_false(run->complete);
	assert_true(run->call_cnt >= committed);
	run_free(run);
	assert_int_equal(umount(dir), 0);
}

/* While it records, another process can look. */
static void test_read_while_recording(void **state)
{
	struct run_call call = synthetic_call(&synthetic_before, 0);
	struct run_file *file;
	struct run *run;
	char path[320];

	assert_int_equal(run_file_create(test_path(path, *state, "a.efirun"), &file), 0);
	assert_int_equal(run_file_add_call(file, &call), 0);
	assert_int_equal(run_file_commit(file, 1), 0);
	assert_int_equal(run_file_load(path, &run), 0);
	assert_int_equal(run->call_cnt, 1);
	assert_false(run->complete);
	run_free(run);
	assert_int_equal(run_file_finish(file, 2), 0);
	run_file_close(file);
	assert_false(exists(path, "-wal"));
}

/* Of settings the one that all runs bear out; of counts the sum. */
static void test_pool_counters(void **state)
{
	struct run_counter a[] = { { (char *)"windows_exact", 1 }, { (char *)"steal_ns", 3 },
				   { (char *)"late_floor_ns", 9 } };
	struct run_counter b[] = { { (char *)"late_floor_ns", 7 }, { (char *)"steal_ns", 4 },
				   { (char *)"windows_exact", 0 } };
	struct run first = { .counters = a, .counter_cnt = 3, .note = (char *)"",
			     .command = (char *)"", .recorder = (char *)"",
			     .options = (char *)"" };
	struct run second = first;
	const struct run *const runs[] = { &first, &second };
	struct run *pool;

	(void)state;
	second.counters = b;
	assert_int_equal(run_pool(runs, 2, &pool), 0);
	assert_int_equal(pool->counter_cnt, 3);
	assert_int_equal(run_counter(pool, "windows_exact"), 0);
	assert_int_equal(run_counter(pool, "steal_ns"), 7);
	assert_int_equal(run_counter(pool, "late_floor_ns"), 9);
	run_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_round_trip),
		TEST(test_absent_is_null),
		TEST(test_put_replaces),
		TEST(test_absurd_value_is_refused),
		TEST(test_kill_leaves_what_was_committed),
		TEST(test_unfinished_in_foreign_directory),
		TEST(test_overwriting),
		TEST(test_foreign_files),
		TEST(test_versions),
		TEST(test_schema_1),
		TEST(test_merge_of_schemas),
		TEST(test_pool_keeps_the_worst_windows),
		TEST(test_pool_counters),
		TEST(test_absurd_values),
		TEST(test_truncated),
		TEST(test_damaged_bytes),
		TEST(test_full_disk),
		TEST(test_read_while_recording),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
