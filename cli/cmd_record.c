// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/collect/platform.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/record/session.h"
#include "cli/util/clock.h"
#include "cli/util/log.h"
#include "cli/util/options.h"
#include "cli/util/stop.h"
#include "cli/version.h"

struct record_options {
	const char *output;
	double duration_s;
	const char *note;
	unsigned int ringbuf_kib;
	unsigned int probe_us;
	unsigned int late_us;
	unsigned int threshold_us;
	const char *on_threshold;
	unsigned int snapshot_ms;
	unsigned int cost_s;
	bool rt_only;
	bool force;
};

#define PROBE_MIN_US		10
#define EVIDENCE_FLOOR_NS	10000
#define FLIGHT_CNT		4096

static const struct option_def option_defs[] = {
	{ "output", 'o', OPTION_STRING, offsetof(struct record_options, output), "FILE",
	  "run file to write (default: run-DATE-TIME.efirun)", 0, 0 },
	{ "duration", 'd', OPTION_SECONDS, offsetof(struct record_options, duration_s), "SECONDS",
	  "stop after SECONDS (default: at the end of COMMAND, or on a signal)", 0, 0 },
	{ "append-note", 0, OPTION_STRING, offsetof(struct record_options, note), "TEXT",
	  "keep TEXT with the run", 0, 0 },
	{ "ring-buffer", 0, OPTION_UINT, offsetof(struct record_options, ringbuf_kib), "KIB",
	  "room for EFI calls not yet read, in KiB, a power of two (default 1024)", 64, 65536 },
	{ "probe-period", 0, OPTION_UINT, offsetof(struct record_options, probe_us), "US",
	  "a timer on each CPU every US shows when no interrupt is taken; 0 for none (default 1000)",
	  0, 1000000 },
	{ "late", 0, OPTION_UINT, offsetof(struct record_options, late_us), "US",
	  "look for the cause of each real-time wakeup later than US (default 100)", 1, 1000000 },
	{ "threshold", 0, OPTION_UINT, offsetof(struct record_options, threshold_us), "US",
	  "act at the first real-time wakeup later than US", 1, 1000000000 },
	{ "on-threshold", 0, OPTION_STRING, offsetof(struct record_options, on_threshold), "ACTION",
	  "stop, snapshot, or a command for /bin/sh (default stop)", 0, 0 },
	{ "snapshot-ms", 0, OPTION_UINT, offsetof(struct record_options, snapshot_ms), "MS",
	  "how far back a snapshot reaches (default 20)", 1, 10000 },
	{ "rt-only", 0, OPTION_FLAG, offsetof(struct record_options, rt_only), NULL,
	  "leave out the wakeups of tasks that are not real-time, and what they cost", 0, 0 },
	{ "self-cost", 0, OPTION_UINT, offsetof(struct record_options, cost_s), "SECONDS",
	  "measure for SECONDS what recording itself costs; 0 for not at all (default 1)", 0, 3600 },
	{ "force", 'f', OPTION_FLAG, offsetof(struct record_options, force), NULL,
	  "replace FILE if it is a run file", 0, 0 },
	{ NULL, 0, 0, 0, NULL, NULL, 0, 0 },
};

static const struct command_help help = {
	.name = "efi-latency record",
	.synopsis = "[-o FILE] [-d SECONDS] [--threshold US [--on-threshold ACTION]] "
		    "[-- COMMAND [ARG...]]",
	.summary = "Records every EFI runtime call, the wakeup latency of every task, and what held a\n"
		   "CPU while a real-time task waited into a run file, until COMMAND ends, SECONDS\n"
		   "have passed, or SIGINT or SIGTERM arrives.",
	.options = option_defs,
};

/* What changes the recording itself; where it is stored does not. Malloc'ed. */
static char *describe(const struct record_options *opts)
{
	char *text = NULL;
	size_t bytes = 0;
	FILE *out = open_memstream(&text, &bytes);

	if (!out)
		return NULL;
	fprintf(out, "--ring-buffer %u --probe-period %u --late %u --self-cost %u",
		opts->ringbuf_kib, opts->probe_us, opts->late_us, opts->cost_s);
	if (opts->rt_only)
		fputs(" --rt-only", out);
	if (opts->threshold_us)
		fprintf(out, " --threshold %u --on-threshold %s", opts->threshold_us,
			opts->on_threshold ? opts->on_threshold : "stop");
	if (opts->duration_s > 0)
		fprintf(out, " --duration %g", opts->duration_s);
	fclose(out);
	return text;
}

/* Words joined by blanks; malloc'ed. */
static char *join(char **words, int cnt)
{
	size_t bytes = 0;
	char *text = NULL;
	FILE *out = open_memstream(&text, &bytes);
	int i;

	if (!out)
		return NULL;
	for (i = 0; i < cnt; i++)
		fprintf(out, "%s%s", i ? " " : "", words[i]);
	fclose(out);
	return text;
}

static const char *default_output(char *name, size_t bytes)
{
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(name, bytes, "run-%Y%m%d-%H%M%S.efirun", &tm);
	return name;
}

static int session_error(struct session *s, int err)
{
	if (s->file_failed) {
		log_error("record: %s%s", run_file_strerror(err, s->path),
			  s->file ? "; what was committed before stays readable" : "");
		return EXIT_CODE_IO;
	}
	log_error("record: %s", s->why ? s->why : strerror(-err));
	return s->why ? EXIT_CODE_UNSUPPORTED : EXIT_CODE_IO;
}

