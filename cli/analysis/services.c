// SPDX-License-Identifier: GPL-2.0-only
/* Figures per EFI service, and who asked and who got in. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/analysis/analysis_parts.h"

#define EFI_ERROR_BIT	(1ULL << 63)

struct actor_list {
	struct actor *actors;
	size_t cnt;
};

static unsigned int service_of(const struct efi_call_event *ev)
{
	return ev->service < EFI_SERVICE_CNT ? ev->service : EFI_SERVICE_UNKNOWN;
}

static void count_call(struct service_figures *s, const struct run *run,
		       const struct efi_call_event *ev)
{
	enum preemptible p = run_preemptible(run, ev);

	s->call_cnt++;
	s->error_cnt += !!(ev->status & EFI_ERROR_BIT);
	s->bypassed_cnt += !(ev->flags & EFI_CALL_QUEUED);
	s->timed_out_cnt += !!(ev->flags & EFI_CALL_TIMED_OUT);
	s->held_ns += call_held_ns(run, ev);
	s->switched_call_cnt += ev->switch_cnt > 0;
	s->switch_cnt += ev->switch_cnt;
	s->irq_call_cnt += ev->irq_cnt > 0;
	s->irq_cnt += ev->irq_cnt;
	if (p == PREEMPTIBLE_UNKNOWN)
		s->preempt_unknown_cnt++;
	else if (s->preemptible == PREEMPTIBLE_UNKNOWN)
		s->preemptible = p;
	else if (s->preemptible != p)
		s->preemptible = PREEMPTIBLE_MIXED;
}

static void add_actor(struct actor_list *list, const char *comm, uint32_t id, uint64_t firmware_ns)
{
	struct actor *actor = list->actors;
	size_t i;

	for (i = 0; i < list->cnt; i++, actor++)
		if (actor->id == id && !strncmp(actor->comm, comm, EVENT_COMM_LEN))
			break;
	if (i == list->cnt) {
		*actor = (struct actor){ .id = id };
		memcpy(actor->comm, comm, strnlen(comm, EVENT_COMM_LEN));
		list->cnt++;
	}
	actor->call_cnt++;
	if (firmware_ns != NO_FIGURE)
		actor->firmware_ns += firmware_ns;
}

static int by_weight(const void *a, const void *b)
{
	const struct actor *x = a, *y = b;

	if (x->firmware_ns != y->firmware_ns)
		return x->firmware_ns < y->firmware_ns ? 1 : -1;
	if (x->call_cnt != y->call_cnt)
		return x->call_cnt < y->call_cnt ? 1 : -1;
	return (x->id > y->id) - (x->id < y->id);
}

static size_t keep_top(struct actor_list *list, struct actor *top)
{
	size_t cnt = list->cnt < SERVICE_TOP_CNT ? list->cnt : SERVICE_TOP_CNT;

	qsort(list->actors, list->cnt, sizeof(*list->actors), by_weight);
	memcpy(top, list->actors, cnt * sizeof(*top));
	list->cnt = 0;
	return cnt;
}

static void find_actors(struct service_figures *s, const struct run *run, struct actor_list *list)
{
	const struct efi_call_event *ev;

	for (size_t i = 0; i < run->call_cnt; i++) {
		ev = &run->calls[i].ev;
		if (service_of(ev) == s->service)
			add_actor(list, ev->comm, ev->pid, phase_ns(ev, PHASE_FIRMWARE));
	}
	s->requester_cnt = keep_top(list, s->requesters);
	for (size_t i = 0; i < run->call_cnt; i++) {
		ev = &run->calls[i].ev;
		if (service_of(ev) == s->service && ev->switch_cnt)
			add_actor(list, ev->switch_comm, ev->switch_tid, 0);
	}
	s->switched_to_cnt = keep_top(list, s->switched_to);
}

static void find_phases(struct service_figures *s, const struct run *run, uint64_t *samples_ns)
{
	for (int p = 0; p < PHASE_CNT; p++) {
		size_t cnt = 0;

		for (size_t i = 0; i < run->call_cnt; i++) {
			const struct efi_call_event *ev = &run->calls[i].ev;
			uint64_t ns = phase_ns(ev, p);

			if (service_of(ev) == s->service && ns != NO_FIGURE)
				samples_ns[cnt++] = ns;
		}
		dist_from_samples(&s->phase[p], samples_ns, cnt);
	}
}

/*
 * Without the probe timer other timers tell, where one was due; a call that
 * none was due in says nothing then.
 */
