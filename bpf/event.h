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
	EFI_CALL_OPEN = 1 << 4,		/* still in progress when the recording stopped */
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
	__u64 masked_low_ns;	/* in firmware, no interrupt taken though a timer's was due */
	__u64 masked_high_ns;	/* the same from the last moment interrupts were seen open */
	__u64 masked_longest_ns;	/* the longest of its stretches, from due to taken */
	__u32 masked_cnt;	/* stretches */
	__u32 timer_cnt;	/* timer interrupts taken while in firmware */
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

/*
 * Evidence: what held a CPU while a task waited.  Records of one ring buffer;
 * each begins with its kind, and reaches user space after all evidence on its
 * CPU that ended before it.
 */
enum evidence_kind {
	EVIDENCE_WINDOW = 1,
	EVIDENCE_GAP,
	EVIDENCE_LATE,
};

struct evidence_head {
	__u32 kind;		/* enum evidence_kind */
	__u32 cpu;
};

enum window_kind {
	WINDOW_PREEMPT_OFF = 0,
	WINDOW_IRQ_OFF,
	WINDOW_KIND_CNT
};

enum window_flag {
	WINDOW_SWITCHED = 1 << 0,	/* the scheduler's own: switch_ns lies in it */
	WINDOW_SAMPLED = 1 << 1,	/* from the probe timer: first to last sample only */
};

#define WINDOW_WORST_CNT	8

/* Preemption or interrupts off on a CPU. */
struct window_event {
	struct evidence_head head;
	__u64 begin_ns;
	__u64 end_ns;
	__u64 switch_ns;	/* the first sched_switch inside, or 0 */
	__u64 efi_seq;		/* the EFI call in progress at its end, or 0 */
	__u64 begin_ip;		/* who switched it off, and that one's caller; 0 unknown */
	__u64 begin_parent_ip;
	__u64 end_ip;
	__u64 end_parent_ip;
	__u32 kind;		/* enum window_kind */
	__u32 flags;		/* enum window_flag */
	__u32 tid;		/* current at its end */
	__u32 pad;
	char comm[EVENT_COMM_LEN];
};

/* One of the WINDOW_WORST_CNT worst of a kind on a CPU; stacks are 0-filled. */
struct worst_window {
	struct window_event window;
	__u64 begin_stack[EVENT_STACK_LEN];	/* all 0: not taken */
	__u64 end_stack[EVENT_STACK_LEN];
};

struct window_worst {
	__u64 floor_ns;		/* the smallest kept, once cnt is full */
	__u32 cnt;
	__u32 pad;
	struct worst_window rec[WINDOW_WORST_CNT];
};

/* Key and value of the windows by where they began; bins by powers of two. */
#define PLACE_BINS	32

struct place_key {
	__u64 ip;
	__u32 kind;		/* enum window_kind */
	__u32 pad;
};

struct place {
	__u64 count;
	__u64 sum_ns;
	__u64 max_ns;
	__u32 bins[PLACE_BINS];	/* bin i: 2^i to 2^(i+1) - 1 ns; the last also above */
};

enum gap_flag {
	GAP_PROBE = 1 << 0,	/* of the recorder's own probe timer */
	GAP_IDLE = 1 << 1,	/* the CPU was idle */
};

/* A timer that was due and whose interrupt came late: none was taken in between. */
struct gap_event {
	struct evidence_head head;
	__u64 due_ns;
	__u64 entry_ns;
	__u64 open_ns;		/* interrupts were last seen open, or 0; <= due_ns */
	__u64 efi_seq;		/* the call whose firmware was interrupted, or 0 */
	__u32 flags;		/* enum gap_flag */
	__u32 tid;		/* who was interrupted */
	char comm[EVENT_COMM_LEN];
};

/* Who had a CPU from since_ns on. */
struct occupant {
	__u64 since_ns;
	__u32 tid;
	__s32 prio;
	char comm[EVENT_COMM_LEN];
};

#define LATE_OCCUPANT_CNT	8

enum late_flag {
	LATE_TIMER = 1 << 0,		/* woken by a timer: due_ns and expire_ns are valid */
	LATE_TIMER_SOFT = 1 << 1,	/* the timer expired in a softirq or its thread */
	LATE_THRESHOLD = 1 << 2,	/* the first beyond --threshold */
	LATE_OCCUPANTS_CUT = 1 << 3,	/* more tasks ran than are listed: the oldest are not */
};

/* A late wakeup of an RT task, link by link: due -> expire -> waking -> enqueued -> run. */
struct late_event {
	struct evidence_head head;
	__u64 due_ns;
	__u64 expire_ns;	/* the timer's interrupt was taken, on waker_cpu */
	__u64 enqueued_ns;	/* sched_wakeup on any CPU, or 0 */
	struct wakeup_event wakeup;
	__u32 flags;		/* enum late_flag */
	__u32 occupant_cnt;
	__u32 waker_tid;	/* current at sched_waking */
	__s32 waker_prio;
	char waker_comm[EVENT_COMM_LEN];
	struct occupant occupant[LATE_OCCUPANT_CNT];	/* of wakeup.cpu, oldest first */
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
	LOSS_EVIDENCE_FULL,	/* evidence or late wakeups dropped: ring buffer full */
	LOSS_PLACE_FULL,	/* windows that no place was free for */
	LOSS_CNT
};

/* What a probe adds to the depths that it reads. */
struct depth_bias {
	__s32 preempt;
	__s32 migrate;
};

_Static_assert(sizeof(struct efi_call_event) == 104 + 8 * EVENT_STACK_LEN + 32 + 8 + 16 + 48,
	       "efi_call_event has no holes");
_Static_assert(__builtin_offsetof(struct efi_call_event, comm) == 104 + 192 + 32 + 8 + 16,
	       "offsets are the same on both sides");
_Static_assert(sizeof(struct wakeup_event) == 24 + 32 + 32, "wakeup_event has no holes");
_Static_assert(sizeof(struct window_event) == 8 + 64 + 16 + 16, "window_event has no holes");
_Static_assert(sizeof(struct gap_event) == 8 + 32 + 8 + 16, "gap_event has no holes");
_Static_assert(sizeof(struct late_event) == 32 + 88 + 16 + 16 + LATE_OCCUPANT_CNT * 32,
	       "late_event has no holes");
_Static_assert(sizeof(struct place) == 24 + 4 * PLACE_BINS, "place has no holes");
_Static_assert(sizeof(struct wakeup_worst) == 16 + WAKEUP_WORST_CNT * 88, "no holes");

#endif
