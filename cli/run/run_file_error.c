// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_file_error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/run/run_file.h"

/* As errno: what the last failing call of this thread left behind. */
static _Thread_local char detail[256];
static _Thread_local int detail_err;

int run_file_fail(int err, const char *why)
{
	snprintf(detail, sizeof(detail), "%s", why);
	detail_err = err;
	return err;
}

static int errno_of(sqlite3 *db, int fallback)
{
	int err = db ? sqlite3_system_errno(db) : 0;

	return err > 0 ? -err : -fallback;
}

static int map_result(sqlite3 *db, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_IOERR:
		/* The -shm file is grown by other means than the rest. */
		return errno_of(db, EIO) == -ENOSPC ? -ENOSPC : -EIO;
	case SQLITE_CANTOPEN:
		return errno_of(db, EIO);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_TOOBIG:
	case SQLITE_SCHEMA:
	case SQLITE_ERROR:
		return RUN_FILE_DAMAGED;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_READONLY:
		return -EROFS;
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return -EACCES;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
		return -EINVAL;
	default:
		return -EIO;
	}
}

int run_file_sqlite_error(sqlite3 *db, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
		return 0;
	/* The errno of a failed open says all of it. */
	if ((rc & 0xff) == SQLITE_CANTOPEN)
		return run_file_fail(map_result(db, rc), "");
	return run_file_fail(map_result(db, rc),
			     db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
}

static const char *describe(int err)
{
	switch (err) {
	case RUN_FILE_FOREIGN:
		return "not a run file of efi-latency";
	case RUN_FILE_DAMAGED:
		return "damaged run file";
	case RUN_FILE_NEWER:
		return "written by a newer efi-latency: update this one to read it";
	case RUN_FILE_OLDER:
		return "written by an older efi-latency whose format is no longer read";
	case -EEXIST:
		return "exists and is not a run file: not overwritten";
	case -EBUSY:
		return "is being written by another recorder";
	default:
		return strerror(-err);
	}
}

const char *run_file_strerror(int err, const char *path)
{
	static _Thread_local char text[1024];

	if (detail_err == err && detail[0])
		snprintf(text, sizeof(text), "%s: %s (%s)", path, describe(err), detail);
	else
		snprintf(text, sizeof(text), "%s: %s", path, describe(err));
	return text;
}
