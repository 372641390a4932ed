// SPDX-License-Identifier: GPL-2.0-only
/* Reading a run file, trusting nothing in it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run/run_file.h"
#include "cli/run/run_file_error.h"
#include "cli/run/run_file_load.h"
#include "cli/run/run_file_open.h"
#include "cli/run/run_file_parse.h"

/* How one table becomes one array. */
struct table {
	const char *sql;
	size_t elem_bytes;
	size_t max_cnt;
	void (*parse)(struct row *row, void *elem);
};

static void parse_hist_id(struct row *row, void *elem)
{
	*(int64_t *)elem = row_int(row, INT64_MIN, INT64_MAX);
}

#define TABLE(name_, type_, max_, parse_, sql_)			\
	static const struct table table_##name_ = {		\
		.sql = sql_,					\
		.elem_bytes = sizeof(type_),			\
		.max_cnt = max_,				\
		.parse = parse_,				\
	}

TABLE(fact, struct run_fact, 1 << 16, run_parse_fact,
      "SELECT key, value FROM fact ORDER BY key");
TABLE(loss, struct run_counter, 1 << 12, run_parse_loss,
      "SELECT name, lost_cnt FROM loss ORDER BY name");
TABLE(probe, struct run_probe, 1 << 12, run_parse_probe,
      "SELECT name, target, kind, state, run_cnt, run_ns, missed_cnt FROM probe"
      " ORDER BY name, target");
TABLE(stack, struct run_stack, 1 << 20, run_parse_stack,
      "SELECT id, frames FROM stack ORDER BY id");
TABLE(call, struct run_call, 1 << 24, run_parse_call,
      "SELECT seq, service, flags, status, enter_ns, queue_ns, setup_ns, door_ns, return_ns,"
      " done_ns, exit_ns, pid, tid, comm, stack_id, req_cpu, worker_tid, fw_cpu, end_cpu,"
      " door_preempt, door_migrate, door_irq, switch_cnt, switch_tid, switch_comm, irq_cnt,"
      " irq_kind, irq_nr, irq_name FROM call ORDER BY seq");
TABLE(worst, struct run_wakeup, 1 << 20, run_parse_worst,
      "SELECT class, cpu, efi_seq, waking_ns, run_ns, pid, tid, comm, prio, waker_cpu,"
      " prev_tid, prev_comm, prev_prio FROM wakeup ORDER BY id");
TABLE(hist, struct run_hist, 1 << 16, run_parse_hist,
      "SELECT source, cpu, class, inside, period_ns, value_cnt, sum_ns, min_ns, max_ns,"
      " overflow_cnt FROM hist ORDER BY id");
TABLE(hist_id, int64_t, 1 << 16, parse_hist_id, "SELECT id FROM hist ORDER BY id");

static int grow(void **array, size_t cnt, size_t elem_bytes)
{
	void *bigger;

	/* Doubles at every power of two. */
	if (cnt & (cnt - 1))
		return 0;
	bigger = realloc(*array, (cnt ? 2 * cnt : 1) * elem_bytes);
	if (!bigger)
		return -ENOMEM;
	*array = bigger;
	return 0;
}

static int load_row(sqlite3_stmt *stmt, const struct table *t, void **array, size_t *cnt)
{
	struct row row = { .stmt = stmt };
	char *elem;
	int err;

	if (*cnt >= t->max_cnt)
		return run_file_fail(RUN_FILE_DAMAGED, "more rows than any recording has");
	err = grow(array, *cnt, t->elem_bytes);
	if (err)
		return err;
	elem = (char *)*array + *cnt * t->elem_bytes;
	memset(elem, 0, t->elem_bytes);
	++*cnt;
	t->parse(&row, elem);
	return row.err;
}

static int load_table(sqlite3 *db, const struct table *t, void **array, size_t *cnt)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, t->sql, -1, &stmt, NULL);
	int err = run_file_sqlite_error(db, rc);

	while (!err && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
		err = load_row(stmt, t, array, cnt);
	if (!err)
		err = run_file_sqlite_error(db, rc);
	sqlite3_finalize(stmt);
	return err;
}

