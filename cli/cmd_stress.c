// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/analysis/dist.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/run/run.h"
#include "cli/stress/stress.h"
#include "cli/stress/victim.h"
#include "cli/util/cpu_list.h"
#include "cli/util/log.h"
#include "cli/util/options.h"
#include "cli/util/stop.h"
#include "cli/util/workload.h"

#define COMMAND		"efi-latency stress"
#define COUNT_DEFAULT	50

struct stress_options {
	const char *services;
	unsigned int count;	/* 0: not given */
	unsigned int interval_ms;
	double duration_s;
	bool victim;
	const char *victim_cpus;
	unsigned int victim_period_us;
	unsigned int victim_prio;
	bool allow_nonvolatile;
};

#define FIELD(name) offsetof(struct stress_options, name)

static const struct option_def option_defs[] = {
	{ "service", 's', OPTION_STRING, FIELD(services), "LIST",
	  "services to call, by comma, or none (default: all that this machine offers)", 0, 0 },
	{ "count", 'n', OPTION_UINT, FIELD(count), "N",
	  "calls of each service (default 50)", 1, 1000000000 },
	{ "interval", 'i', OPTION_UINT, FIELD(interval_ms), "MS",
	  "pause after each call, in ms (default 20)", 0, 3600000 },
	{ "duration", 'd', OPTION_SECONDS, FIELD(duration_s), "SECONDS",
	  "end after SECONDS; without --count only then", 0, 0 },
	{ "victim", 'v', OPTION_FLAG, FIELD(victim), NULL,
	  "run a periodic SCHED_FIFO thread on every CPU and say how late it wakes", 0, 0 },
	{ "victim-cpus", 0, OPTION_STRING, FIELD(victim_cpus), "LIST",
	  "only on these CPUs, e.g. 0,2-3", 0, 0 },
	{ "victim-period", 0, OPTION_UINT, FIELD(victim_period_us), "US",
	  "its period, in us (default 1000)", 50, 10000000 },
	{ "victim-prio", 0, OPTION_UINT, FIELD(victim_prio), "N",
	  "its SCHED_FIFO priority (default 80)", 1, 99 },
	{ "allow-nonvolatile", 0, OPTION_FLAG, FIELD(allow_nonvolatile), NULL,
	  "let SET_VARIABLE write flash, which wears; refused when the store has little room", 0, 0 },
	{ NULL, 0, 0, 0, NULL, NULL, 0, 0 },
};

static const struct command_help help = {
	.name = COMMAND,
	.synopsis = "[--service LIST] [--count N] [--interval MS] [--victim] [OPTION...]",
	.summary = "Calls EFI runtime services: GET_TIME, GET_VARIABLE, GET_NEXT_VARIABLE, SET_VARIABLE,\n"
		   "QUERY_VARIABLE_INFO. Writes volatile variables under its own GUID only, and\n"
		   "removes them.",
	.options = option_defs,
};

static int parse_services(const char *list, unsigned int *services)
{
	unsigned int bit;
	size_t len;

	*services = 0;
	if (list && !strcmp(list, "none"))
		return 0;
	if (!list) {
		*services = ~0U;
		return 0;
	}
	do {
		len = strcspn(list, ",");
		bit = stress_service_bit(list, len);
		if (!bit) {
			log_usage(COMMAND, "--service: '%.*s' is no service that stress can call "
				  "(see %s --help)", (int)len, list, COMMAND);
			return -EINVAL;
		}
		*services |= bit;
		list += len;
	} while (*list++);
	return 0;
}

static int parse_cpus(const struct stress_options *opts, struct cpu_list *cpus)
{
	int err;

	if (!opts->victim_cpus) {
		err = cpu_list_allowed(cpus);
		if (err)
			log_error("stress: the CPUs of this process: %s", strerror(-err));
		return err;
	}
	if (!opts->victim) {
		log_usage(COMMAND, "--victim-cpus needs --victim");
		return -EINVAL;
	}
	err = cpu_list_parse(opts->victim_cpus, cpus);
	if (err)
		log_usage(COMMAND, "--victim-cpus: '%s' is no list of CPUs", opts->victim_cpus);
	return err;
}

static void set_bounds(const struct stress_options *opts, struct stress_bounds *bounds)
{
	bounds->count = opts->count ? opts->count : COUNT_DEFAULT;
	if (!opts->count && opts->duration_s > 0)
		bounds->count = UINT64_MAX;
	bounds->interval_ns = opts->interval_ms * 1000000ULL;
	bounds->duration_ns = (uint64_t)(opts->duration_s * 1e9);
	bounds->stop = stop_on_signals();
}

static void print_services(const struct stress *s)
{
	size_t i;

	if (s->item_cnt)
		printf("%-20s %-9s %8s %8s %7s %11s\n", "service", "via", "asked", "refused",
		       "errors", "slowest ms");
	for (i = 0; i < s->item_cnt; i++) {
		const struct stress_item *item = &s->items[i];
		const char *name = efi_service_name(item->service);

		if (!item->method) {
			printf("%-20s skipped: %s\n", name, item->why);
			continue;
		}
		printf("%-20s %-9s %8" PRIu64 " %8" PRIu64 " %7" PRIu64 " %11.3f", name,
		       item->method->via, item->asked_cnt, item->refused_cnt, item->error_cnt,
		       (double)item->max_ns / 1e6);
		printf("%s%s\n", item->error_cnt ? "  last error: " : "",
		       item->error_cnt ? strerror(-item->last_err) : "");
	}
}