static void say_efi(bool *efi)
{
	enum platform_efi state = platform_efi();

	*efi = state == PLATFORM_EFI_ON;
	if (state == PLATFORM_EFI_NONE)
		log_warn("record: no EFI on this machine: recording scheduling latency only");
	else if (state == PLATFORM_EFI_DISABLED)
		log_warn("record: EFI runtime services are off (boot with efi=runtime): "
			 "recording scheduling latency only");
}

static int threshold_code(const struct session *s)
{
	const struct wakeup_event *w = &s->threshold.late.wakeup;

	log_warn("record: %.*s[%u] ran %.1f us late on CPU %u, beyond --threshold", EVENT_COMM_LEN,
		 w->comm, w->tid, (double)threshold_late_ns(&s->threshold) / 1000, w->cpu);
	return EXIT_CODE_LIMIT;
}

static int record(struct session *s)
{
	int err;

	say_efi(&s->options.efi);
	err = session_open(s);
	if (!err && s->child) {
		err = child_go(s->child);
		if (err) {
			log_error("record: cannot run '%s': %s", s->meta.command, strerror(-err));
			return EXIT_CODE_COMMAND;
		}
	}
	if (!err)
		err = session_run(s);
	if (!err)
		err = session_finish(s);
	if (err)
		return session_error(s, err);
	printf("%s: %zu EFI calls\n", s->path, s->call_cnt);
	if (s->threshold.crossed)
		return threshold_code(s);
	if (s->child && s->child->status && !*s->stop && !(s->duration_s > 0)) {
		log_warn("record: '%s' exited with %d; the run is kept", s->meta.command,
			 s->child->status);
		return EXIT_CODE_COMMAND;
	}
	return EXIT_CODE_OK;
}

static int check_usage(const struct record_options *opts)
{
	if (opts->ringbuf_kib & (opts->ringbuf_kib - 1)) {
		log_error("record: --ring-buffer: %u is no power of two", opts->ringbuf_kib);
		return EXIT_CODE_USAGE;
	}
	if (opts->probe_us && opts->probe_us < PROBE_MIN_US) {
		log_error("record: --probe-period: %u is below the shortest, %u us", opts->probe_us,
			  PROBE_MIN_US);
		return EXIT_CODE_USAGE;
	}
	if (opts->on_threshold && !opts->threshold_us) {
		log_error("record: --on-threshold: no --threshold is given");
		return EXIT_CODE_USAGE;
	}
	if (!opts->force && access(opts->output, F_OK) == 0) {
		log_error("record: %s exists; --force replaces it if it is a run file",
			  opts->output);
		return EXIT_CODE_IO;
	}
	return EXIT_CODE_OK;
}

static uint64_t us(unsigned int value)
{
	return value * 1000ULL;
}

/* Late wakeups are made of pieces: what is a tenth of one must be seen. */
static uint64_t evidence_floor_ns(uint64_t late_ns)
{
	return late_ns / 10 < EVIDENCE_FLOOR_NS ? late_ns / 10 : EVIDENCE_FLOOR_NS;
}

static void set_options(struct session *s, const struct record_options *opts)
{
	struct threshold *t = &s->threshold;

	s->path = opts->output;
	s->duration_s = opts->duration_s;
	s->stats_ns = opts->cost_s * NSEC_PER_SEC;
	t->ns = us(opts->threshold_us);
	t->snapshot_ns = us(opts->snapshot_ms * 1000);
	threshold_set_action(t, opts->on_threshold);
	s->options.ringbuf_kib = opts->ringbuf_kib;
	s->options.rt_only = opts->rt_only;
	s->options.probe_period_ns = us(opts->probe_us);
	s->options.late_floor_ns = us(opts->late_us);
	if (t->ns && t->ns < s->options.late_floor_ns)
		s->options.late_floor_ns = t->ns;
	s->options.evidence_floor_ns = evidence_floor_ns(s->options.late_floor_ns);
	s->options.threshold_ns = t->ns;
	s->options.threshold_freezes = t->action == THRESHOLD_STOP;
	s->options.flight_cnt = t->ns && t->action == THRESHOLD_SNAPSHOT ? FLIGHT_CNT : 0;
}

int cmd_record(int argc, char **argv)
{
	struct record_options opts = { .ringbuf_kib = 1024, .note = "", .probe_us = 1000,
				       .late_us = 100, .snapshot_ms = 20, .cost_s = 1 };
	struct session s = { .ops = &collector_bpf };
	struct child child = { .status = -1 };
	char name[64];
	int first, code, err;

	first = options_parse(argc, argv, &help, &opts);
	if (first < 0)
		return first == -ECANCELED ? EXIT_CODE_OK : EXIT_CODE_USAGE;
	if (!opts.output)
		opts.output = default_output(name, sizeof(name));
	code = check_usage(&opts);
	if (code)
		return code;
	s.stop = stop_on_signals();
	/* A full disk or a large file limit is an error of write(2), not our end. */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (first < argc) {
		err = child_prepare(&child, argv + first);
		if (err) {
			log_error("record: cannot fork: %s", strerror(-err));
			return EXIT_CODE_IO;
		}
		s.child = &child;
	}
	set_options(&s, &opts);
	s.meta.note = (char *)opts.note;
	s.meta.command = join(argv + first, argc - first);
	s.meta.command_status = -1;
	s.meta.options = describe(&opts);
	s.meta.recorder = (char *)EFI_LATENCY_VERSION;
	code = s.meta.command && s.meta.options ? record(&s) : EXIT_CODE_IO;
	session_close(&s);
	if (s.child)
		child_close(&child);
	free(s.meta.command);
	free(s.meta.options);
	return code;
}
