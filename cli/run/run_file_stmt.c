// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_file_stmt.h"

#include <errno.h>
#include <string.h>

#include "cli/run/run_file_error.h"

#define HIST_KEY "source = ?1 AND cpu = ?2 AND class = ?3 AND inside = ?4" \
		 " AND ifnull(period_ns, 0) = ?5"

#define PLACE_KEY "kind = ?1 AND symbol = ?2"

static const char *const stmt_sql[STMT_CNT] = {
	/* IMMEDIATE keeps a second recorder out for as long as this one runs. */
	[STMT_BEGIN] = "BEGIN IMMEDIATE",
	[STMT_COMMIT] = "COMMIT",
	[STMT_SAVE] = "SAVEPOINT whole",
	[STMT_UNDO] = "ROLLBACK TO whole",
	[STMT_KEEP] = "RELEASE whole",
	[STMT_META] =
		"UPDATE meta SET note = ?, command = ?, command_status = ?, recorder = ?,"
		" options = ?, start_realtime_ns = ?, start_ns = ?, end_ns = max(end_ns, ?)",
	[STMT_END] = "UPDATE meta SET end_ns = ?",
	[STMT_COMPLETE] = "UPDATE meta SET complete = 1",
	[STMT_FACT] = "INSERT OR REPLACE INTO fact VALUES (?, ?)",
	[STMT_LOSS] = "INSERT OR REPLACE INTO loss VALUES (?, ?)",
	[STMT_COUNTER] = "INSERT OR REPLACE INTO counter VALUES (?, ?)",
	[STMT_PROBE] = "INSERT OR REPLACE INTO probe VALUES (?, ?, ?, ?, ?, ?, ?)",
	[STMT_STACK] = "INSERT OR IGNORE INTO stack (frames) VALUES (?)",
	[STMT_STACK_ID] = "SELECT id FROM stack WHERE frames = ?",
	[STMT_CALL] =
		"INSERT INTO call VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
		" ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_MASKED] = "INSERT INTO call_masked VALUES (?, ?, ?, ?, ?, ?)",
	[STMT_HIST_ID] = "SELECT id FROM hist WHERE " HIST_KEY,
	[STMT_HIST_SAME] =
		"SELECT 1 FROM hist WHERE " HIST_KEY " AND value_cnt = ?6 AND sum_ns = ?7",
	[STMT_BIN_DROP] = "DELETE FROM hist_bin WHERE hist_id = ?",
	[STMT_HIST_DROP] = "DELETE FROM hist WHERE id = ?",
	[STMT_HIST] = "INSERT INTO hist VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_BIN] = "INSERT INTO hist_bin VALUES (?, ?, ?)",
	[STMT_WORST_DROP] =
		"DELETE FROM wakeup WHERE cpu = ? AND class = ? AND (efi_seq IS NOT NULL) = ?",
	[STMT_WORST] =
		"INSERT INTO wakeup (class, cpu, efi_seq, waking_ns, run_ns, pid, tid, comm,"
		" prio, waker_cpu, prev_tid, prev_comm, prev_prio)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_PLACE_ID] = "SELECT id FROM place WHERE " PLACE_KEY,
	[STMT_PLACE_SAME] =
		"SELECT 1 FROM place WHERE " PLACE_KEY " AND value_cnt = ?3 AND sum_ns = ?4",
	[STMT_PLACE_BIN_DROP] = "DELETE FROM place_bin WHERE place_id = ?",
	[STMT_PLACE_DROP] = "DELETE FROM place WHERE id = ?",
	[STMT_PLACE] = "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?)",
	[STMT_PLACE_BIN] = "INSERT INTO place_bin VALUES (?, ?, ?)",
	[STMT_WINDOW_DROP] = "DELETE FROM window WHERE worst = 1",
	[STMT_WINDOW] =
		"INSERT INTO window (kind, flags, worst, cpu, begin_ns, end_ns, switch_ns, efi_seq,"
		" begin_by, end_by, tid, comm, begin_stack_id, end_stack_id)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_GAP] =
		"INSERT INTO gap (flags, cpu, due_ns, entry_ns, open_ns, efi_seq, tid, comm)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_LATE] =
		"INSERT INTO late (flags, due_ns, expire_ns, waking_ns, enqueued_ns, run_ns, class,"
		" cpu, efi_seq, pid, tid, comm, prio, waker_cpu, waker_tid, waker_comm, waker_prio,"
		" prev_tid, prev_comm, prev_prio)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_OCCUPANT] = "INSERT INTO late_occupant VALUES (?, ?, ?, ?, ?, ?)",
	[STMT_SWITCH] = "INSERT INTO switch (cpu, ns, tid, comm, prio) VALUES (?, ?, ?, ?, ?)",
};

