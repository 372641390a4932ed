/* SPDX-License-Identifier: GPL-2.0-only */
/* The efivarfs that stress works on, and the files of ours in it. */
#ifndef EFI_LATENCY_STRESS_EFIVARS_H
#define EFI_LATENCY_STRESS_EFIVARS_H

#include "cli/stress/method.h"

/* Finds the mount or makes one for us alone; sweeps at the first time. */
int stress_efivars_open(struct stress_host *host, const char **why);
/* Our own mount anew: its superblock is gone, and the firmware is enumerated again. */
int stress_efivars_remount(struct stress_host *host);
/* Removes every file under our GUID, also those of an earlier killed run. */
int stress_efivars_sweep(const struct stress_host *host);
/* Opens a file under our GUID for writing, whatever its immutable flag says. */
int stress_efivars_create(const struct stress_host *host, const char *name);

#endif
