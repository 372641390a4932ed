// SPDX-License-Identifier: GPL-2.0-only
/*
 * The runs inside a merged file: each whole, as the run file that it was,
 * compressed (docs/run-file.md, "Merged runs").
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "cli/run/run_file.h"
#include "cli/run/run_file_error.h"
#include "cli/run/run_file_load.h"
#include "cli/run/run_file_open.h"
#include "cli/run/run_file_stmt.h"

#define RUN_MAX_BYTES		(1LL << 30)
#define AT_WRITE_VERSION	18	/* of the SQLite header, then the read version */
#define ROLLBACK_JOURNAL	1

static const char create_sql[] =
	"CREATE TABLE IF NOT EXISTS replicate (\n"
	"  id INTEGER PRIMARY KEY,\n"
	"  name TEXT NOT NULL,\n"
	"  run_bytes INTEGER NOT NULL CHECK (run_bytes > 0),\n"
	"  run BLOB NOT NULL\n"
	")";

/* One run file in memory, and compressed. */
struct packed {
	const char *name;
	sqlite3_int64 run_bytes;
	const void *data;
	sqlite3_int64 data_bytes;
};

static int is_merged(sqlite3 *db, bool *merged)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, "SELECT 1 FROM sqlite_schema WHERE type = 'table'"
				    " AND name = 'replicate'", -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	*merged = rc == SQLITE_ROW;
	sqlite3_finalize(stmt);
	return run_file_sqlite_error(db, rc);
}

static int insert(struct run_file *file, const struct packed *p)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(file->db, "INSERT INTO replicate (name, run_bytes, run)"
				    " VALUES (?, ?, ?)", -1, &stmt, NULL);

	if (rc == SQLITE_OK) {
		sqlite3_bind_text(stmt, 1, p->name, -1, SQLITE_TRANSIENT);
		sqlite3_bind_int64(stmt, 2, p->run_bytes);
		sqlite3_bind_blob64(stmt, 3, p->data, (sqlite3_uint64)p->data_bytes,
				    SQLITE_STATIC);
		rc = sqlite3_step(stmt);
	}
	rc = run_file_sqlite_error(file->db, rc);
	sqlite3_finalize(stmt);
	return rc;
}

/* The file as it is with its log folded in, so that it opens without one. */
static int pack_run(struct run_file *file, sqlite3 *db, const char *name)
{
	struct packed p = { .name = name };
	unsigned char *image = sqlite3_serialize(db, "main", &p.run_bytes, 0);
	uLongf bytes = image ? compressBound((uLong)p.run_bytes) : 0;
	unsigned char *data = image ? malloc(bytes) : NULL;
	int err = data ? 0 : -ENOMEM;

	if (!err) {
		image[AT_WRITE_VERSION] = image[AT_WRITE_VERSION + 1] = ROLLBACK_JOURNAL;
		err = compress2(data, &bytes, image, (uLong)p.run_bytes, Z_BEST_SPEED) == Z_OK ?
		      0 : -ENOMEM;
	}
	p.data = data;
	p.data_bytes = (sqlite3_int64)bytes;
	if (!err)
		err = insert(file, &p);
	free(data);
	sqlite3_free(image);
	return err;
}

/* Calls with each row, as it lies in the file. */
static int each_packed(sqlite3 *db, int (*take)(void *ctx, const struct packed *p), void *ctx)
{
	sqlite3_stmt *stmt = NULL;
	int rc, err;

	/* A run is one value here, and larger than any text. */
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, (int)(RUN_MAX_BYTES - 1));
	rc = sqlite3_prepare_v2(db, "SELECT name, run_bytes, run FROM replicate ORDER BY id", -1,
				&stmt, NULL);
	err = run_file_sqlite_error(db, rc);
	while (!err && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct packed p = {
			.name = (const char *)sqlite3_column_text(stmt, 0),
			.run_bytes = sqlite3_column_int64(stmt, 1),
			.data = sqlite3_column_blob(stmt, 2),
			.data_bytes = sqlite3_column_bytes(stmt, 2),
		};

		if (!p.name || !p.data || p.run_bytes <= 0 || p.run_bytes > RUN_MAX_BYTES)
			err = run_file_fail(RUN_FILE_DAMAGED, "table replicate");
		else
			err = take(ctx, &p);
	}
	if (!err)
		err = run_file_sqlite_error(db, rc);
	sqlite3_finalize(stmt);
	return err;
}

static int insert_packed(void *ctx, const struct packed *p)
{
	return insert(ctx, p);
}

int run_file_add_replicate(struct run_file *file, const char *path)
{
	sqlite3 *db = NULL;
	bool merged = false;
	int err = run_file_open_db(path, &db);

	if (!err)
		err = run_file_sqlite_error(file->db, sqlite3_exec(file->db, create_sql, NULL, NULL,
								   NULL));
	if (!err)
		err = is_merged(db, &merged);
	if (!err)
		err = merged ? each_packed(db, insert_packed, file) : pack_run(file, db, path);
	sqlite3_close(db);
	return err;
}

static int unpack(const struct packed *p, unsigned char **out)
{
	unsigned char *image = sqlite3_malloc64((sqlite3_uint64)p->run_bytes);
	uLongf bytes = (uLongf)p->run_bytes;

	if (!image)
		return -ENOMEM;
	if (uncompress(image, &bytes, p->data, (uLong)p->data_bytes) != Z_OK ||
	    bytes != (uLongf)p->run_bytes) {
		sqlite3_free(image);
		return run_file_fail(RUN_FILE_DAMAGED, "a run in table replicate");
	}
	*out = image;
	return 0;
}

/* The image belongs to the database afterwards, also on errors. */
static int open_image(sqlite3 *db, unsigned char *image, sqlite3_int64 bytes, struct run **run)
{
	int rc = sqlite3_deserialize(db, "main", image, bytes, bytes,
				     SQLITE_DESERIALIZE_READONLY | SQLITE_DESERIALIZE_FREEONCLOSE);
	int err = run_file_sqlite_error(db, rc);

	if (!err)
		err = run_file_check_db(db);
	return err ? err : run_file_load_db(db, run);
}

/* Where the runs of a merged file go. */
struct each {
	int (*take)(void *ctx, struct run *run, const char *name);
	void *ctx;
};

static int take_packed(void *ctx, const struct packed *p)
{
	const struct each *each = ctx;
	unsigned char *image = NULL;
	struct run *run = NULL;
	sqlite3 *db = NULL;
	int err = unpack(p, &image);

	if (err)
		return err;
	err = run_file_sqlite_error(NULL, sqlite3_open(":memory:", &db));
	if (err)
		sqlite3_free(image);
	else
		err = open_image(db, image, p->run_bytes, &run);
	sqlite3_close(db);
	return err ? err : each->take(each->ctx, run, p->name);
}

int run_file_load_each(const char *path, int (*take)(void *ctx, struct run *run, const char *name),
		       void *ctx)
{
	struct each each = { take, ctx };
	struct run *run = NULL;
	bool merged = false;
	sqlite3 *db = NULL;
	int err = run_file_open_db(path, &db);

	if (!err)
		err = is_merged(db, &merged);
	if (!err && merged)
		err = each_packed(db, take_packed, &each);
	else if (!err)
		err = run_file_load_db(db, &run);
	sqlite3_close(db);
	return err || merged ? err : take(ctx, run, NULL);
}
