// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run_set.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/run/run_file.h"

static int is_run_file(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && dot != entry->d_name && !strcmp(dot, RUN_FILE_EXTENSION);
}

static char *join(const char *dir, const char *name)
{
	size_t size = strlen(dir) + strlen(name) + 2;
	char *path = malloc(size);

	if (path)
		snprintf(path, size, "%s%s%s", dir,
			 dir[0] && dir[strlen(dir) - 1] == '/' ? "" : "/", name);
	return path;
}

static int alloc_set(struct run_set *set, size_t cnt)
{
	set->runs = calloc(cnt, sizeof(*set->runs));
	set->paths = calloc(cnt, sizeof(*set->paths));
	return set->runs && set->paths ? 0 : -ENOMEM;
}

static int list_directory(const char *path, struct run_set *set)
{
	struct dirent **entries;
	int cnt = scandir(path, &entries, is_run_file, alphasort);
	int err;

	if (cnt < 0)
		return -errno;
	err = cnt ? alloc_set(set, (size_t)cnt) : -ENODATA;
	for (int i = 0; i < cnt; i++) {
		if (!err) {
			set->paths[i] = join(path, entries[i]->d_name);
			err = set->paths[i] ? 0 : -ENOMEM;
			set->cnt += !err;
		}
		free(entries[i]);
	}
	free(entries);
	return err;
}

static int list_one(const char *path, struct run_set *set)
{
	int err = alloc_set(set, 1);

	if (err)
		return err;
	set->paths[0] = strdup(path);
	set->cnt = !!set->paths[0];
	return set->cnt ? 0 : -ENOMEM;
}

int run_set_load(const char *path, struct run_set *set, const char **failed)
{
	struct stat st;
	int err;

	*set = (struct run_set){ 0 };
	*failed = path;
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		err = list_directory(path, set);
	else
		err = list_one(path, set);
	for (size_t i = 0; i < set->cnt && !err; i++) {
		err = run_file_load(set->paths[i], &set->runs[i]);
		if (err)
			*failed = set->paths[i];
	}
	return err;
}

void run_set_free(struct run_set *set)
{
	for (size_t i = 0; i < set->cnt; i++) {
		run_free(set->runs[i]);
		free(set->paths[i]);
	}
	free(set->runs);
	free(set->paths);
	*set = (struct run_set){ 0 };
}
