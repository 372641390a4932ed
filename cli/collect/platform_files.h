/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of this machine, read below the root that platform_set_root() set. */
#ifndef EFI_LATENCY_PLATFORM_FILES_H
#define EFI_LATENCY_PLATFORM_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

void platform_files_set_root(const char *dir);
/* The path below the root; -ENAMETOOLONG when it does not fit. */
int platform_path(char *buf, size_t size, const char *path);
/* True when that is the running machine itself and not a test's tree. */
bool platform_is_live(void);
bool platform_exists(const char *path);
FILE *platform_fopen(const char *path);
/* First line without its newline, trimmed; 0 or a negative errno. */
int platform_read_line(const char *path, char *buf, size_t size);
/* Whether a file system of this type is mounted; where, if mount is not NULL. */
bool platform_mounted(const char *type, char *mount, size_t size);

#endif
