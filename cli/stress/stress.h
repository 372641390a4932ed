/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls services in turn and counts how that goes, from the caller's view. */
#ifndef EFI_LATENCY_STRESS_H
#define EFI_LATENCY_STRESS_H

#include <signal.h>
#include <stddef.h>

#include "cli/stress/method.h"

#define STRESS_SERVICE_CNT	5

struct stress_item {
	enum efi_service service;
	const struct stress_method *method;	/* NULL: skipped */
	const char *why;			/* skipped for this reason */
	uint64_t asked_cnt;
	uint64_t refused_cnt;			/* STRESS_REFUSED */
	uint64_t error_cnt;
	int last_err;
	uint64_t max_ns;
};

struct stress {
	struct stress_host host;
	struct stress_item items[STRESS_SERVICE_CNT];
	size_t item_cnt;
};

struct stress_bounds {
	uint64_t count;			/* calls of each service; UINT64_MAX: no bound */
	uint64_t interval_ns;		/* from the end of a call to the next */
	uint64_t duration_ns;		/* 0: no bound */
	const volatile sig_atomic_t *stop;
};

/* The service's bit, 0 for a name that stress does not know. */
unsigned int stress_service_bit(const char *name, size_t len);
/* Name of the i-th service that stress knows, NULL at the end. */
const char *stress_service_name(size_t i);

/* Chooses a way to each service; returns how many have one. */
size_t stress_open(struct stress *s, unsigned int services, bool nonvolatile);
/* Without any service that has a way it only waits as long as it would take. */
void stress_run(struct stress *s, const struct stress_bounds *bounds);
void stress_close(struct stress *s);

#endif
