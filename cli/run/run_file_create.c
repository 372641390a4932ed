// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_file_create.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/run/run_file.h"
#include "cli/run/run_file_error.h"
#include "cli/run/run_file_header.h"
#include "cli/run/run_schema.h"

static int exec(sqlite3 *db, const char *sql)
{
	return run_file_sqlite_error(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

/* Another recorder holds its transaction open from commit to commit. */
static int check_not_recording(const char *path)
{
	sqlite3 *db = NULL;
	int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	sqlite3_close(db);
	/* Damaged or not: an own file that nobody writes may be replaced. */
	return rc == SQLITE_BUSY ? run_file_fail(-EBUSY, "") : 0;
}

static int check_replaceable(const char *path)
{
	struct run_file_header header;
	struct stat st;
	int err;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : run_file_fail(-errno, "");
	if (S_ISDIR(st.st_mode))
		return run_file_fail(-EISDIR, "");
	err = run_file_read_header(path, &header);
	if (err && err != RUN_FILE_FOREIGN && err != RUN_FILE_DAMAGED)
		return err;
	if (!header.ours)
		return run_file_fail(-EEXIST, "");
	return check_not_recording(path);
}

static int create_objects(sqlite3 *db)
{
	static const struct schema_object *const lists[] = {
		run_schema_tables, run_schema_evidence, run_schema_rest, run_schema_evidence_rest,
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (const struct schema_object *obj = lists[i]; obj->name && !err; obj++)
			if (run_schema_has(obj, RUN_FILE_SCHEMA))
				err = exec(db, obj->sql);
	return err;
}

static int fill_services(sqlite3 *db)
{
	int err = 0;

	for (unsigned int i = 0; i < EFI_SERVICE_CNT && !err; i++) {
		char sql[96];

		snprintf(sql, sizeof(sql), "INSERT INTO service VALUES (%u, '%s')", i,
			 efi_service_name(i));
		err = exec(db, sql);
	}
	return err;
}

static int fill(sqlite3 *db)
{
	char identity[96];
	int err;

	snprintf(identity, sizeof(identity),
		 "PRAGMA application_id = %d; PRAGMA user_version = %d;",
		 RUN_FILE_APPLICATION_ID, RUN_FILE_SCHEMA);
	err = exec(db, "BEGIN");
	if (!err)
		err = exec(db, identity);
	if (!err)
		err = create_objects(db);
	if (!err)
		err = fill_services(db);
	if (!err)
		err = exec(db, "INSERT INTO meta VALUES (1, 0, '', '', NULL, '', '', 0, 0, 0)");
	return err ? err : exec(db, "COMMIT");
}

static int write_empty(const char *path)
{
	sqlite3 *db = NULL;
	int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	int err = run_file_sqlite_error(db, rc);

	if (!err)
		err = fill(db);
	sqlite3_close(db);
	return err;
}

static char *suffixed(const char *path, const char *suffix)
{
	size_t len = strlen(path) + strlen(suffix) + 1;
	char *name = malloc(len);

	if (name)
		snprintf(name, len, "%s%s", path, suffix);
	return name;
}

static void unlink_suffixed(const char *path, const char *suffix)
{
	char *name = suffixed(path, suffix);

	if (!name)
		return;
	unlink(name);
	free(name);
}

/*
 * The empty run appears under its name at once and whole, so that a crash
 * leaves the old file, none, or a readable one.
 */
static int put_in_place(const char *path)
{
	char suffix[32];
	char *temp;
	int err;

	snprintf(suffix, sizeof(suffix), ".%d.new", (int)getpid());
	temp = suffixed(path, suffix);
	if (!temp)
		return -ENOMEM;
	unlink(temp);
	err = write_empty(temp);
	if (!err) {
		/* An old run's log must not be replayed into the new one. */
		unlink_suffixed(path, "-wal");
		unlink_suffixed(path, "-shm");
		unlink_suffixed(path, "-journal");
		if (rename(temp, path))
			err = run_file_fail(-errno, "");
	}
	if (err) {
		unlink(temp);
		unlink_suffixed(temp, "-journal");
	}
	free(temp);
	return err;
}

int run_file_create_db(const char *path, sqlite3 **out)
{
	sqlite3 *db = NULL;
	int err;

	err = check_replaceable(path);
	if (!err)
		err = put_in_place(path);
	if (err)
		return err;
	err = run_file_sqlite_error(NULL, sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE,
							  NULL));
	if (!err)
		err = exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
	if (err) {
		sqlite3_close(db);
		return err;
	}
	*out = db;
	return 0;
}

int run_file_fold_wal(sqlite3 *db)
{
	int err = exec(db, "PRAGMA wal_checkpoint(TRUNCATE)");

	/* A reader holds the log: it stays beside the file, and nothing is lost. */
	if (!err)
		err = exec(db, "PRAGMA journal_mode = DELETE");
	return err == -EBUSY ? 0 : err;
}
