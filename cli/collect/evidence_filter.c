// SPDX-License-Identifier: GPL-2.0-only
#include "cli/collect/evidence_filter.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_MAX	4096	/* of each kind on each CPU; a power of two */

struct kept {
	bool given;
	uint64_t begin_ns, end_ns;
	union {
		struct evidence_head head;
		struct window_event window;
		struct gap_event gap;
	};
};

/* The youngest of one CPU, in the order in which they ended. */
struct ring {
	struct kept *kept;
	size_t room;
	uint64_t cnt;			/* so far; the next one's place, modulo room */
	uint64_t dropped_end_ns;	/* of the youngest that is gone */
};

enum ring_kind { RING_WINDOW, RING_GAP, RING_CNT };

struct lates {
	struct late_event *ev;
	size_t cnt, room;
};

struct evidence_filter {
	struct evidence_taker taker;
	unsigned int cpu_cnt;
	struct ring (*cpus)[RING_CNT];
	struct lates fresh, ready;
	size_t left;
	uint64_t unstored, cut;
};

struct evidence_filter *evidence_filter_new(unsigned int cpu_cnt, size_t max_cnt,
			      const struct evidence_taker *taker)
{
	struct evidence_filter *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->taker = *taker;
	e->cpu_cnt = cpu_cnt;
	e->left = max_cnt;
	e->cpus = calloc(cpu_cnt, sizeof(*e->cpus));
	if (!e->cpus) {
		free(e);
		return NULL;
	}
	return e;
}

void evidence_filter_free(struct evidence_filter *e)
{
	if (!e)
		return;
	for (unsigned int cpu = 0; cpu < e->cpu_cnt; cpu++)
		for (int kind = 0; kind < RING_CNT; kind++)
			free(e->cpus[cpu][kind].kept);
	free(e->cpus);
	free(e->fresh.ev);
	free(e->ready.ev);
	free(e);
}

