// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the points that an EFI runtime call passes to its events.
 *
 * efi_runtime_lock lets one call in at a time, queued or not, so there is one
 * of everything here and no lock: the kernel's own orders it.  Only the entry
 * points of calls that are not queued come before that lock; those are kept by
 * task.
 *
 * All of it runs in probe handlers, which no probe may interrupt.
 */
#include <linux/hash.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "efi_latency.h"

#define CREATE_TRACE_POINTS
#include "efi_latency_trace.h"

#define DIRECT_BITS	4

/* Tasks are only compared, never looked into. */
static struct {
	const struct task_struct *task;
	u32 service;
} direct[1 << DIRECT_BITS];

static struct efi_call queued;		/* tid 0: its queueing was not seen */
static const struct task_struct *worker;	/* runs a queued call */
static u32 worker_service;

static struct efi_call firmware;	/* in the firmware */
static u64 firmware_begin_ns;		/* 0: none is */

static void requester_is_current(struct efi_call *call)
{
	call->tid = current->pid;
	memcpy(call->comm, current->comm, TASK_COMM_LEN);
}
NOKPROBE_SYMBOL(requester_is_current);

void call_direct(u32 service)
{
	u32 slot = hash_ptr(current, DIRECT_BITS);

	WRITE_ONCE(direct[slot].service, service);
	WRITE_ONCE(direct[slot].task, current);
}
NOKPROBE_SYMBOL(call_direct);

/* A slot that another task has taken since makes a call of unknown service. */
static u32 direct_service(void)
{
	u32 slot = hash_ptr(current, DIRECT_BITS);

	if (READ_ONCE(direct[slot].task) != current)
		return EFI_NONE;
	return READ_ONCE(direct[slot].service);
}
NOKPROBE_SYMBOL(direct_service);

void call_queued(u32 service)
{
	queued.service = service;
	queued.queued = true;
	requester_is_current(&queued);
	trace_efi_call_queue(&queued);
}
NOKPROBE_SYMBOL(call_queued);

void call_work(u32 service)
{
	worker = current;
	worker_service = service;
}
NOKPROBE_SYMBOL(call_work);

void call_begin(const struct door *door)
{
	if (worker == current) {
		firmware = queued;
		firmware.service = worker_service;
		firmware.queued = true;
	} else {
		firmware.service = direct_service();
		firmware.queued = false;
		requester_is_current(&firmware);
	}
	trace_efi_call_begin(&firmware, door);
	firmware_begin_ns = ktime_get_mono_fast_ns();
}
NOKPROBE_SYMBOL(call_begin);

void call_end(unsigned long status)
{
	u64 now_ns = ktime_get_mono_fast_ns();

	/* It was in the firmware already when the module came. */
	if (!firmware_begin_ns)
		return;
	trace_efi_call_end(&firmware, status, now_ns - firmware_begin_ns);
	firmware_begin_ns = 0;
	if (firmware.queued) {
		worker = NULL;
		queued.tid = 0;
		queued.comm[0] = '\0';
	}
}
NOKPROBE_SYMBOL(call_end);