static int load_meta(sqlite3 *db, struct run *run)
{
	sqlite3_stmt *stmt = NULL;
	struct row row = { 0 };
	int rc, err;

	rc = sqlite3_prepare_v2(db, "SELECT complete, note, command, command_status, recorder,"
				" options, start_realtime_ns, start_ns, end_ns FROM meta", -1,
				&stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	err = run_file_sqlite_error(db, rc);
	row.stmt = stmt;
	if (!err && rc != SQLITE_ROW)
		err = run_file_fail(RUN_FILE_DAMAGED, "table meta is empty");
	if (!err) {
		run_parse_meta(&row, run);
		err = row.err;
	}
	sqlite3_finalize(stmt);
	return err;
}

/* The statement yields bin and count of one histogram. */
static int load_bins(sqlite3_stmt *stmt, struct hist *h)
{
	uint64_t missing = h->count;
	int rc;

	if (h->overflow > missing)
		return run_file_fail(RUN_FILE_DAMAGED, "histogram with more overflow than values");
	missing -= h->overflow;
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct row row = { .stmt = stmt };
		uint64_t bin = (uint64_t)row_int(&row, 0, HIST_BINS - 1);
		uint64_t cnt = (uint64_t)row_int(&row, 1, INT64_MAX);

		if (row.err)
			return row.err;
		if (cnt > missing)
			break;
		h->bins[bin] = cnt;
		missing -= cnt;
	}
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		return run_file_sqlite_error(sqlite3_db_handle(stmt), rc);
	if (missing || rc == SQLITE_ROW)
		return run_file_fail(RUN_FILE_DAMAGED, "histogram whose bins do not add up");
	return 0;
}

static int load_all_bins(sqlite3 *db, const int64_t *ids, struct run *run)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, "SELECT bin, value_cnt FROM hist_bin WHERE hist_id = ?",
				    -1, &stmt, NULL);
	int err = run_file_sqlite_error(db, rc);

	for (size_t i = 0; i < run->hist_cnt && !err; i++) {
		sqlite3_reset(stmt);
		sqlite3_bind_int64(stmt, 1, ids[i]);
		err = load_bins(stmt, &run->hists[i].hist);
	}
	sqlite3_finalize(stmt);
	return err;
}

static int load_hists(sqlite3 *db, struct run *run)
{
	void *ids = NULL, *hists = NULL;
	size_t id_cnt = 0;
	int err;

	err = load_table(db, &table_hist_id, &ids, &id_cnt);
	if (!err)
		err = load_table(db, &table_hist, &hists, &run->hist_cnt);
	run->hists = hists;
	if (!err && id_cnt != run->hist_cnt)
		err = run_file_fail(RUN_FILE_DAMAGED, "table hist");
	if (!err)
		err = load_all_bins(db, ids, run);
	free(ids);
	return err;
}

static int load_tables(sqlite3 *db, struct run *run)
{
	const struct {
		const struct table *table;
		void **array;
		size_t *cnt;
	} loads[] = {
		{ &table_fact, (void **)&run->facts, &run->fact_cnt },
		{ &table_loss, (void **)&run->losses, &run->loss_cnt },
		{ &table_probe, (void **)&run->probes, &run->probe_cnt },
		{ &table_stack, (void **)&run->stacks, &run->stack_cnt },
		{ &table_call, (void **)&run->calls, &run->call_cnt },
		{ &table_worst, (void **)&run->worst, &run->worst_cnt },
	};
	int err = load_meta(db, run);

	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]) && !err; i++)
		err = load_table(db, loads[i].table, loads[i].array, loads[i].cnt);
	return err ? err : load_hists(db, run);
}

int run_file_load_db(sqlite3 *db, struct run **out)
{
	struct run *run = calloc(1, sizeof(*run));
	int err;

	if (!run)
		return -ENOMEM;
	err = load_tables(db, run);
	if (err) {
		run_free(run);
		return err;
	}
	*out = run;
	return 0;
}

int run_file_load(const char *path, struct run **out)
{
	sqlite3 *db = NULL;
	int err = run_file_open_db(path, &db);

	if (!err)
		err = run_file_load_db(db, out);
	sqlite3_close(db);
	return err;
}
