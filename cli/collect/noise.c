// SPDX-License-Identifier: GPL-2.0-only
#include "cli/collect/noise.h"

#include <fcntl.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/collect/platform_files.h"

#define NSEC_PER_SEC	1000000000ULL
#define MSR_SMI_COUNT	0x34	/* Intel SDM volume 4; low 32 bits count */

/* "cpu user nice system idle iowait irq softirq steal …", in 1/USER_HZ s: proc(5). */
static bool read_steal(uint64_t *steal_ns)
{
	char line[512];
	uint64_t ticks;
	long hz = sysconf(_SC_CLK_TCK);

	if (platform_read_line("/proc/stat", line, sizeof(line)) || hz <= 0 ||
	    sscanf(line, "cpu %*u %*u %*u %*u %*u %*u %*u %" SCNu64, &ticks) != 1)
		return false;
	*steal_ns = ticks * (NSEC_PER_SEC / (uint64_t)hz);
	return true;
}

static bool read_msr(const char *path, uint64_t *value)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool known;

	if (fd < 0)
		return false;
	known = pread(fd, value, sizeof(*value), MSR_SMI_COUNT) == sizeof(*value);
	close(fd);
	return known;
}

static bool read_smi(uint64_t *smi_cnt)
{
	char pattern[256];
	glob_t paths;
	uint64_t value;
	bool known = true;

	*smi_cnt = 0;
	if (platform_path(pattern, sizeof(pattern), "/dev/cpu/[0-9]*/msr") ||
	    glob(pattern, 0, NULL, &paths))
		return false;
	for (size_t i = 0; i < paths.gl_pathc && known; i++) {
		known = read_msr(paths.gl_pathv[i], &value);
		*smi_cnt += known ? (uint32_t)value : 0;
	}
	globfree(&paths);
	return known;
}

void noise_read(struct noise *noise)
{
	noise->steal_known = read_steal(&noise->steal_ns);
	noise->smi_known = read_smi(&noise->smi_cnt);
}