/* What the asked calls are to the firmware: not always one each. */
static void print_calls(const struct stress *s)
{
	size_t i;

	for (i = 0; i < s->item_cnt; i++) {
		const struct stress_item *item = &s->items[i];
		const char *name = efi_service_name(item->service);

		if (item->method)
			printf("%s: each makes %s\n", name, item->method->calls);
		if (item->refused_cnt)
			printf("%s: refused, as UEFI wants of volatile variables after boot; each "
			       "was a call, none wrote flash (--allow-nonvolatile)\n", name);
	}
}

static void print_us(uint64_t ns)
{
	if (ns == NO_FIGURE)
		printf(" %10s", "-");
	else
		printf(" %10.3f", (double)ns / 1e3);
}

static void print_victim(const struct victim_result *result)
{
	struct dist dist;
	uint64_t mean_ns;

	dist_from_hist(&dist, &result->record.latency);
	mean_ns = dist.count ? dist.sum_ns / dist.count : NO_FIGURE;
	printf("%5u %9" PRIu64 " %8" PRIu64, result->record.cpu, dist.count, result->skipped_cnt);
	print_us(dist.min_ns);
	print_us(mean_ns);
	print_us(dist.q_ns[QUANTILE_P50]);
	print_us(dist.q_ns[QUANTILE_P99]);
	print_us(dist.count ? dist.max_ns : NO_FIGURE);
	putchar('\n');
}

static void print_victims(const struct victims *victims, const struct stress_options *opts)
{
	size_t i;

	printf("\nvictim: SCHED_FIFO %u, every %u us; late by, in us (skipped: periods that "
	       "passed while it was late)\n", opts->victim_prio, opts->victim_period_us);
	printf("%5s %9s %8s %10s %10s %10s %10s %10s\n", "cpu", "count", "skipped",
	       "min", "avg", "p50", "p99", "max");
	for (i = 0; i < victims_cnt(victims); i++)
		print_victim(victims_result(victims, i));
}

static int submit_victims(const struct victims *victims)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < victims_cnt(victims); i++)
		err = workload_submit(&victims_result(victims, i)->record);
	if (err)
		log_error("stress: the recorder does not take the victim's figures: %s",
			  strerror(-err));
	return err;
}

static int run_with_victims(struct stress *s, const struct stress_options *opts,
			    const struct stress_bounds *bounds, const struct cpu_list *cpus)
{
	struct victims *victims;
	const char *why;
	int err;

	if (victims_start(cpus, opts->victim_prio, opts->victim_period_us * 1000ULL,
			  &victims, &why)) {
		log_error("stress: --victim: %s", why);
		return EXIT_CODE_UNSUPPORTED;
	}
	stress_run(s, bounds);
	victims_stop(victims);
	print_services(s);
	print_calls(s);
	print_victims(victims, opts);
	err = submit_victims(victims);
	victims_free(victims);
	return err ? EXIT_CODE_IO : EXIT_CODE_OK;
}

static int stress(const struct stress_options *opts, unsigned int services,
		  const struct cpu_list *cpus)
{
	struct stress_bounds bounds;
	struct stress s;
	size_t possible_cnt;
	int code = EXIT_CODE_OK;

	set_bounds(opts, &bounds);
	possible_cnt = stress_open(&s, services, opts->allow_nonvolatile);
	if (opts->victim) {
		code = run_with_victims(&s, opts, &bounds, cpus);
	} else {
		if (possible_cnt)
			stress_run(&s, &bounds);
		print_services(&s);
		print_calls(&s);
	}
	stress_close(&s);
	if (code == EXIT_CODE_OK && services && !possible_cnt && (opts->services || !opts->victim)) {
		fflush(stdout);
		log_error("stress: none of the services can be called here");
		code = EXIT_CODE_UNSUPPORTED;
	}
	return code;
}

int cmd_stress(int argc, char **argv)
{
	struct stress_options opts = {
		.interval_ms = 20, .victim_period_us = 1000, .victim_prio = 80,
	};
	struct cpu_list cpus;
	unsigned int services;
	int next = options_parse(argc, argv, &help, &opts);

	if (next == -ECANCELED)
		return EXIT_CODE_OK;
	if (next < 0)
		return EXIT_CODE_USAGE;
	if (next < argc) {
		log_usage(COMMAND, "'%s' is not an option", argv[next]);
		return EXIT_CODE_USAGE;
	}
	if (parse_services(opts.services, &services) || parse_cpus(&opts, &cpus))
		return EXIT_CODE_USAGE;
	if (!services && !opts.victim) {
		log_usage(COMMAND, "--service none without --victim leaves nothing to do");
		return EXIT_CODE_USAGE;
	}
	return stress(&opts, services, &cpus);
}
