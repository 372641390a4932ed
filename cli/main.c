// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/util/log.h"
#include "cli/version.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{ "doctor", cmd_doctor, "say what this kernel can measure, and how to get the rest" },
	{ "record", cmd_record, "record EFI calls and wakeup latency into a run file" },
	{ "stress", cmd_stress, "call EFI services, with a periodic real-time task beside" },
	{ "report", cmd_report, "print what a run holds" },
	{ "compare", cmd_compare, "compare runs: baseline against candidate" },
	{ "merge", cmd_merge, "put many runs into one file, and keep each" },
};

#define COMMAND_CNT (sizeof(commands) / sizeof(commands[0]))

static void usage(FILE *out)
{
	size_t i;

	fprintf(out,
		"efi-latency shows how long EFI runtime services hold a CPU, and what that\n"
		"does to real-time tasks.\n\n"
		"usage: efi-latency COMMAND [OPTION...]\n\n");
	for (i = 0; i < COMMAND_CNT; i++)
		fprintf(out, "  %-10s%s\n", commands[i].name, commands[i].summary);
	fprintf(out,
		"\nA first look:\n"
		"  efi-latency doctor\n"
		"  efi-latency record -o before.efirun -- efi-latency stress --victim\n"
		"  efi-latency report before.efirun\n"
		"then again with the other kernel or firmware, and\n"
		"  efi-latency compare --vary kernel before.efirun after.efirun\n\n"
		"Each command explains itself with --help.\n");
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2) {
		usage(stdout);
		return EXIT_CODE_OK;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		usage(stdout);
		return EXIT_CODE_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("efi-latency %s\n", EFI_LATENCY_VERSION);
		return EXIT_CODE_OK;
	}
	for (i = 0; i < COMMAND_CNT; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	log_error("'%s' is no command; efi-latency without arguments lists them", argv[1]);
	return EXIT_CODE_USAGE;
}
