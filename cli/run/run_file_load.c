// SPDX-License-Identifier: GPL-2.0-only
/* Reading a run file, trusting nothing in it. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run/run_file.h"
#include "cli/run/run_file_error.h"
#include "cli/run/run_file_load.h"
#include "cli/run/run_file_open.h"
#include "cli/run/run_file_parse.h"

/* The rows of another table that belong to each row of one. */
struct members {
	const char *ids_sql;	/* in the order of the one's query */
	const char *sql;
	void (*parse)(struct row *row, void *elem);
	bool (*is_whole)(const void *elem);	/* with all of its members; may be NULL */
};

/* How one table becomes one array. */
struct table {
	const char *sql;
	size_t elem_bytes;
	size_t max_cnt;
	unsigned int first;	/* schema that has it */
	void (*parse)(struct row *row, void *elem);
	const struct members *members;	/* or NULL */
};

#define TABLE(name_, type_, max_, first_, parse_, members_, sql_)	\
	static const struct table table_##name_ = {			\
		.sql = sql_,						\
		.elem_bytes = sizeof(type_),				\
		.max_cnt = max_,					\
		.first = first_,					\
		.parse = run_parse_##parse_,				\
		.members = members_,					\
	}

static const struct members hist_bins = {
	.ids_sql = "SELECT id FROM hist ORDER BY id",
	.sql = "SELECT bin, value_cnt FROM hist_bin WHERE hist_id = ?",
	.parse = run_parse_hist_bin,
	.is_whole = run_hist_is_whole,
};

static const struct members place_bins = {
	.ids_sql = "SELECT id FROM place ORDER BY id",
	.sql = "SELECT bin, value_cnt FROM place_bin WHERE place_id = ?",
	.parse = run_parse_place_bin,
	.is_whole = run_place_is_whole,
};

static const struct members occupants = {
	.ids_sql = "SELECT id FROM late ORDER BY run_ns, id",
	.sql = "SELECT nr, since_ns, tid, comm, prio FROM late_occupant WHERE late_id = ?"
	       " ORDER BY nr",
	.parse = run_parse_occupant,
};

TABLE(fact, struct run_fact, 1 << 16, 1, fact, NULL,
      "SELECT key, value FROM fact ORDER BY key");
TABLE(loss, struct run_counter, 1 << 12, 1, counter, NULL,
      "SELECT name, lost_cnt FROM loss ORDER BY name");
TABLE(probe, struct run_probe, 1 << 12, 1, probe, NULL,
      "SELECT name, target, kind, state, run_cnt, run_ns, missed_cnt FROM probe"
      " ORDER BY name, target");
TABLE(stack, struct run_stack, 1 << 20, 1, stack, NULL,
      "SELECT id, frames FROM stack ORDER BY id");
#define CALL_COLUMNS							\
	"seq, service, flags, status, enter_ns, queue_ns, setup_ns, door_ns, return_ns,"	\
	" done_ns, exit_ns, pid, tid, comm, stack_id, req_cpu, worker_tid, fw_cpu, end_cpu,"	\
	" door_preempt, door_migrate, door_irq, switch_cnt, switch_tid, switch_comm, irq_cnt,"	\
	" irq_kind, irq_nr, irq_name"
TABLE(call_1, struct run_call, 1 << 24, 1, call, NULL,
      "SELECT " CALL_COLUMNS ", NULL FROM call ORDER BY seq");
TABLE(call, struct run_call, 1 << 24, 2, call, NULL,
      "SELECT " CALL_COLUMNS ", m.seq, masked_low_ns, masked_high_ns, masked_longest_ns,"
      " masked_cnt, timer_cnt FROM call LEFT JOIN call_masked AS m USING (seq) ORDER BY seq");
TABLE(worst, struct run_wakeup, 1 << 20, 1, worst, NULL,
      "SELECT class, cpu, efi_seq, waking_ns, run_ns, pid, tid, comm, prio, waker_cpu,"
      " prev_tid, prev_comm, prev_prio FROM wakeup ORDER BY id");
TABLE(hist, struct run_hist, 1 << 17, 1, hist, &hist_bins,
      "SELECT source, cpu, class, inside, period_ns, value_cnt, sum_ns, min_ns, max_ns,"
      " overflow_cnt FROM hist ORDER BY id");
TABLE(counter, struct run_counter, 1 << 12, 2, counter, NULL,
      "SELECT name, value FROM counter ORDER BY name");
TABLE(place, struct run_place, 1 << 20, 2, place, &place_bins,
      "SELECT kind, symbol, value_cnt, sum_ns, max_ns FROM place ORDER BY id");
