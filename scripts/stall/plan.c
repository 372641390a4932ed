// SPDX-License-Identifier: GPL-2.0-only
/* SERVICE=TOTAL[/MASKED],... */
#include "stall.h"

#define SERVICE_NAME(upper, lower) [upper] = #upper,
static const char names[SERVICE_CNT][32] = { FOR_EACH_SERVICE(SERVICE_NAME) };
#undef SERVICE_NAME

static _Bool take(const char **text, const char *end, char wanted)
{
	if (*text == end || **text != wanted)
		return 0;
	(*text)++;
	return 1;
}

_Bool parse_number(const char **text, const char *end, u64 max, u64 *value)
{
	const char *begin = *text;

	*value = 0;
	while (*text < end && **text >= '0' && **text <= '9') {
		*value = *value * 10 + (u64)(**text - '0');
		if (*value > max)
			return 0;
		(*text)++;
	}
	return *text > begin;
}

static _Bool take_name(const char **text, const char *end, const char *name)
{
	const char *at = *text;

	for (; *name; name++)
		if (!take(&at, end, *name))
			return 0;
	if (!take(&at, end, '='))
		return 0;
	*text = at;
	return 1;
}

static int parse_service(const char **text, const char *end)
{
	for (int id = 0; id < SERVICE_CNT; id++)
		if (take_name(text, end, names[id]))
			return id;
	return -1;
}

static _Bool parse_stall(const char **text, const char *end, struct plan *plan)
{
	int id = parse_service(text, end);
	u64 total, masked = 0;

	if (id < 0 || !parse_number(text, end, STALL_MAX_US, &total))
		return 0;
	if (take(text, end, '/') && !parse_number(text, end, total, &masked))
		return 0;
	plan->stalls[id].total_us = (u32)total;
	plan->stalls[id].masked_us = (u32)masked;
	return 1;
}

/* Nothing at all is a plan too: no stalls. */
_Bool parse_plan(const char *text, const char *end, struct plan *plan)
{
	*plan = (struct plan){ 0 };
	if (text == end)
		return 1;
	do {
		if (!parse_stall(&text, end, plan))
			return 0;
	} while (take(&text, end, ','));
	return text == end;
}