struct binder bind_begin(struct run_file *file, enum stmt id)
{
	sqlite3_stmt *stmt = file->stmt[id];

	sqlite3_reset(stmt);
	return (struct binder){ .stmt = stmt, .rc = SQLITE_OK };
}

static void bind_done(struct binder *b, int rc)
{
	if (b->rc == SQLITE_OK)
		b->rc = rc;
}

void bind_int(struct binder *b, int64_t v)
{
	bind_done(b, sqlite3_bind_int64(b->stmt, ++b->col, v));
}

void bind_cnt(struct binder *b, uint64_t v)
{
	/* SQLite has no unsigned: what does not fit is no count and no time. */
	if (v > INT64_MAX)
		bind_done(b, SQLITE_MISMATCH);
	bind_int(b, (int64_t)v);
}

void bind_null(struct binder *b)
{
	bind_done(b, sqlite3_bind_null(b->stmt, ++b->col));
}

void bind_cnt_if(struct binder *b, bool present, uint64_t v)
{
	if (present)
		bind_cnt(b, v);
	else
		bind_null(b);
}

void bind_text(struct binder *b, const char *text)
{
	bind_done(b, sqlite3_bind_text(b->stmt, ++b->col, text ? text : "", -1,
				       SQLITE_TRANSIENT));
}

void bind_comm(struct binder *b, const char comm[EVENT_COMM_LEN])
{
	bind_done(b, sqlite3_bind_text(b->stmt, ++b->col, comm,
				       (int)strnlen(comm, EVENT_COMM_LEN),
				       SQLITE_TRANSIENT));
}

int bind_run(struct run_file *file, struct binder *b, int64_t *value)
{
	int rc = b->rc;

	if (rc != SQLITE_OK)
		return run_file_fail(-ERANGE, sqlite3_errstr(rc));
	rc = sqlite3_step(b->stmt);
	if (rc == SQLITE_ROW && value)
		*value = sqlite3_column_int64(b->stmt, 0);
	rc = run_file_sqlite_error(file->db, rc);
	sqlite3_reset(b->stmt);
	return rc;
}

int run_plain(struct run_file *file, enum stmt id)
{
	struct binder b = bind_begin(file, id);

	return bind_run(file, &b, NULL);
}

int run_with_id(struct run_file *file, enum stmt id, int64_t key)
{
	struct binder b = bind_begin(file, id);

	bind_int(&b, key);
	return bind_run(file, &b, NULL);
}

int run_whole(struct run_file *file, int (*write)(struct run_file *file, const void *what),
	      const void *what)
{
	int err = run_plain(file, STMT_SAVE);

	if (err)
		return err;
	err = write(file, what);
	/* A full disk may have ended the transaction, and the savepoint with it. */
	if (sqlite3_get_autocommit(file->db))
		return err;
	if (err)
		run_plain(file, STMT_UNDO);
	return run_plain(file, STMT_KEEP) ? -EIO : err;
}

int run_file_prepare(struct run_file *file)
{
	for (int i = 0; i < STMT_CNT; i++) {
		int rc = sqlite3_prepare_v3(file->db, stmt_sql[i], -1,
					    SQLITE_PREPARE_PERSISTENT, &file->stmt[i], NULL);

		if (rc != SQLITE_OK)
			return run_file_sqlite_error(file->db, rc);
	}
	return 0;
}
