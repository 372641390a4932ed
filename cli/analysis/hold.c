// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/hold.h"

#include <errno.h>
#include <stdlib.h>

static int by_time(const void *a, const void *b)
{
	const struct segment *x = a, *y = b;

	if (x->cpu != y->cpu)
		return x->cpu < y->cpu ? -1 : 1;
	if (x->begin_ns != y->begin_ns)
		return x->begin_ns < y->begin_ns ? -1 : 1;
	if (x->end_ns != y->end_ns)
		return x->end_ns > y->end_ns ? -1 : 1;
	return ((uintptr_t)x->of > (uintptr_t)y->of) - ((uintptr_t)x->of < (uintptr_t)y->of);
}

void segments_flatten(struct segments *s)
{
	size_t cnt = 0;

	qsort(s->at, s->cnt, sizeof(*s->at), by_time);
	for (size_t i = 0; i < s->cnt; i++) {
		struct segment seg = s->at[i];
		const struct segment *last = cnt ? &s->at[cnt - 1] : NULL;

		if (last && last->cpu == seg.cpu && last->end_ns > seg.begin_ns)
			seg.begin_ns = last->end_ns;
		if (seg.begin_ns < seg.end_ns)
			s->at[cnt++] = seg;
	}
	s->cnt = cnt;
}

static int alloc_segments(struct segments *s, size_t max)
{
	s->at = malloc((max + 1) * sizeof(*s->at));
	return s->at ? 0 : -ENOMEM;
}

static void add(struct segments *s, unsigned int cpu, uint64_t begin_ns, uint64_t end_ns,
		const void *of)
{
	if (begin_ns < end_ns)
		s->at[s->cnt++] = (struct segment){ begin_ns, end_ns, cpu, of };
}

static void add_gaps(struct segments *s, const struct run *run, bool firmware, bool other)
{
	for (size_t i = 0; i < run->gap_cnt; i++) {
		const struct gap_event *ev = &run->gaps[i].ev;

		if (ev->efi_seq ? firmware : other)
			add(s, ev->head.cpu, ev->due_ns, ev->entry_ns, &run->gaps[i]);
	}
}

/* Every scheduler run has a window of its own: it counts as the rest of a wait, unless it is long. */
static uint64_t window_end(const struct window_event *ev, uint64_t slack_ns)
{
	if (!(ev->flags & WINDOW_SWITCHED))
		return ev->end_ns;
	return ev->switch_ns >= ev->begin_ns + slack_ns ? ev->switch_ns : 0;
}

static void add_windows(struct segments *s, const struct run *run, enum window_kind kind,
			uint64_t slack_ns)
{
	for (size_t i = 0; i < run->window_cnt; i++) {
		const struct window_event *ev = &run->windows[i].ev;

		if (ev->kind == kind && !(ev->flags & WINDOW_SAMPLED))
			add(s, ev->head.cpu, ev->begin_ns, window_end(ev, slack_ns), &run->windows[i]);
	}
}

/* setup to teardown, or what of it is known. */
static void call_pinned(const struct run *run, const struct efi_call_event *ev, uint64_t *begin_ns,
		 uint64_t *end_ns)
{
	*begin_ns = ev->setup_ns ? ev->setup_ns : ev->door_ns;
	*end_ns = ev->done_ns ? ev->done_ns : ev->return_ns;
	/* Who gave up, or the recording's end, saw it go on at least until then. */
	if (!*end_ns)
		*end_ns = ev->flags & EFI_CALL_OPEN ? run->end_ns : ev->exit_ns;
}

static void add_calls(struct segments *s, const struct run *run)
{
	for (size_t i = 0; i < run->call_cnt; i++) {
		const struct efi_call_event *ev = &run->calls[i].ev;
		uint64_t begin_ns, end_ns;

		call_pinned(run, ev, &begin_ns, &end_ns);
		/* Its CPU is known from the door on. */
		if (ev->door_ns)
			add(s, ev->fw_cpu, begin_ns, end_ns, &run->calls[i]);
	}
}

static int find_all_cpus(struct segments *out, const struct run *run)
{
	const char *online = run_fact(run, "cpu.online");
	struct segments gaps = { 0 };
	int err;

	if (!online || !run->gap_cnt)
		return 0;
	err = alloc_segments(&gaps, run->gap_cnt);
	if (err)
		return err;
	add_gaps(&gaps, run, true, true);
	segments_flatten(&gaps);
	err = segments_on_all(&gaps, online, out);
	free(gaps.at);
	return err;
}

int holds_new(struct holds *e, const struct run *run, uint64_t slack_ns)
{
	const size_t max[SOURCE_CNT] = {
		[SOURCE_FIRMWARE_GAP] = run->gap_cnt, [SOURCE_IRQ_OFF] = run->window_cnt,
		[SOURCE_GAP] = run->gap_cnt, [SOURCE_CALL] = run->call_cnt,
		[SOURCE_PREEMPT_OFF] = run->window_cnt,
	};
	int err;

	*e = (struct holds){ 0 };
	err = find_all_cpus(&e->source[SOURCE_ALL_CPUS], run);
	for (int i = SOURCE_ALL_CPUS + 1; i < SOURCE_CNT && !err; i++)
		err = alloc_segments(&e->source[i], max[i]);
	if (err) {
		holds_drop(e);
		return err;
	}
	add_gaps(&e->source[SOURCE_FIRMWARE_GAP], run, true, false);
	add_gaps(&e->source[SOURCE_GAP], run, false, true);
	add_windows(&e->source[SOURCE_IRQ_OFF], run, WINDOW_IRQ_OFF, slack_ns);
	add_windows(&e->source[SOURCE_PREEMPT_OFF], run, WINDOW_PREEMPT_OFF, slack_ns);
	add_calls(&e->source[SOURCE_CALL], run);
	for (int i = SOURCE_ALL_CPUS + 1; i < SOURCE_CNT; i++)
		segments_flatten(&e->source[i]);
	return 0;
}

void holds_drop(struct holds *e)
{
	for (int i = 0; i < SOURCE_CNT; i++)
		free(e->source[i].at);
	*e = (struct holds){ 0 };
}

/* The first segment that is not before (cpu, ns): on a later CPU, or ending after it. */
static size_t first_from(const struct segments *s, unsigned int cpu, uint64_t ns)
{
	size_t low = 0, high = s->cnt;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct segment *seg = &s->at[mid];

		if (seg->cpu < cpu || (seg->cpu == cpu && seg->end_ns <= ns))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct cursor cursor_at(const struct segments *s, unsigned int cpu, uint64_t ns)
{
	if (!s->cnt)
		return (struct cursor){ NULL, NULL };
	return (struct cursor){ s->at + first_from(s, cpu, ns),
				s->at + first_from(s, cpu, UINT64_MAX) };
}

const struct segment *cursor_cover(struct cursor *c, uint64_t ns, uint64_t *until_ns)
{
	uint64_t change_ns;

	while (c->at < c->end && c->at->end_ns <= ns)
		c->at++;
	if (c->at == c->end)
		return NULL;
	change_ns = c->at->begin_ns > ns ? c->at->begin_ns : c->at->end_ns;
	if (change_ns < *until_ns)
		*until_ns = change_ns;
	return c->at->begin_ns <= ns ? c->at : NULL;
}
