// SPDX-License-Identifier: GPL-2.0-only
#include "cli/collect/kallsyms.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Further from a symbol than any function reaches: not its code. */
#define FUNCTION_BYTES_MAX	(64 * 1024)

struct symbol {
	uint64_t addr;
	size_t name;	/* offset into text */
};

struct kallsyms {
	struct symbol *symbols;
	size_t cnt, room;
	char *text;
	size_t text_bytes, text_room;
};

static int grow(void **mem, size_t *room, size_t need, size_t size)
{
	size_t wanted = *room ? *room : 4096;
	void *bigger;

	if (need <= *room)
		return 0;
	while (wanted < need)
		wanted *= 2;
	bigger = realloc(*mem, wanted * size);
	if (!bigger)
		return -ENOMEM;
	*mem = bigger;
	*room = wanted;
	return 0;
}

static int symbol_add(struct kallsyms *syms, uint64_t addr, const char *name)
{
	size_t len = strlen(name) + 1;
	int err;

	err = grow((void **)&syms->symbols, &syms->room, syms->cnt + 1,
		   sizeof(*syms->symbols));
	if (!err)
		err = grow((void **)&syms->text, &syms->text_room,
			   syms->text_bytes + len, 1);
	if (err)
		return err;
	memcpy(syms->text + syms->text_bytes, name, len);
	syms->symbols[syms->cnt++] = (struct symbol){ addr, syms->text_bytes };
	syms->text_bytes += len;
	return 0;
}

static int by_addr(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return (x->addr > y->addr) - (x->addr < y->addr);
}

/* Marks of a section lie on its first function, and are none. */
static bool is_mark(const char *name)
{
	size_t len = strlen(name);

	return len > 11 && !strcmp(name + len - 11, "_text_start");
}

/* "ffff800080010000 T name\t[module]"; data symbols are of no use here. */
static int line_add(struct kallsyms *syms, char *line)
{
	char *end, *name;
	uint64_t addr = strtoull(line, &end, 16);

	if (end == line || *end != ' ' || !end[1] || !strchr("tTwW", end[1]) || end[2] != ' ')
		return 0;
	name = end + 3;
	name[strcspn(name, " \t\n")] = '\0';
	if (name[0] == '$' || strncmp(name, "__pfx_", 6) == 0 || is_mark(name))
		return 0;
	return symbol_add(syms, addr, name);
}

static int lines_add(struct kallsyms *syms)
{
	FILE *in = fopen("/proc/kallsyms", "re");
	char *line = NULL;
	size_t room = 0;
	int err = 0;

	if (!in)
		return -errno;
	while (!err && getline(&line, &room, in) > 0)
		err = line_add(syms, line);
	free(line);
	fclose(in);
	return err;
}

int kallsyms_load(struct kallsyms **out)
{
	struct kallsyms *syms = calloc(1, sizeof(*syms));
	int err;

	if (!syms)
		return -ENOMEM;
	err = lines_add(syms);
	if (!err && (!syms->cnt || !syms->symbols[syms->cnt - 1].addr))
		err = -EPERM;
	if (err) {
		kallsyms_free(syms);
		return err;
	}
	qsort(syms->symbols, syms->cnt, sizeof(*syms->symbols), by_addr);
	*out = syms;
	return 0;
}

void kallsyms_free(struct kallsyms *syms)
{
	if (!syms)
		return;
	free(syms->symbols);
	free(syms->text);
	free(syms);
}

uint64_t kallsyms_addr(const struct kallsyms *syms, const char *name)
{
	size_t i;

	for (i = 0; i < syms->cnt; i++)
		if (strcmp(syms->text + syms->symbols[i].name, name) == 0)
			return syms->symbols[i].addr;
	return 0;
}

bool kallsyms_has(const struct kallsyms *syms, const char *name)
{
	return kallsyms_addr(syms, name) != 0;
}

static const struct symbol *symbol_at(const struct kallsyms *syms, uint64_t addr)
{
	size_t low = 0, high = syms->cnt, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (syms->symbols[mid].addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low || addr - syms->symbols[low - 1].addr > FUNCTION_BYTES_MAX)
		return NULL;
	return &syms->symbols[low - 1];
}

void kallsyms_name(const struct kallsyms *syms, uint64_t addr, char *name, size_t bytes)
{
	const struct symbol *symbol = symbol_at(syms, addr);

	if (symbol)
		snprintf(name, bytes, "%s+0x%llx", syms->text + symbol->name,
			 (unsigned long long)(addr - symbol->addr));
	else
		snprintf(name, bytes, "0x%llx", (unsigned long long)addr);
}

char *kallsyms_stack(const struct kallsyms *syms, const unsigned long long *addrs, size_t cnt)
{
	char *text = NULL;
	size_t bytes = 0, first = 0, i;
	FILE *out = open_memstream(&text, &bytes);
	char name[KALLSYMS_NAME_BYTES];

	if (!out)
		return NULL;
	/* The probe's own trampoline is on top and younger than our symbols. */
	while (first < cnt && addrs[first] && !symbol_at(syms, addrs[first]))
		first++;
	for (i = first; i < cnt && addrs[i]; i++) {
		if (i > first)
			fputc('\n', out);
		kallsyms_name(syms, addrs[i], name, sizeof(name));
		fputs(name, out);
	}
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
