// SPDX-License-Identifier: GPL-2.0-only
/* Commands and truth by way of variables that exist in no store. */
#include "stall.h"

#define MAX_COUNTER_HZ 1000000000000ULL

static const struct efi_guid control_guid = {
	0x5ab8c1d2, 0x6e0f, 0x4b7a,
	{ 0x9c, 0x31, 0x0d, 0x52, 0xe4, 0x77, 0xa8, 0x16 }
};

_Bool control_owns(const struct efi_guid *guid)
{
	const u8 *ours = (const u8 *)&control_guid;
	const u8 *theirs = (const u8 *)guid;

	if (!guid)
		return 0;
	for (unsigned int i = 0; i < sizeof(*guid); i++)
		if (ours[i] != theirs[i])
			return 0;
	return 1;
}

/* What GetVariable gives: the truth, or the log once it was asked for. */
static _Bool give_log;

static _Bool take_word(const char **text, const char *end, const char *word)
{
	const char *at = *text;

	for (; *word; word++, at++)
		if (at == end || *at != *word)
			return 0;
	if (at < end && *at++ != ' ')
		return 0;
	*text = at;
	return 1;
}

static _Bool run_plan(const char *text, const char *end)
{
	struct plan plan;

	if (!parse_plan(text, end, &plan))
		return 0;
	stall_set_plan(&plan);
	return 1;
}

static _Bool run_counter(const char *text, const char *end)
{
	u64 hz;

	if (!parse_number(&text, end, MAX_COUNTER_HZ, &hz) || !hz ||
	    text != end)
		return 0;
	stall_init(hz);
	return 1;
}

static _Bool run_witness(const char *text, const char *end)
{
	if (text != end)
		return 0;
	witness_start();
	return 1;
}

static _Bool run_reset(const char *text, const char *end)
{
	if (text != end)
		return 0;
	stall_reset();
	return 1;
}

static _Bool choose(_Bool log, const char *text, const char *end)
{
	if (text != end)
		return 0;
	give_log = log;
	return 1;
}

/*
 * An empty write is how Linux deletes a variable.
 */
efi_status_t control_set(u64 size, const char *text)
{
	const char *end = text + size;
	_Bool done;

	if (!size)
		return EFI_SUCCESS;
	if (take_word(&text, end, "plan"))
		done = run_plan(text, end);
	else if (take_word(&text, end, "counter"))
		done = run_counter(text, end);
	else if (take_word(&text, end, "abuse"))
		done = abuse_set(text, end);
	else if (take_word(&text, end, "witness"))
		done = run_witness(text, end);
	else if (take_word(&text, end, "reset"))
		done = run_reset(text, end);
	else if (take_word(&text, end, "log"))
		done = choose(1, text, end);
	else
		done = take_word(&text, end, "truth") && choose(0, text, end);
	return done ? EFI_SUCCESS : EFI_INVALID_PARAMETER;
}

efi_status_t control_get(u32 *attributes, u64 *size, void *data)
{
	u64 bytes = give_log ? sizeof(struct call_log) : sizeof(struct truth);

	if (attributes)
		*attributes = EFI_VARIABLE_BOOTSERVICE_ACCESS |
			      EFI_VARIABLE_RUNTIME_ACCESS;
	if (*size < bytes || !data) {
		*size = bytes;
		return EFI_BUFFER_TOO_SMALL;
	}
	*size = bytes;
	if (give_log)
		stall_fill_log(data);
	else
		stall_fill_truth(data);
	return EFI_SUCCESS;
}
