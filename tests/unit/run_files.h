/* SPDX-License-Identifier: GPL-2.0-only */
/* Run files on disk, for tests: written by hand, read back, asked by SQL. */
#ifndef EFI_LATENCY_TEST_RUN_FILES_H
#define EFI_LATENCY_TEST_RUN_FILES_H

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/unit/synthetic.h"

static inline void exec_sql(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static inline int load_error(const char *path)
{
	struct run *run = NULL;
	int err = run_file_load(path, &run);

	if (!err)
		run_free(run);
	return err;
}

/* What the query yields; the text lives until the next call. */
static inline const char *query(const char *path, const char *sql)
{
	static char value[512];
	sqlite3_stmt *stmt;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	snprintf(value, sizeof(value), "%s", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return value;
}

static inline void write_bytes(const char *path, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static inline unsigned char *read_bytes(const char *path, size_t *len)
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

/* As the last recorder of that schema wrote it. */
static inline const char *write_schema_1(char path[320], const char *dir)
{
	unsigned char *sql;
	size_t len;

	sql = read_bytes("tests/golden/run-schema-1.sql", &len);
	sql[len] = '\0';
	exec_sql(test_path(path, dir, "1.efirun"), (const char *)sql);
	free(sql);
	return path;
}

static inline bool exists(const char *path, const char *suffix)
{
	char name[340];

	snprintf(name, sizeof(name), "%s%s", path, suffix);
	return !access(name, F_OK);
}

static inline int setup(void **state)
{
	struct rlimit limit = { 2048UL << 20, 2048UL << 20 };

	/* Valgrind and the sanitizers need address space of their own. */
	if (!getenv("EFI_LATENCY_TEST_NO_RLIMIT"))
		assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
	*state = test_mkdir();
	return 0;
}

static inline int teardown(void **state)
{
	test_rmdir(*state);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static inline void check_held_calls(const struct run *run)
{
	for (unsigned int i = 0; i < run->call_cnt; i++) {
		struct efi_call_event ev = synthetic_call(&synthetic_held, i).ev;
		const struct efi_call_event *got = &run->calls[i].ev;

		assert_memory_equal(&got->masked_low_ns, &ev.masked_low_ns,
				    offsetof(struct efi_call_event, stack) -
				    offsetof(struct efi_call_event, masked_low_ns));
	}
}

static inline void check_held_windows(const struct run *run)
{
	unsigned int seen = 0;

	assert_int_equal(run->window_cnt, HELD_CNT);
	for (unsigned int i = 0; i < HELD_CNT; i++) {
		const struct run_window *got = &run->windows[i];
		struct run_window window = held_window(got->ev.head.cpu);

		assert_memory_equal(&got->ev, &window.ev, sizeof(window.ev));
		assert_string_equal(got->begin, window.begin);
		assert_string_equal(got->end, window.end);
		assert_int_equal(got->worst, window.worst);
		assert_int_equal(got->begin_stack_id, window.worst ? 2 : RUN_NO_STACK);
		assert_int_equal(got->end_stack_id, window.worst ? 3 : RUN_NO_STACK);
		seen |= 1U << got->ev.head.cpu;
	}
	assert_int_equal(seen, (1U << HELD_CNT) - 1);
	assert_string_equal(run->stacks[1].frames, "held+0x0/0xa0\n");
	assert_string_equal(run->stacks[2].frames, "held+0x90/0xa0\n");
}

static inline void check_held_places(const struct run *run)
{
	unsigned int found = 0;

	assert_int_equal(run->place_cnt, HELD_CNT);
	for (unsigned int i = 0; i < HELD_CNT; i++) {
		struct run_place place = held_place(i);

		for (unsigned int k = 0; k < HELD_CNT; k++)
			if (run->places[k].kind == place.kind &&
			    !strcmp(run->places[k].symbol, place.symbol)) {
				assert_memory_equal(&run->places[k].place, &place.place,
						    sizeof(place.place));
				found++;
			}
	}
	assert_int_equal(found, HELD_CNT);
}

/* In order of time, though they were written in another. */
static inline void check_held_times(const struct run *run)
{
	assert_int_equal(run->gap_cnt, HELD_CNT);
	assert_int_equal(run->late_cnt, HELD_CNT);
	assert_int_equal(run->switch_cnt, HELD_CNT);
	for (unsigned int i = 0; i < HELD_CNT; i++) {
		struct gap_event gap = held_gap(i);
		struct late_event late = held_late(i);
		struct run_switch sw = held_switch(i);

		assert_memory_equal(&run->gaps[i].ev, &gap, sizeof(gap));
		assert_memory_equal(&run->lates[i].ev, &late, sizeof(late));
		assert_int_equal(run->switches[i].cpu, sw.cpu);
		assert_memory_equal(&run->switches[i].to, &sw.to, sizeof(sw.to));
	}
}

#endif
