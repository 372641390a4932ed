// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/analysis/compare.h"
#include "cli/cmd_input.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/run/run_merge.h"
#include "cli/run/run_pool.h"
#include "cli/util/log.h"
#include "cli/util/options.h"

struct merge_options {
	const char *output;
	struct option_list vary;
};

static const struct option_def option_defs[] = {
	{ "output", 'o', OPTION_STRING, offsetof(struct merge_options, output), "FILE",
	  "the merged run file; a run file of that name is replaced", 0, 0 },
	{ "vary", 0, OPTION_LIST, offsetof(struct merge_options, vary), "KEY[,KEY]",
	  "what may differ from run to run: machine, cpu, ... of a fleet", 0, 0 },
	{ NULL, 0, 0, 0, NULL, NULL, 0, 0 },
};

static const struct command_help help = {
	.name = "efi-latency merge",
	.synopsis = "-o FILE RUN... [--vary KEY]",
	.summary = "Puts runs, or folders of runs, into one run file: report reads it as one run, and\n"
		   "compare still as the runs that it was made of.",
	.options = option_defs,
};

/* All the runs of all the words. */
struct merge {
	struct run_input *inputs;
	size_t input_cnt;
	const struct run **runs;
	const struct analysis **analyses;
	size_t run_cnt;
	const char **paths;
	size_t path_cnt;
};

static void merge_free(struct merge *m)
{
	for (size_t i = 0; m->inputs && i < m->input_cnt; i++)
		input_free(&m->inputs[i]);
	free(m->inputs);
	free(m->runs);
	free(m->analyses);
	free(m->paths);
}

static int collect(struct merge *m)
{
	size_t runs = 0, paths = 0;

	for (size_t i = 0; i < m->input_cnt; i++) {
		runs += m->inputs[i].set.cnt;
		paths += m->inputs[i].set.path_cnt;
	}
	m->runs = calloc(runs + 1, sizeof(*m->runs));
	m->analyses = calloc(runs + 1, sizeof(*m->analyses));
	m->paths = calloc(paths + 1, sizeof(*m->paths));
	if (!m->runs || !m->analyses || !m->paths)
		return input_failed(-ENOMEM, "merge");
	for (size_t i = 0; i < m->input_cnt; i++) {
		const struct run_input *in = &m->inputs[i];

		for (size_t k = 0; k < in->set.cnt; k++) {
			m->runs[m->run_cnt] = in->set.runs[k];
			m->analyses[m->run_cnt++] = in->analyses[k];
		}
		for (size_t k = 0; k < in->set.path_cnt; k++)
			m->paths[m->path_cnt++] = in->set.paths[k];
	}
	return EXIT_CODE_OK;
}

static int load(struct merge *m, const char *const *words, size_t cnt)
{
	int code = EXIT_CODE_OK;

	m->inputs = calloc(cnt, sizeof(*m->inputs));
	if (!m->inputs)
		return input_failed(-ENOMEM, words[0]);
	for (m->input_cnt = 0; m->input_cnt < cnt && !code; m->input_cnt++) {
		struct run_input *in = &m->inputs[m->input_cnt];

		in->keep_hists = true;
		code = input_load(words[m->input_cnt], in);
		if (!code)
			code = input_check_valid(in, false);
	}
	return code ? code : collect(m);
}

/* The output is written before the inputs are read for the last time. */
static int check_output(const struct merge *m, const char *output)
{
	struct stat out, in;

	if (stat(output, &out))
		return EXIT_CODE_OK;
	for (size_t i = 0; i < m->path_cnt; i++)
		if (!stat(m->paths[i], &in) && in.st_dev == out.st_dev && in.st_ino == out.st_ino) {
			log_usage(help.name, "%s is one of the runs to be merged", output);
			return EXIT_CODE_USAGE;
		}
	return EXIT_CODE_OK;
}

static int write_merged(const struct merge *m, const char *output)
{
	const char *failed = output;
	struct run *pool = NULL;
	int err = run_pool(m->runs, m->run_cnt, &pool);

	if (!err)
		err = run_merge(output, pool, m->paths, m->path_cnt, &failed);
	run_free(pool);
	if (err)
		return input_failed(err, failed);
	printf("%s: %zu runs\n", output, m->run_cnt);
	return output_finish(0);
}

static int merge(const char *const *words, size_t cnt, const struct merge_options *opts)
{
	const struct compare_settings settings = {
		.vary = opts->vary.items, .vary_cnt = opts->vary.cnt,
	};
	struct merge m = { 0 };
	int code = load(&m, words, cnt);

	if (!code)
		code = check_output(&m, opts->output);
	if (!code)
		code = input_check_one_thing(m.analyses, m.run_cnt, &settings, false);
	if (!code)
		code = write_merged(&m, opts->output);
	merge_free(&m);
	return code;
}

int cmd_merge(int argc, char **argv)
{
	struct merge_options opts = { 0 };
	const char **words = calloc((size_t)argc, sizeof(*words));
	int cnt, code;

	if (!words)
		return input_failed(-ENOMEM, "merge");
	cnt = input_words(argc, argv, &help, &opts, words, argc);
	if (cnt < 0) {
		code = cnt == -ECANCELED ? EXIT_CODE_OK : EXIT_CODE_USAGE;
	} else if (!cnt || !opts.output) {
		log_error("merge: needs -o FILE and runs; see efi-latency merge --help");
		code = EXIT_CODE_USAGE;
	} else {
		code = input_check_vary(&help, &opts.vary);
		if (!code)
			code = merge(words, (size_t)cnt, &opts);
	}
	free(words);
	return code;
}