static bool tells_masked(const struct analysis *a, const struct efi_call_event *ev)
{
	if (a->probe_period_ns)
		return phase_ns(ev, PHASE_FIRMWARE) != NO_FIGURE;
	return ev->timer_cnt || ev->masked_cnt;
}

static void find_masked(struct service_figures *s, const struct analysis *a, uint64_t *samples_ns)
{
	size_t cnt = 0;

	for (size_t i = 0; i < a->run->call_cnt; i++) {
		const struct efi_call_event *ev = &a->run->calls[i].ev;

		if (service_of(ev) != s->service || !tells_masked(a, ev))
			continue;
		samples_ns[cnt++] = ev->masked_low_ns;
		s->masked_low_ns += ev->masked_low_ns;
		s->masked_high_ns += ev->masked_high_ns;
		s->masked_call_cnt += ev->masked_cnt > 0;
		if (ev->masked_longest_ns > s->masked_longest_ns)
			s->masked_longest_ns = ev->masked_longest_ns;
	}
	if (!cnt)
		s->masked_longest_ns = NO_FIGURE;
	dist_from_samples(&s->masked, samples_ns, cnt);
}

static int fill_services(struct analysis *a)
{
	const struct run *run = a->run;
	uint64_t *samples_ns = malloc((run->call_cnt + 1) * sizeof(*samples_ns));
	struct actor_list list = { malloc((run->call_cnt + 1) * sizeof(*list.actors)), 0 };
	int err = samples_ns && list.actors ? 0 : -ENOMEM;

	for (size_t i = 0; i < a->service_cnt && !err; i++) {
		find_phases(&a->services[i], run, samples_ns);
		find_masked(&a->services[i], a, samples_ns);
		find_actors(&a->services[i], run, &list);
	}
	free(samples_ns);
	free(list.actors);
	return err;
}

int analyse_services(struct analysis *a)
{
	struct service_figures *all = calloc(EFI_SERVICE_CNT, sizeof(*all));
	size_t cnt = 0;

	if (!all)
		return -ENOMEM;
	for (size_t i = 0; i < a->run->call_cnt; i++) {
		const struct efi_call_event *ev = &a->run->calls[i].ev;

		count_call(&all[service_of(ev)], a->run, ev);
	}
	for (unsigned int i = 0; i < EFI_SERVICE_CNT; i++) {
		all[i].service = i;
		if (all[i].call_cnt)
			all[cnt++] = all[i];
	}
	a->services = all;
	a->service_cnt = cnt;
	return fill_services(a);
}

static int by_cpu(const void *a, const void *b)
{
	const struct cpu_held *x = a, *y = b;

	return (x->cpu > y->cpu) - (x->cpu < y->cpu);
}

int analyse_held(struct analysis *a)
{
	const struct run *run = a->run;
	struct cpu_held *held = malloc((run->call_cnt + 1) * sizeof(*held));
	size_t cnt = 0, merged = 0;

	if (!held)
		return -ENOMEM;
	for (size_t i = 0; i < run->call_cnt; i++) {
		uint64_t ns = call_held_ns(run, &run->calls[i].ev);

		if (ns)
			held[cnt++] = (struct cpu_held){ run->calls[i].ev.fw_cpu, ns };
	}
	qsort(held, cnt, sizeof(*held), by_cpu);
	for (size_t i = 0; i < cnt; i++) {
		if (merged && held[merged - 1].cpu == held[i].cpu)
			held[merged - 1].held_ns += held[i].held_ns;
		else
			held[merged++] = held[i];
	}
	a->held = held;
	a->held_cnt = merged;
	return 0;
}
