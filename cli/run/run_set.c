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
	set->paths = calloc(cnt, sizeof(*set->paths));
	return set->paths ? 0 : -ENOMEM;
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
			set->path_cnt += !err;
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
	set->path_cnt = !!set->paths[0];
	return set->path_cnt ? 0 : -ENOMEM;
}

/* Where a file's runs go. */
struct taker {
	struct run_set *set;
	const char *path;
	run_set_seen seen;
	void *ctx;
};

static char *name_of(const char *path, const char *name)
{
	size_t size = strlen(path) + (name ? strlen(name) : 0) + 4;
	char *text = malloc(size);

	if (text)
		snprintf(text, size, name ? "%s (%s)" : "%s", path, name);
	return text;
}

/* Arrays grow at every power of two. */
static int grow(struct run_set *set)
{
	size_t room = set->cnt ? 2 * set->cnt : 1;
	void *runs, *names;

	if (set->cnt & (set->cnt - 1))
		return 0;
	runs = realloc(set->runs, room * sizeof(*set->runs));
	if (runs)
		set->runs = runs;
	names = realloc(set->names, room * sizeof(*set->names));
	if (names)
		set->names = names;
	return runs && names ? 0 : -ENOMEM;
}

static int take_run(void *ctx, struct run *run, const char *name)
{
	struct taker *taker = ctx;
	struct run_set *set = taker->set;
	char *text = name_of(taker->path, name);

	if (!text || grow(set)) {
		free(text);
		run_free(run);
		return -ENOMEM;
	}
	set->runs[set->cnt] = run;
	set->names[set->cnt++] = text;
	return taker->seen ? taker->seen(taker->ctx, run) : 0;
}

int run_set_load(const char *path, struct run_set *set, run_set_seen seen, void *ctx,
		 const char **failed)
{
	struct stat st;
	int err;

	*set = (struct run_set){ 0 };
	*failed = path;
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		err = list_directory(path, set);
	else
		err = list_one(path, set);
	for (size_t i = 0; i < set->path_cnt && !err; i++) {
		struct taker taker = { set, set->paths[i], seen, ctx };

		err = run_file_load_each(set->paths[i], take_run, &taker);
		if (err)
			*failed = set->paths[i];
	}
	return err;
}

void run_set_free(struct run_set *set)
{
	for (size_t i = 0; i < set->cnt; i++) {
		run_free(set->runs[i]);
		free(set->names[i]);
	}
	for (size_t i = 0; i < set->path_cnt; i++)
		free(set->paths[i]);
	free(set->runs);
	free(set->names);
	free(set->paths);
	*set = (struct run_set){ 0 };
}
