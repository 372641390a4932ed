/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine made of files, for platform_set_root(). */
#ifndef TESTS_FAKE_ROOT_H
#define TESTS_FAKE_ROOT_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/collect/platform.h"

static char fake_root[64];

static void fake_root_make(void)
{
	strcpy(fake_root, "/tmp/efi-latency-test-XXXXXX");
	assert_non_null(mkdtemp(fake_root));
	platform_set_root(fake_root);
}

/* A file of this text, or with NULL a directory; parents as needed. */
static void fake_root_put(const char *path, const char *text)
{
	char full[512];
	char *slash;
	FILE *file;

	snprintf(full, sizeof(full), "%s%s", fake_root, path);
	for (slash = full + strlen(fake_root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0700);
		*slash = '/';
	}
	if (!text) {
		assert_int_equal(mkdir(full, 0700), 0);
		return;
	}
	file = fopen(full, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int fake_root_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* A teardown of cmocka. */
static int fake_root_drop(void **state)
{
	(void)state;
	platform_set_root("");
	return nftw(fake_root, fake_root_remove, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
