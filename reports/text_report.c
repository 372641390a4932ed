// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "reports/format.h"
#include "reports/text.h"

#define VALUE_WIDTH	84
#define LABEL_WIDTH	12

/* What of the host the head names; report --json has all of it. */
static const struct {
	const char *label;
	struct {
		const char *key, *prefix;
	} facts[3];
} head_facts[] = {
	{ "kernel", { { "kernel.release", "" }, { "kernel.arch", "" },
		      { "kernel.preempt_model", "preemption model " } } },
	{ "firmware", { { "firmware.vendor", "" }, { "firmware.version", "" },
			{ "firmware.efi", "EFI services " } } },
	{ "machine", { { "dmi.sys_vendor", "" }, { "dmi.product_name", "" }, { "dt.model", "" } } },
	{ "CPU", { { "cpu.model", "" }, { "cpu.online", "CPUs " }, { "clock.source", "clock " } } },
};

static void label(FILE *out, const char *name)
{
	fprintf(out, "  %-*s", LABEL_WIDTH, name);
}

static void put_value(FILE *out, const char *name, const char *value)
{
	if (!value[0])
		return;
	label(out, name);
	text_clean(out, value, VALUE_WIDTH);
	fputc('\n', out);
}

static void put_facts(FILE *out, const struct run *run)
{
	for (size_t i = 0; i < sizeof(head_facts) / sizeof(head_facts[0]); i++) {
		int cnt = 0;

		for (size_t k = 0; k < 3; k++) {
			const char *value = run_fact(run, head_facts[i].facts[k].key);

			if (!value)
				continue;
			if (!cnt)
				label(out, head_facts[i].label);
			fprintf(out, "%s%s", cnt++ ? ", " : "", head_facts[i].facts[k].prefix);
			text_clean(out, value, 32);
		}
		if (cnt)
			fputc('\n', out);
	}
}

static void put_recorded(FILE *out, const struct report *r)
{
	time_t start = (time_t)(r->run->start_realtime_ns / 1000000000);
	char when[32] = "", ns[FORMAT_BYTES];
	struct tm tm;

	if (gmtime_r(&start, &tm))
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S UTC", &tm);
	label(out, "recorded");
	fprintf(out, "%s for %s, by efi-latency ", when, format_ns(ns, r->analysis->duration_ns));
	text_clean(out, r->run->recorder, 40);
	fputc('\n', out);
}

static void put_validity(FILE *out, const struct validity *v)
{
	label(out, "valid");
	if (v->valid) {
		fputs("yes: complete, losses below 0.1 %\n", out);
		return;
	}
	for (size_t i = 0; i < v->reason_cnt; i++) {
		fprintf(out, "%s", i ? "                  " : "NO: ");
		text_clean(out, v->reasons[i], 80);
		fputc('\n', out);
	}
}

static void put_head(FILE *out, const struct report *r)
{
	fputs("EFI latency report: ", out);
	text_clean(out, r->path, 78);
	fputc('\n', out);
	put_facts(out, r->run);
	put_value(out, "command", r->run->command);
	if (r->run->command_status > 0)
		fprintf(out, "  %-*sexit status %d\n", LABEL_WIDTH, "", r->run->command_status);
	put_value(out, "note", r->run->note);
	put_recorded(out, r);
	put_validity(out, &r->analysis->validity);
}

static void put_phase(FILE *out, const char *name, const struct dist *d)
{
	if (!d->count)
		return;
	fprintf(out, "  %-24s %9" PRIu64, name, d->count);
	text_us(out, d->q_ns[QUANTILE_P50]);
	text_us(out, d->q_ns[QUANTILE_P90]);
	text_us(out, d->q_ns[QUANTILE_P99]);
	text_us(out, d->max_ns);
	fputc('\n', out);
}

