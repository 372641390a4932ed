// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_file_open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/run/run_file.h"
#include "cli/run/run_file_error.h"
#include "cli/run/run_file_header.h"
#include "cli/run/run_schema.h"

#define TEXT_MAX_BYTES	(1 << 20)
#define BUSY_MS		2000

static int check_schema(unsigned int schema)
{
	char why[64];

	if (schema >= RUN_SCHEMA_OLDEST && schema <= RUN_FILE_SCHEMA)
		return 0;
	snprintf(why, sizeof(why), "schema %u, this reads %u to %u", schema, RUN_SCHEMA_OLDEST,
		 RUN_FILE_SCHEMA);
	return run_file_fail(schema > RUN_FILE_SCHEMA ? RUN_FILE_NEWER : RUN_FILE_OLDER, why);
}

static int check_header(const char *path)
{
	struct run_file_header header;
	int err = run_file_read_header(path, &header);

	return err ? err : check_schema(header.user_version);
}

int run_file_schema(sqlite3 *db, unsigned int *schema)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &stmt, NULL);
	int err;

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	err = run_file_sqlite_error(db, rc);
	if (!err)
		*schema = (unsigned int)sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return err;
}

static int open_read_only(const char *path, sqlite3 **out)
{
	sqlite3 *db = NULL;
	int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
	int err;

	if (rc == SQLITE_OK) {
		sqlite3_limit(db, SQLITE_LIMIT_LENGTH, TEXT_MAX_BYTES);
		sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
		sqlite3_busy_timeout(db, BUSY_MS);
		/* BEGIN alone touches nothing: the SELECT opens file and log. */
		rc = sqlite3_exec(db, "PRAGMA cell_size_check = ON; BEGIN;"
				  " SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
	}
	err = run_file_sqlite_error(db, rc);
	if (err) {
		sqlite3_close(db);
		return err;
	}
	*out = db;
	return 0;
}

static int copy_fd(int from, int to)
{
	char buf[65536];
	ssize_t len;

	while ((len = read(from, buf, sizeof(buf))) > 0)
		if (write(to, buf, (size_t)len) != len)
			return run_file_fail(errno ? -errno : -ENOSPC, "temporary copy");
	return len < 0 ? run_file_fail(-errno, "") : 0;
}

static int copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out, err;

	if (in < 0)
		return run_file_fail(-errno, "");
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	err = out < 0 ? run_file_fail(-errno, "temporary copy") : copy_fd(in, out);
	close(in);
	if (out >= 0)
		close(out);
	return err;
}

/*
 * To replay a log, SQLite wants to write beside it.  Where that is not
 * allowed, a private copy is read instead, deleted before it is used.
 */
static int open_copy(const char *path, sqlite3 **db)
{
	const char *base = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
	char dir[4096], copy[4200], copy_wal[4210], copy_shm[4210], wal[4200];
	int err;

	snprintf(dir, sizeof(dir), "%s/efi-latency-XXXXXX", base);
	if (!mkdtemp(dir))
		return run_file_fail(-errno, "temporary copy");
	snprintf(wal, sizeof(wal), "%s-wal", path);
	snprintf(copy, sizeof(copy), "%s/run", dir);
	snprintf(copy_wal, sizeof(copy_wal), "%s-wal", copy);
	snprintf(copy_shm, sizeof(copy_shm), "%s-shm", copy);
	err = copy_file(path, copy);
	if (!err)
		err = copy_file(wal, copy_wal);
	if (!err || err == -ENOENT)
		err = open_read_only(copy, db);
	unlink(copy);
	unlink(copy_wal);
	unlink(copy_shm);
	rmdir(dir);
	return err;
}

/* The file itself could be opened: what failed is the log or its index. */
static bool needs_copy(int err)
{
	return err == -EROFS || err == -EACCES || err == -EPERM || err == -ENOENT;
}

/* The statement finds a table by name and definition. */
static int check_table(sqlite3_stmt *stmt, const struct schema_object *obj)
{
	int rc;

	sqlite3_reset(stmt);
	sqlite3_bind_text(stmt, 1, obj->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 2, obj->sql, -1, SQLITE_STATIC);
	rc = sqlite3_step(stmt);
	return rc == SQLITE_DONE ? run_file_fail(RUN_FILE_DAMAGED, "tables are missing") :
				   run_file_sqlite_error(sqlite3_db_handle(stmt), rc);
}

static int check_tables(sqlite3 *db, unsigned int schema)
{
	static const struct schema_object *const lists[] = {
		run_schema_tables, run_schema_evidence,
	};
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, "SELECT 1 FROM sqlite_schema WHERE type = 'table'"
				    " AND name = ? AND sql = ?", -1, &stmt, NULL);
	int err = run_file_sqlite_error(db, rc);

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (const struct schema_object *obj = lists[i]; obj->name && !err; obj++)
			if (run_schema_has(obj, schema))
				err = check_table(stmt, obj);
	sqlite3_finalize(stmt);
	return err;
}

static int check_pages(sqlite3 *db)
{
	sqlite3_stmt *stmt = NULL;
	const char *verdict;
	int rc, err;

	rc = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	err = run_file_sqlite_error(db, rc);
	if (!err) {
		verdict = (const char *)sqlite3_column_text(stmt, 0);
		if (!verdict || strcmp(verdict, "ok"))
			err = run_file_fail(RUN_FILE_DAMAGED, verdict ? verdict : "");
	}
	sqlite3_finalize(stmt);
	return err;
}

int run_file_check_db(sqlite3 *db)
{
	unsigned int schema = 0;
	int err = run_file_schema(db, &schema);

	/* Again, since the runs inside a merged file have no other header. */
	if (!err)
		err = check_schema(schema);
	if (!err)
		err = check_tables(db, schema);
	return err ? err : check_pages(db);
}

int run_file_open_db(const char *path, sqlite3 **out)
{
	sqlite3 *db = NULL;
	int err = check_header(path);

	if (err)
		return err;
	err = open_read_only(path, &db);
	if (needs_copy(err))
		err = open_copy(path, &db);
	if (!err)
		err = run_file_check_db(db);
	if (err) {
		sqlite3_close(db);
		return err;
	}
	*out = db;
	return 0;
}
