// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "cli/collect/platform.h"
#include "cli/collect/platform_files.h"

static char root[PATH_MAX];

void platform_files_set_root(const char *dir)
{
	snprintf(root, sizeof(root), "%s", dir);
}

bool platform_is_live(void)
{
	return !root[0];
}

int platform_path(char *buf, size_t size, const char *path)
{
	int len = snprintf(buf, size, "%s%s", root, path);

	return len < 0 || (size_t)len >= size ? -ENAMETOOLONG : 0;
}

bool platform_exists(const char *path)
{
	char full[PATH_MAX];

	return !platform_path(full, sizeof(full), path) && !access(full, F_OK);
}

FILE *platform_fopen(const char *path)
{
	char full[PATH_MAX];

	if (platform_path(full, sizeof(full), path))
		return NULL;
	return fopen(full, "re");
}

static void trim(char *text)
{
	size_t len = strlen(text);
	size_t lead = 0;

	while (len && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
	while (isspace((unsigned char)text[lead]))
		lead++;
	memmove(text, text + lead, len - lead + 1);
}

int platform_read_line(const char *path, char *buf, size_t size)
{
	FILE *file;
	int err = 0;

	errno = ENOENT;
	file = platform_fopen(path);
	if (!file)
		return -errno;
	buf[0] = '\0';
	/* An empty file is an empty line: cpu/isolated when none is. */
	errno = 0;
	if (!fgets(buf, (int)size, file) && ferror(file))
		err = errno ? -errno : -EIO;
	fclose(file);
	trim(buf);
	return err;
}

bool platform_mounted(const char *type, char *mount, size_t size)
{
	char line[2 * PATH_MAX];
	char *where, *found, *save;
	FILE *file = platform_fopen("/proc/self/mounts");
	bool yes = false;

	while (file && !yes && fgets(line, sizeof(line), file)) {
		strtok_r(line, " ", &save);
		where = strtok_r(NULL, " ", &save);
		found = strtok_r(NULL, " ", &save);
		yes = where && found && !strcmp(found, type);
		if (yes && mount)
			snprintf(mount, size, "%s", where);
	}
	if (file)
		fclose(file);
	return yes;
}
