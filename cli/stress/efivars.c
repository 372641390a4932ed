// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE 1
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "cli/collect/platform.h"
#include "cli/collect/platform_files.h"
#include "cli/stress/efivars.h"
#include "cli/stress/guid.h"

#define EFIVARS_DIR "/sys/firmware/efi/efivars"

static const char *why_no_efi(void)
{
	switch (platform_efi()) {
	case PLATFORM_EFI_NONE:
		return "no EFI on this machine";
	case PLATFORM_EFI_DISABLED:
		return "EFI runtime services are off (boot with efi=runtime)";
	default:
		return NULL;
	}
}

static int mount_own(void)
{
	if (mount("efivarfs", EFIVARS_DIR, "efivarfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
		return -errno;
	return 0;
}

/* A mount of ours must not show up anywhere else, and ends with us even by SIGKILL. */
static int mount_private(struct stress_host *host, const char **why)
{
	int err = 0;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
		err = -errno;
		*why = "efivarfs is not mounted, and mounting it needs root";
		return err;
	}
	err = mount_own();
	if (err == -ENODEV)
		*why = "this kernel has no efivarfs (CONFIG_EFIVAR_FS; modprobe efivarfs)";
	else if (err)
		*why = "efivarfs cannot be mounted";
	host->own_mount = !err;
	return err;
}

int stress_efivars_open(struct stress_host *host, const char **why)
{
	int err;

	if (host->efivars[0])
		return 0;
	*why = why_no_efi();
	if (*why)
		return -ENODEV;
	if (!platform_mounted("efivarfs", host->efivars, sizeof(host->efivars))) {
		err = mount_private(host, why);
		if (err)
			return err;
		snprintf(host->efivars, sizeof(host->efivars), "%s", EFIVARS_DIR);
	}
	stress_efivars_sweep(host);
	return 0;
}

void stress_efivars_close(struct stress_host *host)
{
	if (host->own_mount)
		umount2(host->efivars, MNT_DETACH);
	host->own_mount = false;
	host->efivars[0] = '\0';
}

int stress_efivars_remount(struct stress_host *host)
{
	if (umount2(host->efivars, 0))
		return -errno;
	return mount_own();
}

/* efivarfs marks every file immutable that it does not know to be harmless. */
static void drop_immutable(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	int flags = 0;

	if (fd < 0)
		return;
	ioctl(fd, FS_IOC_SETFLAGS, &flags);
	close(fd);
}

static bool is_ours(const char *name)
{
	static const char suffix[] = "-" STRESS_GUID_TEXT;
	size_t len = strlen(name);

	return len >= sizeof(suffix) && !strcasecmp(name + len - (sizeof(suffix) - 1), suffix);
}

int stress_efivars_sweep(const struct stress_host *host)
{
	struct dirent *entry;
	DIR *dir = opendir(host->efivars);
	int err = 0;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		if (!is_ours(entry->d_name))
			continue;
		drop_immutable(dirfd(dir), entry->d_name);
		if (unlinkat(dirfd(dir), entry->d_name, 0))
			err = -errno;
	}
	closedir(dir);
	return err;
}

int stress_efivars_create(const struct stress_host *host, const char *name)
{
	const int flags = O_WRONLY | O_CREAT | O_CLOEXEC;
	char path[PATH_MAX];
	int len, fd;

	len = snprintf(path, sizeof(path), "%s/%s-%s", host->efivars, name, STRESS_GUID_TEXT);
	if (len < 0 || (size_t)len >= sizeof(path))
		return -ENAMETOOLONG;
	fd = open(path, flags, 0600);
	if (fd < 0 && errno == EPERM) {
		drop_immutable(AT_FDCWD, path);
		fd = open(path, flags, 0600);
	}
	return fd < 0 ? -errno : fd;
}
