// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "cli/stress/efivars.h"
#include "cli/stress/guid.h"

/* Every UEFI firmware has it, and it is one byte long. */
#define USUAL_VARIABLE "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

/* The usual variable where it is, else any other. */
static int find_readable(struct stress_host *host)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%.3000s/" USUAL_VARIABLE, host->efivars);
	snprintf(host->readable, sizeof(host->readable), "%s", path);
	if (!access(path, R_OK))
		return 0;
	host->readable[0] = '\0';
	dir = opendir(host->efivars);
	while (dir && !host->readable[0] && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			snprintf(host->readable, sizeof(host->readable), "%.3000s/%s",
				 host->efivars, entry->d_name);
	if (dir)
		closedir(dir);
	return host->readable[0] ? 0 : -ENOENT;
}

static int get_prepare(struct stress_host *host, const char **why)
{
	int err = stress_efivars_open(host, why);

	if (err)
		return err;
	err = find_readable(host);
	if (err)
		*why = "efivarfs shows no variable that could be read";
	return err;
}

static int get_call(struct stress_host *host)
{
	char data[4096];
	int fd = open(host->readable, O_RDONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (read(fd, data, sizeof(data)) < 0)
		err = -errno;
	close(fd);
	return err;
}

/*
 * efivarfs has one superblock however often it is mounted, and asks for the
 * names only when that is made.  Somebody's mount, also in a namespace that
 * cannot be seen from here, keeps it: then the root is older than our mount.
 */
static int next_prepare(struct stress_host *host, const char **why)
{
	struct timespec before;
	struct stat st;
	int err = stress_efivars_open(host, why);

	if (err)
		return err;
	if (!host->own_mount) {
		*why = "efivarfs is mounted, and only its first mount asks for the names "
		       "(unmount it, or load efi_test)";
		return -EBUSY;
	}
	clock_gettime(CLOCK_REALTIME_COARSE, &before);
	err = stress_efivars_remount(host);
	if (!err && stat(host->efivars, &st))
		err = -errno;
	if (err) {
		*why = "efivarfs cannot be mounted again";
		return err;
	}
	if (st.st_mtim.tv_sec < before.tv_sec ||
	    (st.st_mtim.tv_sec == before.tv_sec && st.st_mtim.tv_nsec < before.tv_nsec)) {
		*why = "efivarfs is mounted in another mount namespace, and only its first "
		       "mount asks for the names";
		return -EBUSY;
	}
	return 0;
}

static int query(const struct stress_host *host, struct statfs *st)
{
	return statfs(host->efivars, st) ? -errno : 0;
}

static int set_prepare(struct stress_host *host, const char **why)
{
	struct statfs st;
	int err = stress_efivars_open(host, why);

	if (err)
		return err;
	if (access(host->efivars, W_OK)) {
		err = -errno;
		*why = err == -EROFS ? "efivarfs is read-only" : "writing to efivarfs needs root";
		return err;
	}
	if (!host->nonvolatile)
		return 0;
	err = query(host, &st);
	if (err) {
		*why = "the room left for variables cannot be read";
		return err;
	}
	return stress_room((uint64_t)st.f_blocks * (uint64_t)st.f_bsize,
			   (uint64_t)st.f_bfree * (uint64_t)st.f_bsize, why);
}

static int set_call(struct stress_host *host)
{
	struct {
		uint32_t attributes;
		uint8_t value[STRESS_VALUE_BYTES];
	} data = { .attributes = stress_attributes(host) };
	int fd = stress_efivars_create(host, STRESS_VARIABLE);
	int err = 0;

	if (fd < 0)
		return fd;
	stress_next_value(host, data.value);
	if (write(fd, &data, sizeof(data)) < 0)
		err = -errno;
	close(fd);
	return stress_set_result(host, err);
}

static void set_finish(struct stress_host *host)
{
	stress_efivars_sweep(host);
}

static int query_call(struct stress_host *host)
{
	struct statfs st;

	return query(host, &st);
}

const struct stress_method stress_methods_efivarfs[] = {
	{ EFI_SERVICE_GET_VARIABLE, "efivarfs", "2 GetVariable (size, then value)",
	  get_prepare, get_call, NULL },
	{ EFI_SERVICE_GET_NEXT_VARIABLE, "efivarfs",
	  "1 GetNextVariableName per variable and 1 more, and 1 GetVariable per variable (a mount)",
	  next_prepare, stress_efivars_remount, NULL },
	{ EFI_SERVICE_SET_VARIABLE, "efivarfs",
	  "1 SetVariable and, unless refused, 1 GetVariable; at the end 1 SetVariable to remove it",
	  set_prepare, set_call, set_finish },
	{ EFI_SERVICE_QUERY_VARIABLE_INFO, "efivarfs",
	  "1 QueryVariableInfo; newer kernels answer from a cache beyond 5 in 2 s",
	  stress_efivars_open, query_call, NULL },
	{ 0 }
};
