/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declared options: a table per command fills that command's own struct, and
 * the help text is printed from the same table.
 */
#ifndef EFI_LATENCY_OPTIONS_H
#define EFI_LATENCY_OPTIONS_H

#include <stddef.h>
#include <stdio.h>

enum option_type {
	OPTION_FLAG,		/* bool */
	OPTION_STRING,		/* const char * */
	OPTION_UINT,		/* unsigned int, within min..max */
	OPTION_SECONDS,		/* double > 0 */
	OPTION_LIST,		/* struct option_list: may be given again and again */
};

#define OPTION_LIST_MAX	32

struct option_list {
	const char *items[OPTION_LIST_MAX];
	size_t cnt;
};

struct option_def {
	const char *name;	/* long name without the dashes */
	char letter;		/* 0: none */
	enum option_type type;
	size_t offset;		/* into the command's options struct */
	const char *arg;	/* name of the argument in the help, NULL for flags */
	const char *help;	/* one line, units and default included */
	unsigned int min, max;	/* OPTION_UINT */
};

struct command_help {
	const char *name;	/* "efi-latency record" */
	const char *synopsis;	/* "[-o FILE] …" */
	const char *summary;	/* what it is for, one or two sentences */
	const struct option_def *options;	/* ends with a NULL name */
};

/*
 * Parses argv up to the first word that is no option, or "--".  Returns the
 * index of that word, -EINVAL after one line on stderr, or -ECANCELED when
 * --help was asked for and printed.
 */
int options_parse(int argc, char **argv, const struct command_help *help, void *opts);
void options_help(FILE *out, const struct command_help *help);

#endif