TABLE(window, struct run_window, 1 << 24, 2, window, NULL,
      "SELECT kind, flags, worst, cpu, begin_ns, end_ns, switch_ns, efi_seq, begin_by, end_by,"
      " tid, comm, begin_stack_id, end_stack_id FROM window ORDER BY id");
TABLE(gap, struct run_gap, 1 << 24, 2, gap, NULL,
      "SELECT flags, cpu, due_ns, entry_ns, open_ns, efi_seq, tid, comm FROM gap"
      " ORDER BY due_ns, id");
TABLE(late, struct run_late, 1 << 20, 2, late, &occupants,
      "SELECT flags, due_ns, expire_ns, waking_ns, enqueued_ns, run_ns, class, cpu, efi_seq, pid,"
      " tid, comm, prio, waker_cpu, waker_tid, waker_comm, waker_prio, prev_tid, prev_comm,"
      " prev_prio FROM late ORDER BY run_ns, id");
TABLE(switch, struct run_switch, 1 << 24, 2, switch, NULL,
      "SELECT cpu, ns, tid, comm, prio FROM switch ORDER BY ns, id");

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

static int load_rows(sqlite3 *db, const struct table *t, void **array, size_t *cnt)
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

static void parse_id(struct row *row, void *elem)
{
	*(int64_t *)elem = row_int(row, INT64_MIN, INT64_MAX);
}

static int load_members(sqlite3_stmt *stmt, const struct members *m, void *elem)
{
	int rc, err = 0;

	while (!err && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct row row = { .stmt = stmt };

		m->parse(&row, elem);
		err = row.err;
	}
	if (!err)
		err = run_file_sqlite_error(sqlite3_db_handle(stmt), rc);
	if (!err && m->is_whole && !m->is_whole(elem))
		err = run_file_fail(RUN_FILE_DAMAGED, "histogram whose bins do not add up");
	return err;
}

static int load_all_members(sqlite3 *db, const struct table *t, const int64_t *ids, char *elems,
			    size_t cnt)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, t->members->sql, -1, &stmt, NULL);
	int err = run_file_sqlite_error(db, rc);

	for (size_t i = 0; i < cnt && !err; i++) {
		sqlite3_reset(stmt);
		sqlite3_bind_int64(stmt, 1, ids[i]);
		err = load_members(stmt, t->members, elems + i * t->elem_bytes);
	}
	sqlite3_finalize(stmt);
	return err;
}

static int load_table(sqlite3 *db, const struct table *t, void **array, size_t *cnt)
{
	struct table ids_of = { .elem_bytes = sizeof(int64_t), .max_cnt = t->max_cnt,
				.parse = parse_id };
	void *ids = NULL;
	size_t id_cnt = 0;
	int err = load_rows(db, t, array, cnt);

	if (err || !t->members)
		return err;
	ids_of.sql = t->members->ids_sql;
	err = load_rows(db, &ids_of, &ids, &id_cnt);
	if (!err && id_cnt != *cnt)
		err = run_file_fail(RUN_FILE_DAMAGED, ids_of.sql);
	if (!err)
		err = load_all_members(db, t, ids, *array, *cnt);
	free(ids);
	return err;
}

static int load_tables(sqlite3 *db, unsigned int schema, struct run *run)
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
		{ schema < table_call.first ? &table_call_1 : &table_call,
		  (void **)&run->calls, &run->call_cnt },
		{ &table_worst, (void **)&run->worst, &run->worst_cnt },
		{ &table_hist, (void **)&run->hists, &run->hist_cnt },
		{ &table_counter, (void **)&run->counters, &run->counter_cnt },
		{ &table_place, (void **)&run->places, &run->place_cnt },
		{ &table_window, (void **)&run->windows, &run->window_cnt },
		{ &table_gap, (void **)&run->gaps, &run->gap_cnt },
		{ &table_late, (void **)&run->lates, &run->late_cnt },
		{ &table_switch, (void **)&run->switches, &run->switch_cnt },
	};
	int err = load_meta(db, run);

	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]) && !err; i++)
		if (loads[i].table->first <= schema)
			err = load_table(db, loads[i].table, loads[i].array, loads[i].cnt);
	return err;
}

int run_file_load_db(sqlite3 *db, struct run **out)
{
	struct run *run = calloc(1, sizeof(*run));
	unsigned int schema = 0;
	int err;

	if (!run)
		return -ENOMEM;
	err = run_file_schema(db, &schema);
	if (!err)
		err = load_tables(db, schema, run);
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
