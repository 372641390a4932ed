// SPDX-License-Identifier: GPL-2.0-only
/*
 * What bad firmware does besides being slow, in GET_TIME: access memory that
 * it must not, once, or use every vector register, in each call.
 */
#include "arch.h"
#include "stall.h"

enum abuse { NONE, UNMAPPED, READONLY, NOEXEC, REGISTERS, ABUSE_CNT };

static const char names[ABUSE_CNT][16] = {
	"none", "unmapped", "readonly", "noexec", "registers"
};

/* Above all memory of the lab's machines, and below what Linux maps it at. */
#define UNMAPPED_ADDRESS 0xfdeadbee0000ULL

static enum abuse abuse;
static const void *code;
static void *data;

static _Bool is_name(const char *text, const char *end, const char *name)
{
	while (text < end && *name && *text == *name) {
		text++;
		name++;
	}
	return text == end && !*name;
}

_Bool abuse_set(const char *text, const char *end)
{
	for (int i = 0; CAN_ABUSE && i < ABUSE_CNT; i++) {
		if (!is_name(text, end, names[i]))
			continue;
		abuse = (enum abuse)i;
		return 1;
	}
	return 0;
}

/* Code that Linux maps read-only, and data that it maps without execution. */
void abuse_set_targets(const void *code_page, void *data_page)
{
	code = code_page;
	data = data_page;
}

/* Some never return: Linux abandons the call. */
void abuse_begin(enum service id)
{
	enum abuse now = id == GET_TIME ? abuse : NONE;

	if (now == NONE)
		return;
	if (now == REGISTERS) {
		fill_vectors();
		return;
	}
	abuse = NONE;
	if (now == UNMAPPED)
		*(volatile u8 *)UNMAPPED_ADDRESS;
	else if (now == READONLY)
		*(volatile u8 *)code = *(const volatile u8 *)code;
	else
		((void (*)(void))data)();
}

/* Whether the registers are what they were when the call began. */
_Bool abuse_end(enum service id)
{
	return id != GET_TIME || abuse != REGISTERS || vectors_intact();
}
