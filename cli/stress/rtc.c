// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/stress/method.h"

static bool is_efi_clock(const char *name_path)
{
	char name[64] = "";
	FILE *file = fopen(name_path, "re");

	if (!file)
		return false;
	if (!fgets(name, sizeof(name), file))
		name[0] = '\0';
	fclose(file);
	return !strncmp(name, "rtc-efi", 7);
}

static int prepare(struct stress_host *host, const char **why)
{
	glob_t found;
	size_t i;

	host->rtc[0] = '\0';
	if (!glob("/sys/class/rtc/rtc*/name", 0, NULL, &found)) {
		for (i = 0; i < found.gl_pathc && !host->rtc[0]; i++)
			if (is_efi_clock(found.gl_pathv[i]))
				snprintf(host->rtc, sizeof(host->rtc), "%.*s/since_epoch",
					 (int)(strlen(found.gl_pathv[i]) - strlen("/name")),
					 found.gl_pathv[i]);
		globfree(&found);
	}
	if (host->rtc[0])
		return 0;
	*why = "no clock is driven by rtc-efi, and /dev/efi_test cannot be opened";
	return -ENODEV;
}

/*
 * Not RTC_RD_TIME: the device admits one opener at a time, sysfs any number,
 * and both end in the driver's read_time().
 */
static int call(struct stress_host *host)
{
	char text[32];
	int fd = open(host->rtc, O_RDONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (read(fd, text, sizeof(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

const struct stress_method stress_methods_rtc[] = {
	{ EFI_SERVICE_GET_TIME, "rtc-efi", "1 GetTime", prepare, call, NULL },
	{ 0 }
};
