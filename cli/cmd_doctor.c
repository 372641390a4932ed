// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "cli/commands.h"
#include "cli/doctor/doctor.h"
#include "cli/exit_code.h"
#include "cli/util/log.h"
#include "cli/util/options.h"

#define COMMAND		"efi-latency doctor"
#define JSON_SCHEMA	1

struct doctor_options {
	bool json;
};

static const struct option_def option_defs[] = {
	{ "json", 'j', OPTION_FLAG, offsetof(struct doctor_options, json), NULL,
	  "print JSON", 0, 0 },
	{ NULL, 0, 0, 0, NULL, NULL, 0, 0 },
};

static const struct command_help help = {
	.name = COMMAND,
	.synopsis = "[--json]",
	.summary = "Says what this machine and kernel let record measure, what not, and how to get\n"
		   "the rest. Exits 0 when EFI calls can be recorded, 1 when not.",
	.options = option_defs,
};

static const char *marker(enum doctor_state state)
{
	switch (state) {
	case DOCTOR_OK:
		return "[ok]";
	case DOCTOR_NO:
		return "[no]";
	default:
		return "[??]";
	}
}

static const char *verdict(const struct doctor *d)
{
	if (d->records_calls)
		return "record works here: EFI calls and wakeup latency.";
	if (d->records_wakeups)
		return "record works here for wakeup latency only: it would see no EFI calls.";
	return "record does not work here.";
}

static void print_checks(const struct doctor *d)
{
	size_t i;

	for (i = 0; i < DOCTOR_CHECK_CNT; i++) {
		const struct doctor_check *check = &d->checks[i];

		printf("%s %-18s %s", marker(check->state), check->name, check->seen);
		printf("%s%s\n", check->todo ? "; to do: " : "", check->todo ? check->todo : "");
	}
}

static void print_reason(const struct doctor_goal *goal)
{
	if (goal->because)
		printf("    because: %s\n", goal->because);
	if (goal->todo)
		printf("    to do: %s\n", goal->todo);
}

/* Goals that the same check decides stand together, above its reason. */
static void print_goals(const struct doctor *d, bool possible, const char *title)
{
	const struct doctor_goal *last = NULL;
	size_t i;

	for (i = 0; i < d->goal_cnt; i++) {
		const struct doctor_goal *goal = &d->goals[i];

		if (goal->possible != possible)
			continue;
		if (!last)
			printf("\n%s\n", title);
		else if (last->because != goal->because)
			print_reason(last);
		printf("  %s\n", goal->what);
		last = goal;
	}
	if (last)
		print_reason(last);
}

static void print_text(const struct doctor *d)
{
	print_checks(d);
	print_goals(d, true, "Will be measured:");
	print_goals(d, false, "Will not be measured:");
	printf("\n%s\n", verdict(d));
}

static void put_text(struct json_object *obj, const char *key, const char *text)
{
	json_object_object_add(obj, key, text ? json_object_new_string(text) : NULL);
}

static struct json_object *checks_json(const struct doctor *d)
{
	struct json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; i < DOCTOR_CHECK_CNT; i++) {
		struct json_object *obj = json_object_new_object();

		put_text(obj, "name", d->checks[i].name);
		put_text(obj, "state", doctor_state_name(d->checks[i].state));
		put_text(obj, "seen", d->checks[i].seen);
		put_text(obj, "todo", d->checks[i].todo);
		json_object_array_add(list, obj);
	}
	return list;
}

static struct json_object *goals_json(const struct doctor *d)
{
	struct json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; i < d->goal_cnt; i++) {
		const struct doctor_goal *goal = &d->goals[i];
		struct json_object *obj = json_object_new_object();

		put_text(obj, "what", goal->what);
		json_object_object_add(obj, "measured", json_object_new_boolean(goal->possible));
		put_text(obj, "because", goal->possible ? NULL : goal->because);
		put_text(obj, "todo", goal->possible ? NULL : goal->todo);
		json_object_array_add(list, obj);
	}
	return list;
}

static void print_json(const struct doctor *d)
{
	struct json_object *root = json_object_new_object();

	json_object_object_add(root, "schema", json_object_new_int(JSON_SCHEMA));
	json_object_object_add(root, "checks", checks_json(d));
	json_object_object_add(root, "goals", goals_json(d));
	json_object_object_add(root, "records_efi_calls",
			       json_object_new_boolean(d->records_calls));
	json_object_object_add(root, "records_wakeups",
			       json_object_new_boolean(d->records_wakeups));
	puts(json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(root);
}

int cmd_doctor(int argc, char **argv)
{
	struct doctor_options opts = { 0 };
	struct doctor doctor;
	int next = options_parse(argc, argv, &help, &opts);

	if (next == -ECANCELED)
		return EXIT_CODE_OK;
	if (next < 0)
		return EXIT_CODE_USAGE;
	if (next < argc) {
		log_usage(COMMAND, "'%s' is not an option", argv[next]);
		return EXIT_CODE_USAGE;
	}
	doctor_examine(&doctor);
	if (opts.json)
		print_json(&doctor);
	else
		print_text(&doctor);
	return doctor.records_calls ? EXIT_CODE_OK : EXIT_CODE_LIMIT;
}
