/* SPDX-License-Identifier: GPL-2.0-only */
/* The ways to make the firmware's services run, and what they share. */
#ifndef EFI_LATENCY_STRESS_METHOD_H
#define EFI_LATENCY_STRESS_METHOD_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "bpf/event.h"

#define STRESS_VALUE_BYTES	16
#define STRESS_NAME_CHARS	512
/* The call was made and the firmware said no, as it should. */
#define STRESS_REFUSED		1

/* What was found of this machine's doors to the firmware. */
struct stress_host {
	bool nonvolatile;		/* allowed to write flash */
	char efivars[PATH_MAX];		/* mount of efivarfs, "" until it is needed */
	bool own_mount;			/* ours, in a mount namespace of our own */
	char rtc[PATH_MAX];		/* sysfs file of the EFI clock */
	char readable[PATH_MAX];	/* an efivarfs file to read */
	int efi_test_fd;		/* -1 while not open */
	uint16_t next_name[STRESS_NAME_CHARS];	/* where efi_test's enumeration stands */
	uint8_t next_guid[16];
	uint64_t write_cnt;		/* makes every value differ from the last */
};

struct stress_method {
	enum efi_service service;
	const char *via;
	const char *calls;	/* what one asked call makes of the firmware */
	/* 0, or a negative errno and a reason for the user. */
	int (*prepare)(struct stress_host *host, const char **why);
	int (*call)(struct stress_host *host);	/* or STRESS_REFUSED */
	void (*finish)(struct stress_host *host);	/* NULL: nothing to undo */
};

/* In order of preference; each list ends with a NULL via. */
extern const struct stress_method stress_methods_efi_test[];
extern const struct stress_method stress_methods_rtc[];
extern const struct stress_method stress_methods_efivarfs[];

/* Undoes what prepare() of any method opened or mounted. */
void stress_efi_test_close(struct stress_host *host);
void stress_efivars_close(struct stress_host *host);

/* Next value to write, different from the last. */
void stress_next_value(struct stress_host *host, uint8_t value[STRESS_VALUE_BYTES]);
uint32_t stress_attributes(const struct stress_host *host);
/*
 * After boot UEFI takes nonvolatile variables only: a volatile one is a call
 * all the same, and refused before anything is written.
 */
int stress_set_result(const struct stress_host *host, int err);
/* 0 when flash has room enough to be written to; else -ENOSPC and a reason. */
int stress_room(uint64_t total_bytes, uint64_t free_bytes, const char **why);

#endif
