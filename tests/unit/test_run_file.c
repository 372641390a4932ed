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

#include "tests/unit/synthetic.h"

#define FUZZ_ROUNDS	600

static void exec_sql(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int load_error(const char *path)
{
	struct run *run = NULL;
	int err = run_file_load(path, &run);

	if (!err)
		run_free(run);
	return err;
}

static void write_bytes(const char *path, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static unsigned char *read_bytes(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	unsigned char *bytes;
	struct stat st;

	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	*len = (size_t)st.st_size;
	bytes = malloc(*len + 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, *len, f), *len);
	fclose(f);
	return bytes;
}

static bool exists(const char *path, const char *suffix)
{
	char name[340];

	snprintf(name, sizeof(name), "%s%s", path, suffix);
	return !access(name, F_OK);
}

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
	exec_sql(path, "PRAGMA user_version = 2");
	assert_int_equal(load_error(path), RUN_FILE_NEWER);
	assert_non_null(strstr(run_file_strerror(RUN_FILE_NEWER, path), "newer"));
	exec_sql(path, "PRAGMA user_version = 0");
	assert_int_equal(load_error(path), RUN_FILE_OLDER);
	exec_sql(path, "PRAGMA user_version = 1");
	assert_int_equal(load_error(path), 0);
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
	};
	char path[320], sql[400];

	test_path(path, *state, "a.efirun");
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		synthetic_write(path, &synthetic_before);
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

	synthetic_write(test_path(path, *state, "a.efirun"), &synthetic_before);
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
static void test_damaged_bytes(void **state)
{
	char path[320], bad[320];
	unsigned char *bytes, *copy;
	uint32_t random = 20240607;
	unsigned int refused = 0;
	size_t len;

	synthetic_write(test_path(path, *state, "a.efirun"), &synthetic_before);
	bytes = read_bytes(path, &len);
	copy = malloc(len);
	assert_non_null(copy);
	test_path(bad, *state, "bad.efirun");
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

static int setup(void **state)
{
	struct rlimit limit = { 2048UL << 20, 2048UL << 20 };

	/* Valgrind and the sanitizers need address space of their own. */
	if (!getenv("EFI_LATENCY_TEST_NO_RLIMIT"))
		assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
	*state = test_mkdir();
	return 0;
}

static int teardown(void **state)
{
	test_rmdir(*state);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

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
		TEST(test_absurd_values),
		TEST(test_truncated),
		TEST(test_damaged_bytes),
		TEST(test_full_disk),
		TEST(test_read_while_recording),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
