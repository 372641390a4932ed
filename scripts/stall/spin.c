// SPDX-License-Identifier: GPL-2.0-only
/* Stalling calls, and counting what was stalled. */
#include "arch.h"
#include "stall.h"

#define NS_PER_S	1000000000ULL
#define US_PER_S	1000000ULL

struct tally {
	u64 calls;
	u64 control_calls;
	u64 sum_ticks;
	u64 max_ticks;
	u64 masked_ticks;
	u64 service_ticks;
};

static u64 hz;
static struct plan plan;
static struct tally tallies[SERVICE_CNT];
static u64 logged_cnt;
static struct {
	enum service id;
	u64 ticks;
} logged[LOG_CNT];

void stall_init(u64 counter_hz)
{
	hz = counter_hz;
}

void stall_set_plan(const struct plan *new_plan)
{
	plan = *new_plan;
}

void stall_reset(void)
{
	for (int id = 0; id < SERVICE_CNT; id++)
		tallies[id] = (struct tally){ 0 };
	logged_cnt = 0;
}

static u64 us_to_ticks(u64 us)
{
	return us / US_PER_S * hz + us % US_PER_S * hz / US_PER_S;
}

static u64 ticks_to_ns(u64 ticks)
{
	return ticks / hz * NS_PER_S + ticks % hz * NS_PER_S / hz;
}

/*
 * relax() matters to QEMU: with time counted in instructions, a loop without
 * it starves the other CPUs. It also costs QEMU a thousand times the loop.
 */
#define ROUNDS_TO_RELAX	256

static void spin(u64 begin, u64 ticks)
{
	for (u32 round = 1; counter() - begin < ticks; round++)
		if (round % ROUNDS_TO_RELAX == 0)
			relax();
}

/*
 * The counter is read for the first time behind the mask, and for the last
 * time before it ends, so that no interrupt is taken for stalling.
 */
static u64 spin_masked(u64 *begin, u64 ticks)
{
	u64 flags = irq_mask();
	u64 spent;

	*begin = counter();
	spin(*begin, ticks);
	spent = counter() - *begin;
	irq_restore(flags);
	return spent;
}

void stall_call(enum service id)
{
	const struct stall *stall = &plan.stalls[id];
	struct tally *tally = &tallies[id];
	u64 begin, spent;

	tally->calls++;
	if (!stall->total_us)
		return;

	if (stall->masked_us)
		tally->masked_ticks +=
			spin_masked(&begin, us_to_ticks(stall->masked_us));
	else
		begin = counter();
	spin(begin, us_to_ticks(stall->total_us));
	spent = counter() - begin;

	tally->sum_ticks += spent;
	if (tally->max_ticks < spent)
		tally->max_ticks = spent;
}

/* The whole of a call, from the counter at its begin: stall and service. */
void stall_returned(enum service id, u64 begin)
{
	u64 ticks = counter() - begin;

	tallies[id].service_ticks += ticks;
	logged[logged_cnt % LOG_CNT].id = id;
	logged[logged_cnt % LOG_CNT].ticks = ticks;
	logged_cnt++;
}

void stall_control_call(enum service id)
{
	tallies[id].control_calls++;
}

void stall_fill_truth(struct truth *truth)
{
	truth->magic = TRUTH_MAGIC;
	truth->version = TRUTH_VERSION;
	truth->services_cnt = SERVICE_CNT;
	truth->service_size = sizeof(struct truth_service);
	for (int id = 0; id < SERVICE_CNT; id++) {
		truth->services[id] = (struct truth_service){
			.calls = tallies[id].calls,
			.control_calls = tallies[id].control_calls,
			.sum_ns = ticks_to_ns(tallies[id].sum_ticks),
			.max_ns = ticks_to_ns(tallies[id].max_ticks),
			.masked_ns = ticks_to_ns(tallies[id].masked_ticks),
			.service_ns = ticks_to_ns(tallies[id].service_ticks),
		};
	}
}

void stall_fill_log(struct call_log *log)
{
	log->magic = LOG_MAGIC;
	log->version = TRUTH_VERSION;
	log->calls_cnt = logged_cnt;
	for (int i = 0; i < LOG_CNT; i++)
		log->entries[i] = LOG_ENTRY(logged[i].id, ticks_to_ns(logged[i].ticks));
}
