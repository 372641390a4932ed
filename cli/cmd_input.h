/* SPDX-License-Identifier: GPL-2.0-only */
/* What commands that read runs have in common. */
#ifndef EFI_LATENCY_CMD_INPUT_H
#define EFI_LATENCY_CMD_INPUT_H

#include <stdbool.h>

#include "cli/analysis/compare.h"
#include "cli/run/run_set.h"
#include "cli/util/options.h"

/* Runs that belong together, and their figures. */
struct run_input {
	struct run_set set;
	struct analysis **analyses;
	size_t analysis_cnt;
	bool keep_hists;	/* of the runs, once they are analysed */
};

/*
 * Options may stand before, between and after the words.  Returns how many
 * words there are (those beyond max are only counted), or as options_parse().
 */
int input_words(int argc, char **argv, const struct command_help *help, void *opts,
		const char **words, int max);
/* One line on stderr for a negative value of cli/run; returns the exit code. */
int input_failed(int err, const char *path);
/* A run file or a directory of them; an exit code, after one line on stderr. */
int input_load(const char *path, struct run_input *in);
void input_free(struct run_input *in);
/* Invalid runs are EXIT_CODE_INVALID, or with force a warning each. */
int input_check_valid(const struct run_input *in, bool force);
/* Words of --vary that are neither facts nor groups are wrong usage. */
int input_check_vary(const struct command_help *help, const struct option_list *vary);
/* Facts that differ among the runs, undeclared, are EXIT_CODE_NOT_COMPARABLE, or a warning. */
int input_check_one_thing(const struct analysis *const *analyses, size_t cnt,
			  const struct compare_settings *settings, bool force);
/* Likewise for reports/chart.h. */
int chart_failed(int err, const char *path);
/* Closes stdout, whose last bytes may not fit on the disk any more. */
int output_finish(int err);

#endif
