/* SPDX-License-Identifier: GPL-2.0-only */
/* Exit codes of every command; docs/exit-codes.md explains them. Stable. */
#ifndef EFI_LATENCY_EXIT_CODE_H
#define EFI_LATENCY_EXIT_CODE_H

enum exit_code {
	EXIT_CODE_OK = 0,
	EXIT_CODE_LIMIT = 1,		/* a limit was crossed; doctor: record would not work */
	EXIT_CODE_USAGE = 2,
	EXIT_CODE_NOT_COMPARABLE = 3,
	EXIT_CODE_INVALID = 4,		/* invalid run, or too little data */
	EXIT_CODE_UNSUPPORTED = 5,	/* this kernel, machine or user cannot */
	EXIT_CODE_IO = 6,		/* could not read or write; disk full */
	EXIT_CODE_COMMAND = 7,		/* the recorded COMMAND failed; the run is kept */
	EXIT_CODE_FOREIGN = 10,		/* not a run file */
	EXIT_CODE_DAMAGED = 11,
	EXIT_CODE_NEWER = 12,		/* run file of a newer efi-latency */
	EXIT_CODE_OLDER = 13,
};

#endif
