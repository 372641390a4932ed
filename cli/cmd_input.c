// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cmd_input.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/exit_code.h"
#include "cli/run/run_file.h"
#include "cli/util/log.h"

int input_words(int argc, char **argv, const struct command_help *help, void *opts,
		const char **words, int max)
{
	bool verbatim = false;
	int at = 0, cnt = 0, used;

	for (;; cnt++) {
		/* Each word stands where the parser expects the command's name. */
		used = verbatim ? 1 : options_parse(argc - at, argv + at, help, opts);
		if (used < 0)
			return used;
		verbatim |= used > 1 && !strcmp(argv[at + used - 1], "--");
		at += used;
		if (at >= argc)
			return cnt;
		if (cnt < max)
			words[cnt] = argv[at];
	}
}

int input_failed(int err, const char *path)
{
	if (err == -ENODATA) {
		log_error("%s: no run file (*%s) in this directory", path, RUN_FILE_EXTENSION);
		return EXIT_CODE_USAGE;
	}
	log_error("%s", run_file_strerror(err, path));
	switch (err) {
	case RUN_FILE_FOREIGN:
		return EXIT_CODE_FOREIGN;
	case RUN_FILE_DAMAGED:
		return EXIT_CODE_DAMAGED;
	case RUN_FILE_NEWER:
		return EXIT_CODE_NEWER;
	case RUN_FILE_OLDER:
		return EXIT_CODE_OLDER;
	default:
		return EXIT_CODE_IO;
	}
}

void input_free(struct run_input *in)
{
	for (size_t i = 0; i < in->analysis_cnt; i++)
		analysis_free(in->analyses[i]);
	free(in->analyses);
	run_set_free(&in->set);
}

static int analyse(void *ctx, struct run *run)
{
	struct run_input *in = ctx;
	struct analysis **bigger;
	int err;

	bigger = realloc(in->analyses, (in->analysis_cnt + 1) * sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	in->analyses = bigger;
	err = analysis_new(run, &in->analyses[in->analysis_cnt]);
	if (err)
		return err;
	in->analysis_cnt++;
	if (!in->keep_hists)
		run_drop_hists(run);
	return 0;
}

int input_load(const char *path, struct run_input *in)
{
	const char *failed;
	int err = run_set_load(path, &in->set, analyse, in, &failed);

	return err ? input_failed(err, failed) : EXIT_CODE_OK;
}

int input_check_valid(const struct run_input *in, bool force)
{
	for (size_t i = 0; i < in->set.cnt; i++) {
		const struct validity *v = &in->analyses[i]->validity;

		if (v->valid)
			continue;
		if (!force) {
			log_error("%s: invalid run: %s; --force takes it nevertheless",
				  in->set.names[i], v->reasons[0]);
			return EXIT_CODE_INVALID;
		}
		log_warn("%s: invalid run: %s", in->set.names[i], v->reasons[0]);
	}
	return EXIT_CODE_OK;
}

int input_check_vary(const struct command_help *help, const struct option_list *vary)
{
	for (size_t i = 0; i < vary->cnt; i++) {
		const char *word = vary->items[i];

		for (;;) {
			size_t len = strcspn(word, ",");

			if (!compare_vary_known(word, len)) {
				log_usage(help->name, "--vary: '%.*s' is no fact, and none of %s",
					  (int)len, word, compare_vary_groups);
				return EXIT_CODE_USAGE;
			}
			if (!word[len])
				break;
			word += len + 1;
		}
	}
	return EXIT_CODE_OK;
}

int input_check_one_thing(const struct analysis *const *analyses, size_t cnt,
			  const struct compare_settings *settings, bool force)
{
	const struct analysis *const *const sides[SIDE_CNT] = { analyses, analyses };
	const size_t cnts[SIDE_CNT] = { cnt, 1 };
	const struct compare_fact *first = NULL;
	struct comparison *c;
	int err = comparison_new(sides, cnts, settings, &c), code = EXIT_CODE_OK;

	if (err)
		return input_failed(err, "facts");
	for (size_t i = 0; i < c->fact_cnt && !first; i++)
		if (c->facts[i].conflict && !c->facts[i].declared)
			first = &c->facts[i];
	if (first && force) {
		log_warn("%s differs from run to run", first->key);
	} else if (first) {
		log_error("not runs of one thing: %s (%s) differs from run to run; what may, say "
			  "with --vary", first->key, first->group);
		code = EXIT_CODE_NOT_COMPARABLE;
	}
	comparison_free(c);
	return code;
}

int chart_failed(int err, const char *path)
{
	switch (err) {
	case -EINVAL:
		log_error("%s: a chart's name ends in .svg or .png", path);
		return EXIT_CODE_USAGE;
	case -ENODATA:
		log_error("%s: no chart: no real-time task was seen", path);
		return EXIT_CODE_INVALID;
	case -ENOSYS:
		log_error("%s: no chart: gnuplot is not installed", path);
		return EXIT_CODE_UNSUPPORTED;
	default:
		log_error("%s: no chart: %s", path,
			  err == -EIO ? "gnuplot failed" : strerror(-err));
		return EXIT_CODE_IO;
	}
}

int output_finish(int err)
{
	if (err || fflush(stdout) || ferror(stdout)) {
		log_error("cannot write the report: %s", strerror(err ? -err : errno));
		return EXIT_CODE_IO;
	}
	return EXIT_CODE_OK;
}
