/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the stall driver share. README.md has the protocol. */
#ifndef STALL_STALL_H
#define STALL_STALL_H

#include "efi.h"

/* In the order of the kernel's enum efi_rts_ids, less its EFI_NONE. */
#define FOR_EACH_SERVICE(X) \
	X(GET_TIME, get_time) \
	X(SET_TIME, set_time) \
	X(GET_WAKEUP_TIME, get_wakeup_time) \
	X(SET_WAKEUP_TIME, set_wakeup_time) \
	X(GET_VARIABLE, get_variable) \
	X(GET_NEXT_VARIABLE, get_next_variable) \
	X(SET_VARIABLE, set_variable) \
	X(QUERY_VARIABLE_INFO, query_variable_info) \
	X(GET_NEXT_HIGH_MONO_COUNT, get_next_high_mono_count) \
	X(RESET_SYSTEM, reset_system) \
	X(UPDATE_CAPSULE, update_capsule) \
	X(QUERY_CAPSULE_CAPS, query_capsule_caps)

#define SERVICE_ID(upper, lower) upper,
enum service { FOR_EACH_SERVICE(SERVICE_ID) SERVICE_CNT };
#undef SERVICE_ID

#define STALL_MAX_US 60000000

struct stall {
	u32 total_us;
	u32 masked_us;
};

struct plan {
	struct stall stalls[SERVICE_CNT];
};

#define TRUTH_MAGIC	0x4c415453 /* "STAL" */
#define TRUTH_VERSION	2

struct truth_service {
	u64 calls;
	u64 control_calls;
	u64 sum_ns;
	u64 max_ns;
	u64 masked_ns;
	u64 service_ns;
};

struct truth {
	u32 magic;
	u32 version;
	u32 services_cnt;
	u32 service_size;
	struct truth_service services[SERVICE_CNT];
};

/* The last LOG_CNT calls since the last reset, each in entries[call % LOG_CNT]. */
#define LOG_MAGIC	0x474f4c53 /* "SLOG" */
#define LOG_CNT		1024
#define LOG_ENTRY(id, ns)	((u64)(id) << 56 | (ns))

struct call_log {
	u32 magic;
	u32 version;
	u64 calls_cnt;
	u64 entries[LOG_CNT];
};

_Static_assert(sizeof(struct truth) == 16 + 48 * SERVICE_CNT, "truth layout");

/* spin.c: stalling and counting. */
void stall_init(u64 counter_hz);
void stall_set_plan(const struct plan *plan);
void stall_reset(void);
void stall_call(enum service id);
void stall_returned(enum service id, u64 begin);
void stall_control_call(enum service id);
void stall_fill_truth(struct truth *truth);
void stall_fill_log(struct call_log *log);

/* control.c: the variables of our own. */
_Bool control_owns(const struct efi_guid *guid);
efi_status_t control_set(u64 size, const char *text);
efi_status_t control_get(u32 *attributes, u64 *size, void *data);

/* abuse.c: worse than being slow. */
_Bool abuse_set(const char *text, const char *end);
void abuse_set_targets(const void *code_page, void *data_page);
void abuse_begin(enum service id);
_Bool abuse_end(enum service id);

/* witness.c: what tells of a reset when all else is gone. */
void witness_start(void);
void witness_reset(efi_service_t set_variable, u64 type);

/* plan.c */
_Bool parse_plan(const char *text, const char *end, struct plan *plan);
_Bool parse_number(const char **text, const char *end, u64 max, u64 *value);

#endif
