// SPDX-License-Identifier: GPL-2.0-only
/* The least that a program on the preemptirq events costs, and how many come. */
#include "kernel.h"
#include "counts.h"

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/preempt_disable")
int BPF_PROG(empty_preempt_disable)
{
	return 0;
}

SEC("tp_btf/preempt_enable")
int BPF_PROG(empty_preempt_enable)
{
	return 0;
}

SEC("tp_btf/irq_disable")
int BPF_PROG(empty_irq_disable)
{
	return 0;
}

SEC("tp_btf/irq_enable")
int BPF_PROG(empty_irq_enable)
{
	return 0;
}

SEC("tp_btf/preempt_disable")
int BPF_PROG(count_preempt_disable)
{
	count(0);
	return 0;
}

SEC("tp_btf/preempt_enable")
int BPF_PROG(count_preempt_enable)
{
	count(1);
	return 0;
}

SEC("tp_btf/irq_disable")
int BPF_PROG(count_irq_disable)
{
	count(2);
	return 0;
}

SEC("tp_btf/irq_enable")
int BPF_PROG(count_irq_enable)
{
	count(3);
	return 0;
}
