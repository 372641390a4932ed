/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a backend must offer to record: the BPF one today.
 *
 * supported -> open -> start -> poll ... -> stop -> close.  All return 0 or a
 * negative errno; *why is a sentence for the user when they do not.
 */
#ifndef EFI_LATENCY_COLLECTOR_H
#define EFI_LATENCY_COLLECTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/run/run.h"

/* Where a backend hands over what it saw; errors of a sink end the recording. */
struct collector_sink {
	/* stack: the requester's, a symbol a line, innermost first; may be NULL */
	int (*call)(void *ctx, const struct efi_call_event *ev, const char *stack);
	int (*probe)(void *ctx, const struct run_probe *probe);
	int (*fact)(void *ctx, const char *key, const char *value);
	int (*loss)(void *ctx, const char *name, uint64_t value);
	int (*hist)(void *ctx, const struct run_hist *hist);
	int (*worst)(void *ctx, const struct wakeup_event *ev, size_t cnt);
	void *ctx;
};

struct collector_options {
	bool efi;		/* EFI services exist: attach the probes of the calls */
	unsigned int ringbuf_kib;	/* power of two, 64 to 65536 */
};

struct collector;

struct collector_ops {
	const char *name;
	int (*supported)(const char **why);
	int (*open)(const struct collector_options *opts,
		    const struct collector_sink *sink, struct collector **c, const char **why);
	int (*start)(struct collector *c, const char **why);
	/* Waits up to timeout_ms for calls and hands them to the sink. */
	int (*poll)(struct collector *c, int timeout_ms);
	/* Hands histograms, worst wakeups and losses, as they stand, to the sink. */
	int (*snapshot)(struct collector *c);
	int (*stop)(struct collector *c);
	void (*close)(struct collector *c);
};

extern const struct collector_ops collector_bpf;

#endif