/* The most that it may have been differs from the least by what no timer saw. */
static void put_masked(FILE *out, const struct service_figures *s, uint64_t period_ns)
{
	char low[FORMAT_BYTES], high[FORMAT_BYTES], longest[FORMAT_BYTES], period[FORMAT_BYTES];
	char text[256];

	if (!s->masked.count)
		return;
	put_phase(out, "masked in firmware", &s->masked);
	if (s->masked_call_cnt)
		snprintf(text, sizeof(text), "%" PRIu64 " calls, %s to %s, longest %s",
			 s->masked_call_cnt, format_ns(low, s->masked_low_ns),
			 format_ns(high, s->masked_high_ns),
			 format_ns(longest, s->masked_longest_ns));
	else
		snprintf(text, sizeof(text), "none seen");
	snprintf(text + strlen(text), sizeof(text) - strlen(text), ", %s%s",
		 period_ns ? "resolution " : "by timers that happened to be due",
		 period_ns ? format_ns(period, period_ns) : "");
	fprintf(out, "  %-24s ", "masked, in all");
	text_wrap(out, text, 27, 27);
}

static void put_actors(FILE *out, const char *what, const struct actor *actors, size_t cnt,
		       bool with_time)
{
	if (!cnt)
		return;
	fprintf(out, "  %-24s", what);
	for (size_t i = 0; i < cnt; i++) {
		char comm[COMM_BYTES], ns[FORMAT_BYTES];

		format_clean(comm, sizeof(comm), actors[i].comm);
		fprintf(out, "%s %s[%u] %" PRIu64 "x", i ? "," : "", comm, actors[i].id,
			actors[i].call_cnt);
		if (with_time)
			fprintf(out, " %s", format_ns(ns, actors[i].firmware_ns));
	}
	fputc('\n', out);
}

static void put_service(FILE *out, const struct service_figures *s, uint64_t probe_period_ns)
{
	fprintf(out, "\n%s: %" PRIu64 " calls, %" PRIu64 " errors", efi_service_name(s->service),
		s->call_cnt, s->error_cnt);
	if (s->bypassed_cnt)
		fprintf(out, ", %" PRIu64 " bypassed the queue", s->bypassed_cnt);
	if (s->timed_out_cnt)
		fprintf(out, ", %" PRIu64 " timed out", s->timed_out_cnt);
	fputc('\n', out);
	for (int p = 0; p < PHASE_CNT; p++)
		put_phase(out, phase_name(p), &s->phase[p]);
	put_masked(out, s, probe_period_ns);
	fprintf(out, "  %-24s %s\n", "firmware preemptible", preemptible_name(s->preemptible));
	fprintf(out, "  %-24s switched out in %" PRIu64 " calls (%" PRIu64
		" times), interrupted in %" PRIu64 " (%" PRIu64 " times)\n", "while in firmware",
		s->switched_call_cnt, s->switch_cnt, s->irq_call_cnt, s->irq_cnt);
	put_actors(out, "asked by (firmware time)", s->requesters, s->requester_cnt, true);
	put_actors(out, "first to run instead", s->switched_to, s->switched_to_cnt, false);
}

static void put_no_services(FILE *out, const struct run *run)
{
	const char *efi = run_fact(run, "firmware.efi");

	if (efi && !strcmp(efi, "none"))
		fputs("\nEFI calls: none, there is no EFI on this machine\n", out);
	else if (efi && !strcmp(efi, "disabled"))
		fputs("\nEFI calls: none, the runtime services are off (boot with efi=runtime)\n",
		      out);
	else
		fputs("\nEFI calls: none recorded\n", out);
}

static void put_services(FILE *out, const struct report *r)
{
	const struct analysis *a = r->analysis;

	if (!a->service_cnt) {
		put_no_services(out, r->run);
		return;
	}
	fputs("\nEFI calls: what the requester waited, phase by phase, in us\n", out);
	fprintf(out, "%-26s %9s %12s %12s %12s %12s\n", "  phase", "count", "p50", "p90", "p99",
		"max");
	for (size_t i = 0; i < a->service_cnt; i++)
		put_service(out, &a->services[i], a->probe_period_ns);
}

