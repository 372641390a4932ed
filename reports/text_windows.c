// SPDX-License-Identifier: GPL-2.0-only
/* Interrupt latency, windows with preemption or interrupts off, and their bound. */
#include <inttypes.h>
#include <string.h>

#include "reports/format.h"
#include "reports/text.h"

#define PLACE_WIDTH	50
#define STACK_LINES	6

/* kind: WINDOW_KIND_CNT has neither places nor worst windows. */
static const struct {
	enum run_hist_source source;
	const char *title;
	unsigned int kind;
	bool exact;
} sections[] = {
	{ RUN_HIST_IRQ, "Interrupt latency: from a timer's due time until its interrupt was taken",
	  WINDOW_KIND_CNT, false },
	{ RUN_HIST_PREEMPT_OFF, "Preemption off", WINDOW_PREEMPT_OFF, true },
	{ RUN_HIST_IRQ_OFF, "Interrupts off", WINDOW_IRQ_OFF, true },
	{ RUN_HIST_PREEMPT_OFF_SAMPLED, "Preemption off, from the first to the last sample",
	  WINDOW_KIND_CNT, false },
};

static void put_sources(FILE *out, const struct source_figures *s)
{
	static const char *const sides[] = { "outside EFI calls", "inside EFI calls" };

	text_dist_head(out, "");
	for (int inside = 1; inside >= 0; inside--)
		text_dist(out, sides[inside], &s->side[inside].dist);
	for (size_t i = 0; i < s->cpu_cnt && s->cpu_cnt > 1; i++) {
		char name[16];

		snprintf(name, sizeof(name), "CPU %u", s->cpus[i].cpu);
		text_dist(out, name, &s->cpus[i].dist);
	}
}

static void put_places(FILE *out, const struct window_figures *w, unsigned int kind)
{
	if (!w->place_cnt[kind])
		return;
	fprintf(out, "  %-*s %12s %12s %12s\n", PLACE_WIDTH, "where it began", "count", "mean",
		"max");
	for (size_t i = 0; i < w->place_cnt[kind]; i++) {
		const struct run_place *p = w->places[kind][i];
		char symbol[PLACE_WIDTH + 1], mean[FORMAT_BYTES], max[FORMAT_BYTES];

		format_clean(symbol, sizeof(symbol), p->symbol);
		fprintf(out, "  %-*s %12" PRIu64 " %12s %12s\n", PLACE_WIDTH, symbol,
			(uint64_t)p->place.count,
			format_us(mean, p->place.count ? p->place.sum_ns / p->place.count :
							 NO_FIGURE),
			format_us(max, p->place.max_ns));
	}
}

/* Innermost first. */
static void put_stack(FILE *out, const char *frames)
{
	for (int i = 0; frames && *frames && i < STACK_LINES; i++) {
		size_t len = strcspn(frames, "\n");
		char line[64];

		snprintf(line, sizeof(line), "%.*s", (int)len, frames);
		fprintf(out, "%22s", "");
		text_clean(out, line, 70);
		fputc('\n', out);
		frames += len + (frames[len] == '\n');
	}
}

static const char *known(const char *symbol)
{
	return symbol && symbol[0] ? symbol : "a place not known";
}

static void put_window(FILE *out, const struct top_window *top)
{
	const struct window_event *ev = &top->window->ev;
	char us[FORMAT_BYTES], comm[FORMAT_BYTES];

	fprintf(out, "  %12s  CPU %u, %s[%u]%s%s\n%20sfrom ", format_us(us, top->length_ns),
		ev->head.cpu, format_comm(comm, ev->comm), ev->tid,
		top->call ? ", in " : ev->efi_seq ? ", in an EFI call" : "",
		top->call ? efi_service_name(top->call->service) : "", "");
	text_clean(out, known(top->window->begin), 74);
	fputc('\n', out);
	put_stack(out, top->begin_stack);
	fprintf(out, "%20sto ", "");
	text_clean(out, known(top->window->end), 74);
	fputc('\n', out);
	put_stack(out, top->end_stack);
}

static void put_stolen(FILE *out, const struct stolen *stolen)
{
	char steal[FORMAT_BYTES];

	if (stolen->steal_ns != NO_FIGURE)
		fprintf(out, "  taken by a hypervisor, all CPUs together: %s\n",
			format_ns(steal, stolen->steal_ns));
	if (stolen->smi_cnt != NO_FIGURE)
		fprintf(out, "  SMIs, all CPUs together: %" PRIu64 "\n", stolen->smi_cnt);
}

static void put_section(FILE *out, const struct analysis *a, size_t i)
{
	const struct window_figures *w = &a->windows;
	unsigned int kind = sections[i].kind;
	char period[FORMAT_BYTES], tracing[FORMAT_BYTES];

	fprintf(out, "\n%s, in us\n", sections[i].title);
	if (sections[i].exact)
		fprintf(out, "  exact: every window, by the preemptirq events; of each, tracing is at most "
			"%s\n", format_ns(tracing, w->source[sections[i].source].all.dist.min_ns));
	else if (a->probe_period_ns)
		fprintf(out, "  sampled every %s, shorter ones may be missed\n",
			format_ns(period, a->probe_period_ns));
	put_sources(out, &w->source[sections[i].source]);
	if (sections[i].source == RUN_HIST_IRQ)
		put_stolen(out, &a->stolen);
	if (kind == WINDOW_KIND_CNT)
		return;
	put_places(out, w, kind);
	if (w->worst_cnt[kind])
		fputs("  the longest\n", out);
	for (size_t k = 0; k < w->worst_cnt[kind]; k++)
		put_window(out, &w->worst[kind][k]);
}

void text_windows(FILE *out, const struct report *r)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (source_seen(&r->analysis->windows.source[sections[i].source]))
			put_section(out, r->analysis, i);
	if (!r->bound[0])
		return;
	fputs("\nBound of the scheduling latency (de Oliveira and others, ECRTS 2020)\n  ", out);
	text_wrap(out, r->bound, 2, 2);
}
