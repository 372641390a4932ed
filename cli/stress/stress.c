// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "cli/run/run.h"
#include "cli/stress/stress.h"
#include "cli/util/clock.h"

#define ROOM_BYTES_MIN	(16U << 10)

enum {
	VOLATILE_ATTRIBUTES = 0x6,	/* boot service and runtime access */
	NONVOLATILE_ATTRIBUTES = 0x7,
};

static const enum efi_service services_known[STRESS_SERVICE_CNT] = {
	EFI_SERVICE_GET_TIME,
	EFI_SERVICE_GET_VARIABLE,
	EFI_SERVICE_GET_NEXT_VARIABLE,
	EFI_SERVICE_SET_VARIABLE,
	EFI_SERVICE_QUERY_VARIABLE_INFO,
};

static const struct stress_method *const method_lists[] = {
	stress_methods_efi_test,
	stress_methods_rtc,
	stress_methods_efivarfs,
};

uint32_t stress_attributes(const struct stress_host *host)
{
	return host->nonvolatile ? NONVOLATILE_ATTRIBUTES : VOLATILE_ATTRIBUTES;
}

void stress_next_value(struct stress_host *host, uint8_t value[STRESS_VALUE_BYTES])
{
	host->write_cnt++;
	memset(value, 0, STRESS_VALUE_BYTES);
	memcpy(value, &host->write_cnt, sizeof(host->write_cnt));
}

int stress_set_result(const struct stress_host *host, int err)
{
	return err == -EINVAL && !host->nonvolatile ? STRESS_REFUSED : err;
}

int stress_room(uint64_t total_bytes, uint64_t free_bytes, const char **why)
{
	uint64_t wanted_bytes = total_bytes / 10;

	if (wanted_bytes < ROOM_BYTES_MIN)
		wanted_bytes = ROOM_BYTES_MIN;
	if (!total_bytes)
		*why = "the firmware does not say how much room its flash has left";
	else if (free_bytes < wanted_bytes)
		*why = "the variable store has less than 10 % or 16 KiB left: writing to it "
		       "could make the machine unbootable";
	else
		return 0;
	return -ENOSPC;
}

const char *stress_service_name(size_t i)
{
	return i < STRESS_SERVICE_CNT ? efi_service_name(services_known[i]) : NULL;
}

unsigned int stress_service_bit(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < STRESS_SERVICE_CNT; i++) {
		const char *known = stress_service_name(i);

		if (strlen(known) == len && !memcmp(known, name, len))
			return 1U << services_known[i];
	}
	return 0;
}

/* The first way that works; else the reason that the last one gave. */
static void choose_method(struct stress *s, struct stress_item *item)
{
	const struct stress_method *m;
	size_t i;

	for (i = 0; i < sizeof(method_lists) / sizeof(*method_lists); i++) {
		for (m = method_lists[i]; m->via; m++) {
			if (m->service != item->service)
				continue;
			if (!m->prepare(&s->host, &item->why)) {
				item->method = m;
				return;
			}
		}
	}
}

size_t stress_open(struct stress *s, unsigned int services, bool nonvolatile)
{
	size_t cnt = 0;
	size_t i;

	memset(s, 0, sizeof(*s));
	s->host.efi_test_fd = -1;
	s->host.nonvolatile = nonvolatile;
	for (i = 0; i < STRESS_SERVICE_CNT; i++) {
		struct stress_item *item = &s->items[s->item_cnt];

		if (!(services & (1U << services_known[i])))
			continue;
		item->service = services_known[i];
		choose_method(s, item);
		s->item_cnt++;
		cnt += item->method != NULL;
	}
	return cnt;
}

void stress_close(struct stress *s)
{
	size_t i;

	for (i = 0; i < s->item_cnt; i++)
		if (s->items[i].method && s->items[i].method->finish)
			s->items[i].method->finish(&s->host);
	stress_efi_test_close(&s->host);
	stress_efivars_close(&s->host);
}

/* Ends early by a signal: whoever sleeps looks at the stop flag next. */
static void sleep_ns(uint64_t ns)
{
	struct timespec ts = clock_timespec(ns);

	clock_nanosleep(CLOCK_MONOTONIC, 0, &ts, NULL);
}

static void call_once(struct stress *s, struct stress_item *item, const struct stress_bounds *b)
{
	uint64_t start_ns = clock_monotonic_ns();
	int err = item->method->call(&s->host);
	uint64_t took_ns = clock_monotonic_ns() - start_ns;

	/* Cut short by the signal that ends us: it may never have reached the firmware. */
	if (err && *b->stop)
		return;
	item->asked_cnt++;
	if (took_ns > item->max_ns)
		item->max_ns = took_ns;
	if (err == STRESS_REFUSED) {
		item->refused_cnt++;
	} else if (err) {
		item->error_cnt++;
		item->last_err = err;
	}
}

static bool ended(const struct stress_bounds *b, uint64_t end_ns)
{
	return *b->stop || (end_ns && clock_monotonic_ns() >= end_ns);
}

static bool pause_ended(const struct stress_bounds *b, uint64_t end_ns)
{
	sleep_ns(b->interval_ns);
	return ended(b, end_ns);
}

/* One call of each service, with a pause after each; true when it is time to end. */
static bool run_round(struct stress *s, const struct stress_bounds *b, uint64_t end_ns)
{
	bool called = false;
	size_t i;

	for (i = 0; i < s->item_cnt; i++) {
		if (!s->items[i].method)
			continue;
		call_once(s, &s->items[i], b);
		called = true;
		if (pause_ended(b, end_ns))
			return true;
	}
	return called ? false : pause_ended(b, end_ns);
}

void stress_run(struct stress *s, const struct stress_bounds *bounds)
{
	uint64_t end_ns = bounds->duration_ns ? clock_monotonic_ns() + bounds->duration_ns : 0;
	uint64_t round;

	for (round = 0; round < bounds->count && !ended(bounds, end_ns); round++)
		if (run_round(s, bounds, end_ns))
			break;
}
