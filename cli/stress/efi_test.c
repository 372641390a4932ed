// SPDX-License-Identifier: GPL-2.0-only
/* /dev/efi_test, the kernel's test driver: every ioctl is one call. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/stress/guid.h"
#include "cli/stress/method.h"

#define EFI_NOT_FOUND	((1UL << (8 * sizeof(long) - 1)) | 14)

/* The driver's own header is no uapi header: its structs, packed as there. */
struct get_variable {
	uint16_t *name;
	uint8_t *guid;
	uint32_t *attributes;
	unsigned long *data_size;
	void *data;
	unsigned long *status;
} __attribute__((packed));

struct set_variable {
	uint16_t *name;
	uint8_t *guid;
	uint32_t attributes;
	unsigned long data_size;
	void *data;
	unsigned long *status;
} __attribute__((packed));

struct get_next_variable {
	unsigned long *name_size;
	uint16_t *name;
	uint8_t *guid;
	unsigned long *status;
} __attribute__((packed));

struct query_variable_info {
	uint32_t attributes;
	uint64_t *total_bytes;
	uint64_t *free_bytes;
	uint64_t *variable_bytes_max;
	unsigned long *status;
} __attribute__((packed));

struct get_time {
	void *time;
	void *capabilities;
	unsigned long *status;
} __attribute__((packed));

#define EFI_TEST_GET_VARIABLE		_IOWR('p', 0x01, struct get_variable)
#define EFI_TEST_SET_VARIABLE		_IOW('p', 0x02, struct set_variable)
#define EFI_TEST_GET_TIME		_IOR('p', 0x03, struct get_time)
#define EFI_TEST_GET_NEXT_VARIABLE	_IOWR('p', 0x07, struct get_next_variable)
#define EFI_TEST_QUERY_VARIABLE_INFO	_IOR('p', 0x08, struct query_variable_info)

static const uint8_t stress_guid[16] = STRESS_GUID_BYTES;
/* EFI_GLOBAL_VARIABLE 8be4df61-93ca-11d2-aa0d-00e098032b8c */
static const uint8_t global_guid[16] = {
	0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11,
	0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c,
};

static int open_device(struct stress_host *host, const char **why)
{
	if (host->efi_test_fd >= 0)
		return 0;
	host->efi_test_fd = open("/dev/efi_test", O_RDWR | O_CLOEXEC);
	if (host->efi_test_fd >= 0)
		return 0;
	*why = "/dev/efi_test cannot be opened";
	return -errno;
}

void stress_efi_test_close(struct stress_host *host)
{
	if (host->efi_test_fd >= 0)
		close(host->efi_test_fd);
	host->efi_test_fd = -1;
}

static int device_ioctl(const struct stress_host *host, unsigned long request, void *arg)
{
	return ioctl(host->efi_test_fd, request, arg) ? -errno : 0;
}

static void to_ucs2(uint16_t *out, const char *text)
{
	do
		*out++ = (uint8_t)*text;
	while (*text++);
}

static int time_call(struct stress_host *host)
{
	uint8_t time[16];
	unsigned long status;
	struct get_time arg = { .time = time, .status = &status };

	return device_ioctl(host, EFI_TEST_GET_TIME, &arg);
}

static int get_call(struct stress_host *host)
{
	uint16_t name[32];
	uint8_t guid[16], data[64];
	uint32_t attributes;
	unsigned long data_size = sizeof(data), status;
	struct get_variable arg = { name, guid, &attributes, &data_size, data, &status };

	to_ucs2(name, "SecureBoot");
	memcpy(guid, global_guid, sizeof(guid));
	return device_ioctl(host, EFI_TEST_GET_VARIABLE, &arg);
}

/* One name further each time, and from the last to the first again. */
static int next_call(struct stress_host *host)
{
	unsigned long name_size = sizeof(host->next_name), status = 0;
	struct get_next_variable arg = { &name_size, host->next_name, host->next_guid, &status };
	int err = device_ioctl(host, EFI_TEST_GET_NEXT_VARIABLE, &arg);

	if (!err)
		return 0;
	host->next_name[0] = 0;
	return status == EFI_NOT_FOUND ? 0 : err;
}

static int set_value(struct stress_host *host, uint32_t attributes, void *value, size_t bytes)
{
	uint16_t name[sizeof(STRESS_VARIABLE)];
	uint8_t guid[16];
	unsigned long status;
	struct set_variable arg = { name, guid, attributes, bytes, value, &status };

	to_ucs2(name, STRESS_VARIABLE);
	memcpy(guid, stress_guid, sizeof(guid));
	return device_ioctl(host, EFI_TEST_SET_VARIABLE, &arg);
}

static int set_call(struct stress_host *host)
{
	uint8_t value[STRESS_VALUE_BYTES];

	stress_next_value(host, value);
	return stress_set_result(host, set_value(host, stress_attributes(host),
						 value, sizeof(value)));
}

/* An empty value deletes; "not found" is as good. */
static void set_delete(struct stress_host *host)
{
	uint8_t nothing = 0;

	set_value(host, 0, &nothing, 0);
}

static int query(struct stress_host *host, uint64_t *total_bytes, uint64_t *free_bytes)
{
	const uint32_t nonvolatile = 0x7;
	uint64_t variable_bytes_max;
	unsigned long status;
	struct query_variable_info arg = { nonvolatile, total_bytes, free_bytes,
					   &variable_bytes_max, &status };

	return device_ioctl(host, EFI_TEST_QUERY_VARIABLE_INFO, &arg);
}

static int query_call(struct stress_host *host)
{
	uint64_t total_bytes, free_bytes;

	return query(host, &total_bytes, &free_bytes);
}

static int set_prepare(struct stress_host *host, const char **why)
{
	uint64_t total_bytes, free_bytes;
	int err = open_device(host, why);

	if (err)
		return err;
	set_delete(host);
	if (!host->nonvolatile)
		return 0;
	err = query(host, &total_bytes, &free_bytes);
	if (err) {
		*why = "the room left for variables cannot be read";
		return err;
	}
	return stress_room(total_bytes, free_bytes, why);
}

const struct stress_method stress_methods_efi_test[] = {
	{ EFI_SERVICE_GET_TIME, "efi_test", "1 GetTime", open_device, time_call, NULL },
	{ EFI_SERVICE_GET_VARIABLE, "efi_test", "1 GetVariable", open_device, get_call, NULL },
	{ EFI_SERVICE_GET_NEXT_VARIABLE, "efi_test", "1 GetNextVariableName",
	  open_device, next_call, NULL },
	{ EFI_SERVICE_SET_VARIABLE, "efi_test",
	  "1 SetVariable; 1 more before the first and 1 after the last, to remove it",
	  set_prepare, set_call, set_delete },
	{ EFI_SERVICE_QUERY_VARIABLE_INFO, "efi_test", "1 QueryVariableInfo",
	  open_device, query_call, NULL },
	{ 0 }
};
