/* SPDX-License-Identifier: GPL-2.0-only */
/* SIGINT, SIGTERM and SIGHUP ask a command to end in order. */
#ifndef EFI_LATENCY_STOP_H
#define EFI_LATENCY_STOP_H

#include <signal.h>

/* Catches them; the flag is set by the first. Sleeps and polls end at once. */
const volatile sig_atomic_t *stop_on_signals(void);

#endif
