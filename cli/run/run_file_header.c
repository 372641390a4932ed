// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_file_header.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/run/run_file.h"
#include "cli/run/run_file_error.h"

/* https://www.sqlite.org/fileformat2.html#the_database_header */
#define HEADER_BYTES		100
#define AT_PAGE_BYTES		16
#define AT_WRITE_VERSION	18
#define AT_CHANGE_CNT		24
#define AT_PAGE_CNT		28
#define AT_USER_VERSION		60
#define AT_APPLICATION_ID	68
#define AT_VALID_FOR		92

static const char magic[16] = "SQLite format 3";

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

/* SQLite itself reads a file that lost its last pages without complaint. */
static bool is_truncated(const unsigned char *h, off_t file_bytes)
{
	uint32_t page_bytes = (uint32_t)h[AT_PAGE_BYTES] << 8 | h[AT_PAGE_BYTES + 1];

	if (page_bytes == 1)
		page_bytes = 65536;
	/* With a log beside it, the file may rightly be behind its own header. */
	if (h[AT_WRITE_VERSION] != 1 || be32(h + AT_CHANGE_CNT) != be32(h + AT_VALID_FOR))
		return false;
	return (uint64_t)be32(h + AT_PAGE_CNT) * page_bytes > (uint64_t)file_bytes;
}

static int check_header(const unsigned char *h, ssize_t len, off_t file_bytes)
{
	if (len == 0)
		return run_file_fail(RUN_FILE_FOREIGN, "the file is empty");
	if (len < HEADER_BYTES) {
		if (len >= (ssize_t)sizeof(magic) && !memcmp(h, magic, sizeof(magic)))
			return run_file_fail(RUN_FILE_DAMAGED, "the file is cut off");
		return run_file_fail(RUN_FILE_FOREIGN, "");
	}
	if (memcmp(h, magic, sizeof(magic)))
		return run_file_fail(RUN_FILE_FOREIGN, "");
	if (be32(h + AT_APPLICATION_ID) != RUN_FILE_APPLICATION_ID)
		return run_file_fail(RUN_FILE_FOREIGN, "an SQLite database of another program");
	if (is_truncated(h, file_bytes))
		return run_file_fail(RUN_FILE_DAMAGED, "the file is cut off");
	return 0;
}

int run_file_read_header(const char *path, struct run_file_header *header)
{
	unsigned char h[HEADER_BYTES] = { 0 };
	struct stat st;
	ssize_t len;
	int fd, err;

	*header = (struct run_file_header){ 0 };
	/* A FIFO without a writer must not hang us. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return run_file_fail(-errno, "");
	if (fstat(fd, &st))
		err = run_file_fail(-errno, "");
	else if (S_ISDIR(st.st_mode))
		err = run_file_fail(-EISDIR, "");
	else if (!S_ISREG(st.st_mode))
		err = run_file_fail(RUN_FILE_FOREIGN, "not a regular file");
	else if ((len = pread(fd, h, sizeof(h), 0)) < 0)
		err = run_file_fail(-errno, "");
	else
		err = check_header(h, len, st.st_size);
	close(fd);
	header->ours = !memcmp(h, magic, sizeof(magic)) &&
		       be32(h + AT_APPLICATION_ID) == RUN_FILE_APPLICATION_ID;
	header->user_version = be32(h + AT_USER_VERSION);
	return err;
}
