/* SPDX-License-Identifier: GPL-2.0-only */
/* The running kernel's configuration, read once. */
#ifndef EFI_LATENCY_PLATFORM_CONFIG_H
#define EFI_LATENCY_PLATFORM_CONFIG_H

/* Drops what was read: the next question reads again. */
void platform_config_forget(void);

#endif
