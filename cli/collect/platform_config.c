// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "cli/collect/platform.h"
#include "cli/collect/platform_config.h"
#include "cli/collect/platform_files.h"

#define CONFIG_BYTES_MAX (4U << 20)

/* The file's text, its newlines turned into terminators once it is read. */
static struct {
	bool tried;
	char *text;
	size_t len;
} config;

void platform_config_forget(void)
{
	free(config.text);
	memset(&config, 0, sizeof(config));
}

/* gzread() reads plain files too: one loop for config.gz and config. */
static int read_config(const char *path)
{
	char full[PATH_MAX];
	gzFile file;
	int len;

	if (platform_path(full, sizeof(full), path))
		return -ENAMETOOLONG;
	file = gzopen(full, "rb");
	if (!file)
		return -ENOENT;
	config.text = malloc(CONFIG_BYTES_MAX + 1);
	len = config.text ? gzread(file, config.text, CONFIG_BYTES_MAX) : -1;
	gzclose(file);
	if (len <= 0) {
		free(config.text);
		config.text = NULL;
		return -EIO;
	}
	config.len = (size_t)len;
	config.text[len] = '\0';
	return 0;
}

static void split_lines(void)
{
	char *p;

	for (p = config.text; p && (p = strchr(p, '\n')); )
		*p++ = '\0';
}

static void load_config(void)
{
	static const char *const with_release[] = { "/boot/config-%s", "/lib/modules/%s/config" };
	char release[256], path[PATH_MAX];
	int err = read_config("/proc/config.gz");
	size_t i;

	config.tried = true;
	if (err && !platform_read_line("/proc/sys/kernel/osrelease", release, sizeof(release))) {
		for (i = 0; err && i < sizeof(with_release) / sizeof(*with_release); i++) {
			snprintf(path, sizeof(path), with_release[i], release);
			err = read_config(path);
		}
	}
	if (!err)
		split_lines();
}

bool platform_config_known(void)
{
	if (!config.tried)
		load_config();
	return config.text;
}

const char *platform_config(const char *option)
{
	size_t len = strlen(option);
	const char *line, *end;

	if (!platform_config_known())
		return NULL;
	end = config.text + config.len;
	for (line = config.text; line < end; line += strlen(line) + 1)
		if (!strncmp(line, "CONFIG_", 7) && !strncmp(line + 7, option, len) &&
		    line[7 + len] == '=')
			return line + 7 + len + 1;
	return NULL;
}
