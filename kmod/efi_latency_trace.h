/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM efi_latency

#if !defined(EFI_LATENCY_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define EFI_LATENCY_TRACE_H

#include <linux/tracepoint.h>
#include "efi_latency.h"

/*
 * The names and the order of what both have are those of the efi:* events of
 * patches/.
 *
 * Numbers, not the kernel's enumerators: 6.1 lacks the last one, and the print
 * format has to make sense to programs that know no enumerator.
 */
#define show_service(service)						\
	__print_symbolic(service,					\
		{ 0, "UNKNOWN" },					\
		{ 1, "GET_TIME" },					\
		{ 2, "SET_TIME" },					\
		{ 3, "GET_WAKEUP_TIME" },				\
		{ 4, "SET_WAKEUP_TIME" },				\
		{ 5, "GET_VARIABLE" },					\
		{ 6, "GET_NEXT_VARIABLE" },				\
		{ 7, "SET_VARIABLE" },					\
		{ 8, "QUERY_VARIABLE_INFO" },				\
		{ 9, "GET_NEXT_HIGH_MONO_COUNT" },			\
		{ 10, "RESET_SYSTEM" },					\
		{ 11, "UPDATE_CAPSULE" },				\
		{ 12, "QUERY_CAPSULE_CAPS" },				\
		{ 13, "ACPI_PRM_HANDLER" })

#define show_window(kind)						\
	__print_symbolic(kind, { 0, "preempt" }, { 1, "irq" })

TRACE_EVENT(efi_call_queue,
	TP_PROTO(const struct efi_call *call),
	TP_ARGS(call),
	TP_STRUCT__entry(
		__field(u32, service)
		__field(pid_t, requester)
		__array(char, requester_comm, TASK_COMM_LEN)
	),
	TP_fast_assign(
		__entry->service = call->service;
		__entry->requester = call->tid;
		memcpy(__entry->requester_comm, call->comm, TASK_COMM_LEN);
	),
	TP_printk("service=%s requester=%d requester_comm=%s",
		  show_service(__entry->service), __entry->requester,
		  __entry->requester_comm)
);

TRACE_EVENT(efi_call_begin,
	TP_PROTO(const struct efi_call *call, const struct door *door),
	TP_ARGS(call, door),
	TP_STRUCT__entry(
		__field(u32, service)
		__field(pid_t, requester)
		__array(char, requester_comm, TASK_COMM_LEN)
		__field(u32, cpu)
		__field(u32, preempt_count)
		__field(bool, queued)
		__field(bool, irqs_disabled)
	),
	TP_fast_assign(
		__entry->service = call->service;
		__entry->requester = call->tid;
		memcpy(__entry->requester_comm, call->comm, TASK_COMM_LEN);
		__entry->cpu = raw_smp_processor_id();
		__entry->preempt_count = door->preempt;
		__entry->queued = call->queued;
		__entry->irqs_disabled = door->irqs_off;
	),
	TP_printk("service=%s requester=%d requester_comm=%s queued=%d preempt_count=%#x irqs_disabled=%d cpu=%u",
		  show_service(__entry->service), __entry->requester,
		  __entry->requester_comm, __entry->queued,
		  __entry->preempt_count, __entry->irqs_disabled,
		  __entry->cpu)
);

TRACE_EVENT(efi_call_end,
	TP_PROTO(const struct efi_call *call, unsigned long status,
		 u64 firmware_ns),
	TP_ARGS(call, status, firmware_ns),
	TP_STRUCT__entry(
		__field(u64, status)
		__field(u64, firmware_ns)
		__field(u32, service)
		__field(pid_t, requester)
		__array(char, requester_comm, TASK_COMM_LEN)
		__field(bool, queued)
	),
	TP_fast_assign(
		__entry->status = status;
		__entry->firmware_ns = firmware_ns;
		__entry->service = call->service;
		__entry->requester = call->tid;
		memcpy(__entry->requester_comm, call->comm, TASK_COMM_LEN);
		__entry->queued = call->queued;
	),
	TP_printk("service=%s requester=%d requester_comm=%s queued=%d status=0x%llx firmware_ns=%llu",
		  show_service(__entry->service), __entry->requester,
		  __entry->requester_comm, __entry->queued,
		  __entry->status, __entry->firmware_ns)
);

TRACE_EVENT(window,
	TP_PROTO(u32 kind, u32 cpu, u64 begin_ns, u64 end_ns),
	TP_ARGS(kind, cpu, begin_ns, end_ns),
	TP_STRUCT__entry(
		__field(u64, begin_ns)
		__field(u64, end_ns)
		__field(u32, kind)
		__field(u32, cpu)
	),
	TP_fast_assign(
		__entry->begin_ns = begin_ns;
		__entry->end_ns = end_ns;
		__entry->kind = kind;
		__entry->cpu = cpu;
	),
	TP_printk("kind=%s cpu=%u begin_ns=%llu end_ns=%llu",
		  show_window(__entry->kind), __entry->cpu, __entry->begin_ns,
		  __entry->end_ns)
);

#endif

#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE efi_latency_trace
#include <trace/define_trace.h>