/* Doubled until KEPT_MAX, and only while nothing was overwritten: order stays. */
static int ring_grow(struct ring *ring)
{
	size_t room = ring->room ? ring->room * 2 : 64;
	struct kept *bigger;

	if (ring->cnt < ring->room || ring->room == KEPT_MAX)
		return 0;
	bigger = realloc(ring->kept, room * sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	ring->kept = bigger;
	ring->room = room;
	return 0;
}

static int ring_add(struct ring *ring, const struct kept *kept)
{
	struct kept *slot;
	int err = ring_grow(ring);

	if (err)
		return err;
	slot = &ring->kept[ring->cnt & (ring->room - 1)];
	if (ring->cnt >= ring->room)
		ring->dropped_end_ns = slot->end_ns;
	*slot = *kept;
	ring->cnt++;
	return 0;
}

static int add_late(struct evidence_filter *e, const struct late_event *ev)
{
	struct lates *lates = &e->fresh;
	size_t room = lates->room ? lates->room * 2 : 64;
	struct late_event *bigger;

	if (!e->left) {
		e->unstored++;
		return 0;
	}
	if (lates->cnt == lates->room) {
		bigger = realloc(lates->ev, room * sizeof(*bigger));
		if (!bigger)
			return -ENOMEM;
		lates->ev = bigger;
		lates->room = room;
	}
	lates->ev[lates->cnt++] = *ev;
	e->left--;
	return 0;
}

static int add_window(struct evidence_filter *e, const struct window_event *ev)
{
	struct kept kept = { .begin_ns = ev->begin_ns, .end_ns = ev->end_ns, .window = *ev };

	return ring_add(&e->cpus[ev->head.cpu][RING_WINDOW], &kept);
}

static int add_gap(struct evidence_filter *e, const struct gap_event *ev)
{
	struct kept kept = { .begin_ns = ev->due_ns, .end_ns = ev->entry_ns, .gap = *ev };

	return ring_add(&e->cpus[ev->head.cpu][RING_GAP], &kept);
}

int evidence_filter_add(struct evidence_filter *e, const void *record, size_t bytes)
{
	union {
		struct evidence_head head;
		struct window_event window;
		struct gap_event gap;
		struct late_event late;
	} r;

	if (bytes < sizeof(r.head))
		return -EPROTO;
	/* Records of a perf buffer are not aligned. */
	memcpy(&r, record, bytes < sizeof(r) ? bytes : sizeof(r));
	if (r.head.cpu >= e->cpu_cnt)
		return -EPROTO;
	if (r.head.kind == EVIDENCE_WINDOW && bytes >= sizeof(r.window))
		return add_window(e, &r.window);
	if (r.head.kind == EVIDENCE_GAP && bytes >= sizeof(r.gap))
		return add_gap(e, &r.gap);
	if (r.head.kind == EVIDENCE_LATE && bytes >= sizeof(r.late))
		return add_late(e, &r.late);
	return -EPROTO;
}

static int give(struct evidence_filter *e, struct kept *kept)
{
	if (kept->given)
		return 0;
	kept->given = true;
	if (kept->head.kind == EVIDENCE_WINDOW)
		return e->taker.window(e->taker.ctx, &kept->window);
	return e->taker.gap(e->taker.ctx, &kept->gap);
}

/* From the youngest back; what ended before from_ns ends the search. */
static int give_overlapping(struct evidence_filter *e, struct ring *ring, uint64_t from_ns, uint64_t to_ns)
{
	uint64_t oldest = ring->cnt > ring->room ? ring->cnt - ring->room : 0;

	for (uint64_t i = ring->cnt; i > oldest; i--) {
		struct kept *kept = &ring->kept[(i - 1) & (ring->room - 1)];
		int err;

		if (kept->end_ns < from_ns)
			break;
		err = kept->begin_ns <= to_ns ? give(e, kept) : 0;
		if (err)
			return err;
	}
	return 0;
}

/* Gaps of all CPUs: only together do they show what stopped the machine. */
static int settle_late(struct evidence_filter *e, const struct late_event *ev)
{
	uint64_t from_ns = ev->due_ns ? ev->due_ns : ev->wakeup.waking_ns;
	uint64_t to_ns = ev->wakeup.run_ns;
	bool cut = false;
	int err = 0;

	for (unsigned int cpu = 0; cpu < e->cpu_cnt && !err; cpu++) {
		struct ring *ring = e->cpus[cpu];

		err = give_overlapping(e, &ring[RING_GAP], from_ns, to_ns);
		if (err || (cpu != ev->wakeup.cpu && cpu != ev->wakeup.waker_cpu))
			continue;
		cut |= ring[RING_WINDOW].dropped_end_ns >= from_ns ||
		       ring[RING_GAP].dropped_end_ns >= from_ns;
		err = give_overlapping(e, &ring[RING_WINDOW], from_ns, to_ns);
	}
	e->cut += cut;
	return err ? err : e->taker.late(e->taker.ctx, ev);
}

int evidence_filter_settle(struct evidence_filter *e)
{
	struct lates done = e->ready;
	int err = 0;

	for (size_t i = 0; i < done.cnt && !err; i++)
		err = settle_late(e, &done.ev[i]);
	done.cnt = 0;
	e->ready = e->fresh;
	e->fresh = done;
	return err;
}

int evidence_filter_give_since(struct evidence_filter *e, uint64_t from_ns)
{
	int err = 0;

	for (unsigned int cpu = 0; cpu < e->cpu_cnt; cpu++)
		for (int kind = 0; kind < RING_CNT && !err; kind++)
			err = give_overlapping(e, &e->cpus[cpu][kind], from_ns, UINT64_MAX);
	return err;
}

uint64_t evidence_filter_unstored(const struct evidence_filter *e)
{
	return e->unstored;
}

uint64_t evidence_filter_cut(const struct evidence_filter *e)
{
	return e->cut;
}
