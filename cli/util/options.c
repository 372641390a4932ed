// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/util/log.h"
#include "cli/util/options.h"

#define SECONDS_MAX 1e9

/* An option as it was typed: "--name" or "-l", for messages. */
struct typed {
	const struct option_def *def;
	const char *word;	/* start of what was typed */
	int word_len;
	const char *value;	/* attached by = or to the letter; or NULL */
};

static const struct option_def *find_long(const struct option_def *defs,
					  const char *name, size_t len)
{
	for (; defs->name; defs++)
		if (strlen(defs->name) == len && !memcmp(defs->name, name, len))
			return defs;
	return NULL;
}

static const struct option_def *find_letter(const struct option_def *defs, char letter)
{
	for (; defs->name; defs++)
		if (defs->letter == letter)
			return defs;
	return NULL;
}

static struct typed split_word(const struct option_def *defs, const char *word)
{
	struct typed t = { .word = word };
	const char *equals;

	if (word[1] != '-') {
		t.word_len = 2;
		t.def = find_letter(defs, word[1]);
		t.value = word[2] ? word + 2 : NULL;
		return t;
	}
	equals = strchr(word, '=');
	t.word_len = (int)(equals ? equals - word : (long)strlen(word));
	t.def = find_long(defs, word + 2, (size_t)t.word_len - 2);
	t.value = equals ? equals + 1 : NULL;
	return t;
}

/* Digits only: strtoul() would take signs, blanks and 0x. */
static int parse_uint(const struct option_def *def, const char *value, unsigned int *out)
{
	unsigned long n;

	if (!*value || value[strspn(value, "0123456789")])
		return -EINVAL;
	errno = 0;
	n = strtoul(value, NULL, 10);
	if (errno || n > UINT_MAX || n < def->min || n > def->max)
		return -ERANGE;
	*out = (unsigned int)n;
	return 0;
}

/* Decimal only: strtod() would take "inf", "nan", exponents and hexadecimal. */
static int parse_seconds(const char *value, double *out)
{
	char *end;
	double n;

	if (!*value || value[strspn(value, "0123456789.")])
		return -EINVAL;
	n = strtod(value, &end);
	if (*end || !(n > 0) || n > SECONDS_MAX)
		return -EINVAL;
	*out = n;
	return 0;
}

static int add_item(struct option_list *list, const char *value)
{
	if (list->cnt >= OPTION_LIST_MAX)
		return -EINVAL;
	list->items[list->cnt++] = value;
	return 0;
}

static int store_value(const struct command_help *help, const struct typed *t,
		       const char *value, void *opts)
{
	void *field = (char *)opts + t->def->offset;
	int err;

	switch (t->def->type) {
	case OPTION_FLAG:
		*(bool *)field = true;
		return 0;
	case OPTION_STRING:
		*(const char **)field = value;
		return 0;
	case OPTION_UINT:
		err = parse_uint(t->def, value, field);
		if (err == -ERANGE)
			log_usage(help->name, "%.*s: '%s' is not within %u to %u",
				  t->word_len, t->word, value, t->def->min, t->def->max);
		else if (err)
			log_usage(help->name, "%.*s: '%s' is no whole number",
				  t->word_len, t->word, value);
		break;
	case OPTION_SECONDS:
		err = parse_seconds(value, field);
		if (err)
			log_usage(help->name, "%.*s: '%s' is no number of seconds",
				  t->word_len, t->word, value);
		break;
	case OPTION_LIST:
		err = add_item(field, value);
		if (err)
			log_usage(help->name, "%.*s was given more than %d times",
				  t->word_len, t->word, OPTION_LIST_MAX);
		break;
	default:
		return -EINVAL;
	}
	return err ? -EINVAL : 0;
}

/* Takes one option and, where it needs one, its argument; returns words used. */
static int take_option(int argc, char **argv, const struct command_help *help, void *opts)
{
	struct typed t = split_word(help->options, argv[0]);
	const char *value = t.value;
	int used = 1;
	int err;

	if (!t.def) {
		log_usage(help->name, "unknown option '%.*s' (see %s --help)",
			  t.word_len, t.word, help->name);
		return -EINVAL;
	}
	if (t.def->type == OPTION_FLAG && value) {
		log_usage(help->name, "%.*s takes no argument", t.word_len, t.word);
		return -EINVAL;
	}
	if (t.def->type != OPTION_FLAG && !value) {
		if (argc < 2) {
			log_usage(help->name, "%.*s needs an argument: %s",
				  t.word_len, t.word, t.def->arg);
			return -EINVAL;
		}
		value = argv[1];
		used = 2;
	}
	err = store_value(help, &t, value, opts);
	return err ? err : used;
}

int options_parse(int argc, char **argv, const struct command_help *help, void *opts)
{
	int i = 1;
	int used;

	while (i < argc && argv[i][0] == '-' && argv[i][1]) {
		if (!strcmp(argv[i], "--"))
			return i + 1;
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
			options_help(stdout, help);
			return -ECANCELED;
		}
		used = take_option(argc - i, argv + i, help, opts);
		if (used < 0)
			return used;
		i += used;
	}
	return i;
}

static int option_width(const struct option_def *def)
{
	return (int)(strlen(def->name) + (def->arg ? strlen(def->arg) + 1 : 0));
}

static void print_option(FILE *out, const struct option_def *def, int width)
{
	int pad = width - option_width(def);

	if (def->letter)
		fprintf(out, "  -%c, ", def->letter);
	else
		fputs("      ", out);
	fprintf(out, "--%s%s%s%*s  %s\n", def->name, def->arg ? " " : "",
		def->arg ? def->arg : "", pad, "", def->help);
}

void options_help(FILE *out, const struct command_help *help)
{
	static const struct option_def help_def = {
		.name = "help", .letter = 'h', .help = "print this help",
	};
	int width = option_width(&help_def);
	const struct option_def *def;

	for (def = help->options; def->name; def++)
		if (option_width(def) > width)
			width = option_width(def);
	fprintf(out, "usage: %s %s\n\n%s\n\n", help->name, help->synopsis, help->summary);
	for (def = help->options; def->name; def++)
		print_option(out, def, width);
	print_option(out, &help_def, width);
}
