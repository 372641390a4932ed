// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes pairs in the kernel: loops around nothing, around one pair of
 * preempt_disable() and preempt_enable(), and around a spin lock of BPF, which
 * is such a pair inside a pair of local_irq_save() and local_irq_restore().
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "pairs.h"

char LICENSE[] SEC("license") = "GPL";

extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;

struct locked {
	struct bpf_spin_lock lock;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct locked);
} locks SEC(".maps");

static long nothing(__u32 i, void *unused)
{
	return 0;
}

static long preempt_pair(__u32 i, void *unused)
{
	bpf_preempt_disable();
	bpf_preempt_enable();
	return 0;
}

/* The look-up is in both loops, so that the lock alone is between them. */
static long look_up(__u32 i, void *unused)
{
	__u32 zero = 0;

	return !bpf_map_lookup_elem(&locks, &zero);
}

static long lock_pair(__u32 i, void *unused)
{
	__u32 zero = 0;
	struct locked *locked = bpf_map_lookup_elem(&locks, &zero);

	if (!locked)
		return 1;
	bpf_spin_lock(&locked->lock);
	bpf_spin_unlock(&locked->lock);
	return 0;
}

#define RUN(name, body)							\
SEC("syscall")								\
int name(struct pairs_run *run)						\
{									\
	__u64 start_ns = bpf_ktime_get_ns();				\
									\
	bpf_loop(run->cnt, body, NULL, 0);				\
	run->ns = bpf_ktime_get_ns() - start_ns;			\
	return 0;							\
}

RUN(run_nothing, nothing)
RUN(run_preempt, preempt_pair)
RUN(run_look_up, look_up)
RUN(run_lock, lock_pair)
