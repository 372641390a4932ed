/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The event ABI between the probes and the collector.
 *
 * All times are CLOCK_MONOTONIC nanoseconds as bpf_ktime_get_ns() reads them;
 * 0 means that the point was not passed or not probed.  Fixed widths, no
 * holes; sizes and offsets are asserted below.
 */
#ifndef EFI_LATENCY_EVENT_H
#define EFI_LATENCY_EVENT_H

#include <linux/types.h>

#define EVENT_COMM_LEN	16
#define EVENT_STACK_LEN	24

/* Numbered as the kernel's enum efi_rts_ids; the last is ours. */
enum efi_service {
	EFI_SERVICE_UNKNOWN = 0,
	EFI_SERVICE_GET_TIME,
	EFI_SERVICE_SET_TIME,
	EFI_SERVICE_GET_WAKEUP_TIME,
	EFI_SERVICE_SET_WAKEUP_TIME,
	EFI_SERVICE_GET_VARIABLE,
	EFI_SERVICE_GET_NEXT_VARIABLE,
	EFI_SERVICE_SET_VARIABLE,
	EFI_SERVICE_QUERY_VARIABLE_INFO,
	EFI_SERVICE_GET_NEXT_HIGH_MONO_COUNT,
	EFI_SERVICE_RESET_SYSTEM,
	EFI_SERVICE_UPDATE_CAPSULE,
	EFI_SERVICE_QUERY_CAPSULE_CAPS,
	EFI_SERVICE_ACPI_PRM_HANDLER,
	EFI_SERVICE_CNT
};

enum efi_call_flag {
	EFI_CALL_QUEUED = 1 << 0,	/* ran in the EFI workqueue */
	EFI_CALL_NONBLOCKING = 1 << 1,	/* *_nb entry point */
	EFI_CALL_DOOR_SEEN = 1 << 2,	/* door_* below are valid */
	EFI_CALL_TIMED_OUT = 1 << 3,	/* requester left before the worker */
};

enum efi_irq_state {
	EFI_IRQ_UNKNOWN = 0,
	EFI_IRQ_ON,
	EFI_IRQ_OFF,
};

/* How an interrupt that was taken inside a call was seen. */
enum efi_irq_kind {
	EFI_IRQ_NONE = 0,
	EFI_IRQ_HANDLER,	/* irq:irq_handler_entry, number = Linux irq */
	EFI_IRQ_IPI,		/* ipi:ipi_entry (arm64) */
	EFI_IRQ_VECTOR,		/* irq_vectors:* (x86), number = vector */
};

/* One EFI runtime call, emitted when its requester returns. */
struct efi_call_event {
	__u64 seq;		/* from 1, in order of entry */
	__u64 enter_ns;		/* virt_efi_*() entered */
	__u64 queue_ns;		/* efi_runtime_lock held, work being queued */
	__u64 setup_ns;		/* arch_efi_call_virt_setup() entered */
	__u64 door_ns;		/* at the firmware's door */
	__u64 return_ns;	/* firmware returned */
	__u64 done_ns;		/* arch_efi_call_virt_teardown() returned */
	__u64 exit_ns;		/* virt_efi_*() returned */
	__u64 status;		/* efi_status_t that the requester got */
	__u64 stack[EVENT_STACK_LEN];	/* requester's kernel stack, 0-filled */
	__u32 service;		/* enum efi_service */
	__u32 flags;		/* enum efi_call_flag */
	__u32 pid;		/* requester: thread group */
	__u32 tid;		/* requester: thread */
	__u32 req_cpu;		/* requester's CPU at entry */
	__u32 worker_tid;	/* the thread that called the firmware */
	__u32 fw_cpu;		/* CPU at the door */
	__u32 end_cpu;		/* CPU at teardown's end */
	__s16 door_preempt;	/* preempt_count() at the door, probe's own share taken off */
	__s16 door_migrate;	/* migrate_disable() depth at the door, likewise */
	__u16 door_irq;		/* enum efi_irq_state */
	__u16 irq_kind;		/* first interrupt inside: enum efi_irq_kind */
	__u32 switch_cnt;	/* times the caller was switched out door to return */
	__u32 irq_cnt;		/* interrupts taken on fw_cpu door to return */
	__u32 switch_tid;	/* who ran first instead */
	__u32 irq_nr;		/* first interrupt's number */
	char comm[EVENT_COMM_LEN];		/* requester */
	char switch_comm[EVENT_COMM_LEN];	/* who ran first instead */
	char irq_name[EVENT_COMM_LEN];		/* first interrupt's handler */
};

/* Classes of woken tasks, by the scheduling class that will run them. */
enum wakeup_class {
	WAKEUP_RT = 0,		/* deadline, FIFO, RR (prio < 100) */
	WAKEUP_FAIR,
	WAKEUP_CLASS_CNT
};

/* Key of the per-CPU histograms: class * 2 + inside. */
#define WAKEUP_HIST_CNT		(WAKEUP_CLASS_CNT * 2)
#define WAKEUP_WORST_CNT	16

/* A late wakeup: sched_waking to sched_switch on the CPU that ran the task. */
struct wakeup_event {
	__u64 waking_ns;
	__u64 run_ns;
	__u64 efi_seq;		/* the EFI call that it overlapped on this CPU, or 0 */
	__u32 pid;
	__u32 tid;
	__u32 cpu;		/* where it ran */
	__u32 waker_cpu;	/* where sched_waking was */
	__s32 prio;		/* kernel priority: < 0 deadline, 0-99 RT, 100-139 fair */
	__u32 prev_tid;		/* what was switched out for it */
	__s32 prev_prio;
	__u32 klass;		/* enum wakeup_class */
	char comm[EVENT_COMM_LEN];
	char prev_comm[EVENT_COMM_LEN];
};

/* The WAKEUP_WORST_CNT worst of one histogram on one CPU, in no order. */
struct wakeup_worst {
	__u64 floor_ns;		/* the smallest kept, once cnt is full */
	__u32 cnt;
	__u32 pad;
	struct wakeup_event rec[WAKEUP_WORST_CNT];
};

/* What was lost, counted by CPU in the kernel. */
enum loss {
	LOSS_RINGBUF_FULL = 0,	/* EFI call records dropped */
	LOSS_CALL_TABLE_FULL,	/* calls not tracked: table of open calls full */
	LOSS_UNPAIRED_ENTRY,	/* a call entered again with the last still open */
	LOSS_UNPAIRED_EXIT,	/* an exit whose entry was not seen */
	LOSS_FOREIGN_WORK,	/* worker ran a call that no entry point announced */
	LOSS_WAKEUP_SLOT,	/* pending wakeup overwritten: two tasks, one slot */
	LOSS_CLOCK_BACKWARDS,	/* end before begin */
	LOSS_CNT
};

/* What a probe adds to the depths that it reads. */
struct depth_bias {
	__s32 preempt;
	__s32 migrate;
};

_Static_assert(sizeof(struct efi_call_event) == 72 + 8 * EVENT_STACK_LEN + 32 + 8 + 16 + 48,
	       "efi_call_event has no holes");
_Static_assert(__builtin_offsetof(struct efi_call_event, comm) == 72 + 192 + 32 + 8 + 16,
	       "offsets are the same on both sides");
_Static_assert(sizeof(struct wakeup_event) == 24 + 32 + 32, "wakeup_event has no holes");
_Static_assert(sizeof(struct wakeup_worst) == 16 + WAKEUP_WORST_CNT * 88, "no holes");

#endif
