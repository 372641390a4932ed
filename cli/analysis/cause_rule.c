// SPDX-License-Identifier: GPL-2.0-only
/* Which of the things that held a CPU at a moment is the cause. */
#include "cli/analysis/cause_rule.h"

#include <string.h>

#include "cli/analysis/call.h"
#include "cli/analysis/windows.h"

static const struct gap_event *gap_at(const struct moment *m, enum hold_source source)
{
	const struct run_gap *gap = m->cover[source] ? m->cover[source]->of : NULL;

	return gap ? &gap->ev : NULL;
}

const struct efi_call_event *moment_call(const struct moment *m)
{
	const struct run_call *call = m->cover[SOURCE_CALL] ? m->cover[SOURCE_CALL]->of : NULL;

	return call ? &call->ev : NULL;
}

static bool all_cpus(const struct moment *m)
{
	return m->cover[SOURCE_ALL_CPUS];
}

static bool in_firmware(const struct efi_call_event *call, uint64_t ns)
{
	return call->door_ns && ns >= call->door_ns && (!call->return_ns || ns < call->return_ns);
}

/* It may have been due before the firmware was entered: until then firmware masked nothing. */
static bool firmware_gap(const struct moment *m)
{
	const struct gap_event *gap = gap_at(m, SOURCE_FIRMWARE_GAP);
	const struct efi_call_event *call = gap ? find_call(m->run, gap->efi_seq) : NULL;

	return gap && (!call || in_firmware(call, m->ns));
}

/* Masked until the firmware had returned: taken in its thread, right behind it. */
static bool masked_to_return(const struct moment *m)
{
	const struct gap_event *gap = gap_at(m, SOURCE_GAP);
	const struct efi_call_event *call = moment_call(m);

	return gap && call && in_firmware(call, m->ns) && gap->tid == call->worker_tid;
}

static bool firmware_masked(const struct moment *m)
{
	return firmware_gap(m) || masked_to_return(m);
}

/* Entered with interrupts off, as by pstore: not the firmware's choice. */
static bool efi_irq_off(const struct moment *m)
{
	const struct efi_call_event *call = moment_call(m);

	return call && call->flags & EFI_CALL_DOOR_SEEN && call->door_irq == EFI_IRQ_OFF &&
	       in_firmware(call, m->ns);
}

/* It interrupted whatever else there was. */
static bool hard_interrupt(const struct moment *m)
{
	return !(m->ev->flags & LATE_TIMER_SOFT);
}

/* Off since before the firmware was entered: then it is the call's doing. */
static bool irq_off(const struct moment *m)
{
	const struct segment *window = m->cover[SOURCE_IRQ_OFF];
	const struct efi_call_event *call = moment_call(m);

	return window && !(call && window->begin_ns < call->door_ns && in_firmware(call, m->ns));
}

/* Idle masks interrupts while it ends; the recorder names such windows so. */
static bool idle_exit(const struct moment *m)
{
	const struct run_window *window = m->cover[SOURCE_IRQ_OFF] ?
					  m->cover[SOURCE_IRQ_OFF]->of : NULL;
	const struct gap_event *gap = gap_at(m, SOURCE_GAP);

	if (window)
		return window->begin && !strcmp(window->begin, RUN_WINDOW_FROM_IDLE);
	return gap && gap->flags & GAP_IDLE;
}

static const struct gap_event *any_gap(const struct moment *m)
{
	const struct gap_event *gap = gap_at(m, SOURCE_GAP);

	return gap ? gap : gap_at(m, SOURCE_FIRMWARE_GAP);
}

static bool masked(const struct moment *m)
{
	return any_gap(m);
}

static bool efi_preempt_off(const struct moment *m)
{
	const struct efi_call_event *call = moment_call(m);

	return call && run_preemptible(m->run, call) == PREEMPTIBLE_NO;
}

static bool preempt_off(const struct moment *m)
{
	return m->cover[SOURCE_PREEMPT_OFF];
}

