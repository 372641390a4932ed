// SPDX-License-Identifier: GPL-2.0-only
#include "cli/util/stop.h"

#include <stddef.h>

static volatile sig_atomic_t asked;

static void on_signal(int sig)
{
	(void)sig;
	asked = 1;
}

const volatile sig_atomic_t *stop_on_signals(void)
{
	/* Without SA_RESTART: a sleep must end at once. */
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	return &asked;
}
