// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/collect/platform_files.h"
#include "cli/collect/platform_kmsg.h"

/* The kernel hands out one record a read() and none longer than this. */
#define RECORD_BYTES 8192

/* "6,339,5140900,-;efi: EFI v2.7 by EDK II" */
static void parse_record(const char *record, struct platform_kmsg *found)
{
	static const char hypervisor[] = "Hypervisor detected: ";
	const char *text = strchr(record, ';');

	if (!text)
		return;
	text++;
	if (!found->efi_vendor[0])
		sscanf(text, "efi: EFI v%15s by %95[^\n]", found->efi_revision, found->efi_vendor);
	if (!strncmp(text, hypervisor, sizeof(hypervisor) - 1))
		sscanf(text + sizeof(hypervisor) - 1, "%63[^\n]", found->hypervisor);
}

void platform_kmsg_read(struct platform_kmsg *found)
{
	char path[PATH_MAX], record[RECORD_BYTES];
	ssize_t len;
	int fd;

	memset(found, 0, sizeof(*found));
	if (platform_path(path, sizeof(path), "/dev/kmsg"))
		return;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return;
	/* EPIPE: the record was overwritten meanwhile, the next one follows. */
	while ((len = read(fd, record, sizeof(record) - 1)) > 0 || (len < 0 && errno == EPIPE)) {
		record[len > 0 ? len : 0] = '\0';
		parse_record(record, found);
	}
	close(fd);
}
