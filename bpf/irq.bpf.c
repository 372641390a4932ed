// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts that were taken while a task was inside the firmware: how many,
 * and which came first.  Each kernel has some of these tracepoints; the loader
 * leaves out what it lacks.
 */
#include "kernel.h"
#include "state.h"

/* The call that was interrupted, when this is its first interrupt. */
static __always_inline struct cpu_call *firmware_interrupted(__u32 kind, __u32 nr)
{
	struct cpu_call *call = this_cpu_call();

	if (!call || !call->worker_tid)
		return NULL;
	if (call->worker_tid != (__u32)bpf_get_current_pid_tgid())
		return NULL;
	if (call->irq_cnt++)
		return NULL;
	call->irq_kind = kind;
	call->irq_nr = nr;
	return call;
}

SEC("tp_btf/irq_handler_entry")
int BPF_PROG(irq_handler_entry, int irq, struct irqaction *action)
{
	struct cpu_call *call = firmware_interrupted(EFI_IRQ_HANDLER, irq);

	if (call)
		bpf_probe_read_kernel_str(call->irq_name, sizeof(call->irq_name),
					  action->name);
	return 0;
}

SEC("tp_btf/ipi_entry")
int BPF_PROG(ipi_entry, const char *reason)
{
	struct cpu_call *call = firmware_interrupted(EFI_IRQ_IPI, 0);

	if (call)
		bpf_probe_read_kernel_str(call->irq_name, sizeof(call->irq_name), reason);
	return 0;
}

#define VECTOR(event, text)							\
SEC("tp_btf/" #event)								\
int BPF_PROG(event, int vector)							\
{										\
	struct cpu_call *call = firmware_interrupted(EFI_IRQ_VECTOR, vector);	\
										\
	if (call)								\
		__builtin_memcpy(call->irq_name, text, sizeof(text));		\
	return 0;								\
}

VECTOR(local_timer_entry, "local timer")
VECTOR(reschedule_entry, "reschedule")
VECTOR(call_function_entry, "call function")
VECTOR(call_function_single_entry, "call single")
VECTOR(irq_work_entry, "irq work")
