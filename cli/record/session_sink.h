/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a collector's records go: into the session's run file. */
#ifndef EFI_LATENCY_SESSION_SINK_H
#define EFI_LATENCY_SESSION_SINK_H

#include "cli/record/session.h"

void session_sink_init(struct session *s);
/* The result of a write, noted for the next commit and for the message. */
int session_stored(struct session *s, int err);

#endif