static void put_share(FILE *out, uint64_t held_ns_per_s)
{
	if (held_ns_per_s == NO_FIGURE)
		fprintf(out, " %10s\n", "-");
	else
		fprintf(out, " %10.4f\n", (double)held_ns_per_s / 1e7);
}

static void put_held(FILE *out, const struct analysis *a)
{
	if (!a->service_cnt)
		return;
	fputs("\nCPUs held by EFI calls that nothing could preempt\n", out);
	if (!a->held_cnt)
		fputs("  none seen\n", out);
	else
		fprintf(out, "  %-8s %12s %10s\n", "CPU", "held ms", "share %");
	for (size_t i = 0; i < a->held_cnt; i++) {
		fprintf(out, "  %-8u %12.2f", a->held[i].cpu, (double)a->held[i].held_ns / 1e6);
		put_share(out, analysis_held_ns_per_s(a, a->held[i].held_ns));
	}
}

static void put_wakeups(FILE *out, const struct analysis *a)
{
	int class_cnt = a->rt_only ? WAKEUP_RT + 1 : WAKEUP_CLASS_CNT;

	fputs("\nWakeup latency: from sched_waking until the task ran, in us\n", out);
	if (a->rt_only)
		fputs("  of real-time tasks only (--rt-only)\n", out);
	text_dist_head(out, "class");
	for (int klass = 0; klass < class_cnt; klass++)
		for (int inside = 1; inside >= 0; inside--) {
			char name[40];

			snprintf(name, sizeof(name), "%s, %s EFI calls", wakeup_class_name(klass),
				 inside ? "inside" : "outside");
			text_dist(out, name, &a->wakeup[klass][inside].dist);
		}
}

static void put_victims(FILE *out, const struct report *r)
{
	const struct analysis *a = r->analysis;

	if (!a->victim_cnt)
		return;
	fputs("\nPeriodic real-time task: how late it woke by its own clock, in us\n", out);
	text_dist_head(out, "CPU, period");
	for (size_t i = 0; i < a->victim_cnt; i++) {
		char name[64], ns[FORMAT_BYTES];

		snprintf(name, sizeof(name), "CPU %u, every %s", a->victims[i].cpu,
			 format_ns(ns, a->victims[i].period_ns));
		text_dist(out, name, &a->victims[i].dist);
	}
	if (a->victim_cnt > 1)
		text_dist(out, "all", &a->victim.dist);
	if (r->gap[0]) {
		fputs("  ", out);
		text_wrap(out, r->gap, 2, 2);
	}
}

static void put_worst(FILE *out, const struct report *r)
{
	const struct analysis *a = r->analysis;

	if (!a->worst_cnt)
		return;
	fprintf(out, "\nWorst wakeups\n  %12s  %-4s  %-5s  %s\n", "latency us", "CPU", "class",
		"task, and why it waited");
	for (size_t i = 0; i < a->worst_cnt; i++) {
		const struct worst_wakeup *w = &a->worst[i];
		char us[FORMAT_BYTES], comm[COMM_BYTES] = { 0 }, clean[COMM_BYTES];

		memcpy(comm, w->ev->comm, EVENT_COMM_LEN);
		fprintf(out, "  %12s  %-4u  %-5s  %s[%u]\n%29s", format_us(us, w->latency_ns),
			w->ev->cpu, wakeup_class_name(w->ev->klass),
			format_clean(clean, sizeof(clean), comm), w->ev->tid, "");
		text_wrap(out, r->causes[i], 29, 29);
	}
}

void text_report(FILE *out, const struct report *report)
{
	put_head(out, report);
	put_services(out, report);
	put_held(out, report->analysis);
	put_wakeups(out, report->analysis);
	put_victims(out, report);
	put_worst(out, report);
	text_lates(out, report);
	text_windows(out, report);
	text_probes(out, report);
	fputs("\n  - : too few samples for that quantile (p50 needs 5, p90 29, p99 299, p99.9 2995)\n",
	      out);
}