static bool kernel_held(const struct moment *m)
{
	return m->occupant && m->occupant->tid && m->occupant->prio > m->ev->wakeup.prio;
}

static bool priority(const struct moment *m)
{
	return m->occupant && m->occupant->tid && m->occupant->prio <= m->ev->wakeup.prio;
}

static bool idle(const struct moment *m)
{
	return m->occupant && !m->occupant->tid;
}

static bool always(const struct moment *m)
{
	(void)m;
	return true;
}

#define EXPIRE	(1U << LINK_EXPIRE)
#define WAKING	(1U << LINK_WAKING)
#define ENQUEUE	(1U << LINK_ENQUEUE)
#define RUN	(1U << LINK_RUN)
#define ANY	(EXPIRE | WAKING | ENQUEUE | RUN)

/*
 * The first that holds is the cause.  Preemption does not keep an interrupt
 * out, and what runs on a CPU does not keep a task off its run queue.
 */
static const struct {
	enum cause_kind kind;
	unsigned int links;
	bool (*holds)(const struct moment *m);
} rules[] = {
	{ CAUSE_ALL_CPUS, ANY, all_cpus },
	{ CAUSE_EFI_PREEMPT_OFF, ANY, efi_irq_off },
	{ CAUSE_FIRMWARE_MASKED, ANY, firmware_masked },
	{ CAUSE_INTERRUPT, WAKING, hard_interrupt },
	{ CAUSE_IDLE_EXIT, ANY, idle_exit },
	{ CAUSE_IRQ_OFF, ANY, irq_off },
	{ CAUSE_MASKED, ANY, masked },
	{ CAUSE_EFI_PREEMPT_OFF, WAKING | ENQUEUE | RUN, efi_preempt_off },
	{ CAUSE_PREEMPT_OFF, WAKING | ENQUEUE | RUN, preempt_off },
	{ CAUSE_KERNEL_HELD, RUN, kernel_held },
	{ CAUSE_PRIORITY, ENQUEUE | RUN, priority },
	{ CAUSE_IDLE_EXIT, ENQUEUE | RUN, idle },
	{ CAUSE_INTERRUPT, WAKING, always },
	{ CAUSE_UNEXPLAINED, ANY, always },
};

static enum cause_kind judge(const struct moment *m)
{
	size_t i = 0;

	while (!(rules[i].links & 1U << m->link) || !rules[i].holds(m))
		i++;
	return rules[i].kind;
}

static void name_call(struct cause_share *s, const struct run *run, uint64_t efi_seq)
{
	s->efi_seq = efi_seq;
	s->call = find_call(run, efi_seq);
}

static void name_task(struct cause_share *s, const char *comm, uint32_t tid, int32_t prio)
{
	s->comm = comm;
	s->tid = tid;
	s->prio = prio;
}

struct cause_share moment_share(const struct moment *m, uint64_t ns)
{
	struct cause_share s = { .ns = ns, .kind = judge(m) };
	const struct gap_event *gap;

	switch (s.kind) {
	case CAUSE_FIRMWARE_MASKED:
		gap = gap_at(m, SOURCE_FIRMWARE_GAP);
		name_call(&s, m->run, gap ? gap->efi_seq : moment_call(m)->seq);
		break;
	case CAUSE_IRQ_OFF:
		s.window = m->cover[SOURCE_IRQ_OFF]->of;
		break;
	case CAUSE_MASKED:
		gap = any_gap(m);
		name_task(&s, gap->comm, gap->tid, 0);
		break;
	case CAUSE_EFI_PREEMPT_OFF:
		s.call = moment_call(m);
		s.efi_seq = s.call->seq;
		break;
	case CAUSE_PREEMPT_OFF:
		s.window = m->cover[SOURCE_PREEMPT_OFF]->of;
		break;
	case CAUSE_KERNEL_HELD:
	case CAUSE_PRIORITY:
		name_task(&s, m->occupant->comm, m->occupant->tid, m->occupant->prio);
		break;
	default:
		break;
	}
	return s;
}
