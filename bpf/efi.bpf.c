// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI runtime calls, from the requester's entry to its return.
 *
 *   virt_efi_*()                    requester: enter ... exit
 *     __efi_queue_work()            requester, efi_runtime_lock held: queued
 *       arch_efi_call_virt_setup()    worker: setup, CPU pinned; at its return
 *                                     the firmware's door
 *       (firmware)
 *       efi_call_virt_check_flags()   worker: firmware has returned
 *       arch_efi_call_virt_teardown() worker: at its return, done
 *
 * The requester sleeps and may migrate meanwhile, so what is its own is kept
 * by thread; setup to teardown is pinned, so that part is kept by CPU.  Calls
 * that bypass the queue run all of it in the requester.  Each point has an
 * fentry/fexit and a kprobe/kretprobe program, those in the middle also one for
 * the trace event of a kernel with our patches (kmod/patches); the loader picks.
 */
#include "kernel.h"
#include "state.h"

#define OPEN_CALLS 256	/* requesters at one time */

/* What each kind of probe itself adds to the depths, measured by the loader. */
const volatile struct depth_bias fentry_bias = {};
const volatile struct depth_bias kprobe_bias = {};
const volatile struct depth_bias event_bias = {};

/* Fill of the ring buffer at which the collector is woken. */
const volatile __u64 wakeup_bytes = 0;

/* Set once all probes are attached; calls entered earlier are not followed. */
bool recording = false;

bool frozen = false;

/* The requester whose work is queued: efi_runtime_lock lets in one at a time. */
__u32 queued_tid = 0;
__u64 last_call_seq = 0;

const struct efi_call_event empty_call = {};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, OPEN_CALLS);
	__type(key, __u32);
	__type(value, struct efi_call_event);
} open_calls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);	/* set by the loader */
} call_events SEC(".maps");

struct cpu_state_map cpu_states SEC(".maps");
struct evidence_map evidence SEC(".maps");
struct loss_map losses SEC(".maps");

static __always_inline struct efi_call_event *open_call(__u32 tid)
{
	return bpf_map_lookup_elem(&open_calls, &tid);
}

static __always_inline struct efi_call_event *current_call(void)
{
	return open_call((__u32)bpf_get_current_pid_tgid());
}

/* The call whose firmware part runs on this CPU. */
static __always_inline struct efi_call_event *pinned_call(struct cpu_call *cpu)
{
	if (!cpu || !cpu->seq)
		return NULL;
	return open_call(cpu->req_tid);
}

static __always_inline int call_enter(void *ctx, __u32 service, __u32 flags)
{
	__u64 now_ns = bpf_ktime_get_ns();
	__u64 id = bpf_get_current_pid_tgid();
	__u32 tid = (__u32)id;
	struct efi_call_event *call;

	if (!recording)
		return 0;
	if (open_call(tid))
		count_loss(LOSS_UNPAIRED_ENTRY);
	if (bpf_map_update_elem(&open_calls, &tid, &empty_call, BPF_ANY)) {
		count_loss(LOSS_CALL_TABLE_FULL);
		return 0;
	}
	call = open_call(tid);
	if (!call)
		return 0;
	call->seq = __sync_fetch_and_add(&last_call_seq, 1) + 1;
	call->enter_ns = now_ns;
	call->service = service;
	call->flags = flags;
	call->pid = id >> 32;
	call->tid = tid;
	call->req_cpu = bpf_get_smp_processor_id();
	bpf_get_current_comm(call->comm, sizeof(call->comm));
	bpf_get_stack(ctx, call->stack, sizeof(call->stack), 0);
	return 0;
}

static __always_inline int call_queued(void)
{
	struct efi_call_event *call = current_call();

	if (!call || call->queue_ns)
		return 0;
	call->flags |= EFI_CALL_QUEUED;
	queued_tid = call->tid;
	call->queue_ns = bpf_ktime_get_ns();
	return 0;
}

static __always_inline void breaks_clear(struct cpu_call *cpu)
{
	cpu->switch_cnt = 0;
	cpu->irq_cnt = 0;
	cpu->masked_cnt = 0;
	cpu->masked_low_ns = 0;
	cpu->masked_high_ns = 0;
	cpu->masked_longest_ns = 0;
	cpu->timer_cnt = 0;
}

static __always_inline int call_setup(void)
{
	struct efi_call_event *call = current_call();
	struct cpu_call *cpu = this_cpu_call();
	__u64 now_ns = bpf_ktime_get_ns();

	if (!call || (call->flags & EFI_CALL_QUEUED))
		call = open_call(queued_tid);
	if (!cpu)
		return 0;
	if (!call) {
		if (recording)
			count_loss(LOSS_FOREIGN_WORK);
		return 0;
	}
	call->setup_ns = now_ns;
	call->worker_tid = (__u32)bpf_get_current_pid_tgid();
	cpu->req_tid = call->tid;
	breaks_clear(cpu);
	cpu->seq = call->seq;
	return 0;
}

static __always_inline void door_state(struct efi_call_event *call, int preempt, int migrate,
				       bool irqs_off)
{
	call->door_preempt = preempt;
	call->door_migrate = migrate;
	call->door_irq = irqs_off ? EFI_IRQ_OFF : EFI_IRQ_ON;
	call->flags |= EFI_CALL_DOOR_SEEN;
}

static __always_inline int call_door(struct cpu_call *cpu, struct efi_call_event *call)
{
	if (!call || call->door_ns)
		return 0;
	call->fw_cpu = bpf_get_smp_processor_id();
	/* Breaks count from before the clock is read: what comes between is seen here. */
	cpu->door_ns = call->setup_ns;
	cpu->worker_tid = call->worker_tid;
	call->door_ns = bpf_ktime_get_ns();
	if (cpu->irq_cnt || cpu->switch_cnt) {
		breaks_clear(cpu);
		call->door_ns = bpf_ktime_get_ns();
	}
	cpu->door_ns = call->door_ns;
	return 0;
}

/* What interrupted the firmware, gathered by sched.bpf.c, irq.bpf.c and timer.bpf.c. */
static __always_inline void call_take_breaks(struct efi_call_event *call,
					     const struct cpu_call *cpu)
{
	call->switch_cnt = cpu->switch_cnt;
	call->irq_cnt = cpu->irq_cnt;
	call->masked_low_ns = cpu->masked_low_ns;
	call->masked_high_ns = cpu->masked_high_ns;
	call->masked_longest_ns = cpu->masked_longest_ns;
	call->masked_cnt = cpu->masked_cnt;
	call->timer_cnt = cpu->timer_cnt;
	if (cpu->switch_cnt) {
		call->switch_tid = cpu->switch_tid;
		__builtin_memcpy(call->switch_comm, cpu->switch_comm, EVENT_COMM_LEN);
	}
	if (cpu->irq_cnt) {
		call->irq_kind = cpu->irq_kind;
		call->irq_nr = cpu->irq_nr;
		__builtin_memcpy(call->irq_name, cpu->irq_name, EVENT_COMM_LEN);
	}
}

/* The call that has just left the firmware on this CPU. */
static __always_inline struct efi_call_event *call_return(__u64 now_ns)
{
	struct cpu_call *cpu = this_cpu_call();
	struct efi_call_event *call = pinned_call(cpu);

	if (!call || !cpu->worker_tid)
		return NULL;
	cpu->worker_tid = 0;
	call->return_ns = now_ns;
	call->end_cpu = bpf_get_smp_processor_id();
	call_take_breaks(call, cpu);
	return call;
}

/*
 * flags: interrupts as the kernel saved them before the firmware.  The depths
 * are read behind the firmware, where they are what they were at its door:
 * before it no function is left to probe on arm64.
 */
static __always_inline int call_return_state(unsigned long flags,
					     const volatile struct depth_bias *bias)
{
	struct efi_call_event *call = call_return(bpf_ktime_get_ns());

	if (call)
		door_state(call, kernel_preempt_depth() - bias->preempt,
			   kernel_migrate_depth() - bias->migrate,
			   kernel_flags_irqs_off(flags));
	return 0;
}

static __always_inline int call_done(void)
{
	struct cpu_call *cpu = this_cpu_call();
	struct efi_call_event *call = pinned_call(cpu);
	__u64 now_ns = bpf_ktime_get_ns();

	if (!cpu || !cpu->seq)
		return 0;
	if (call && call->seq == cpu->seq)
		call->done_ns = now_ns;
	cpu->worker_tid = 0;
	cpu->last_seq = cpu->seq;
	cpu->last_done_ns = now_ns;
	cpu->seq = 0;
	return 0;
}

/* Wakes the collector only when it must hurry: it looks by itself ten times a second. */
static __always_inline void emit(struct efi_call_event *call)
{
	__u64 flags = BPF_RB_NO_WAKEUP;

	if (bpf_ringbuf_query(&call_events, BPF_RB_AVAIL_DATA) > wakeup_bytes)
		flags = BPF_RB_FORCE_WAKEUP;
	if (bpf_ringbuf_output(&call_events, call, sizeof(*call), flags))
		count_loss(LOSS_RINGBUF_FULL);
}

static __always_inline int call_exit(__u64 status)
{
	__u64 now_ns = bpf_ktime_get_ns();
	__u32 tid = (__u32)bpf_get_current_pid_tgid();
	struct efi_call_event *call = open_call(tid);

	if (!call) {
		if (recording)
			count_loss(LOSS_UNPAIRED_EXIT);
		return 0;
	}
	call->exit_ns = now_ns;
	call->status = status;
	if (queued_tid == tid)
		queued_tid = 0;
	if (call->setup_ns && !call->done_ns)
		call->flags |= EFI_CALL_TIMED_OUT;
	emit(call);
	bpf_map_delete_elem(&open_calls, &tid);
	return 0;
}

/* The requester's side: every entry point of drivers/firmware/efi/runtime-wrappers.c. */
#define ENTRY_POINT(func, service, flags)					\
SEC("?fentry/" #func)								\
int BPF_PROG(func##_enter)							\
{										\
	return call_enter(ctx, service, flags);					\
}										\
SEC("?fexit/" #func)								\
int BPF_PROG(func##_exit)							\
{										\
	__u64 status = 0;							\
										\
	bpf_get_func_ret(ctx, &status);						\
	return call_exit(status);						\
}

#include "entry_points.h"

/* Cookie: service in the low half, flags in the high one. */
SEC("?kprobe")
int entry_point_kprobe(struct pt_regs *ctx)
{
	__u64 cookie = bpf_get_attach_cookie(ctx);

	return call_enter(ctx, (__u32)cookie, cookie >> 32);
}

SEC("?kretprobe")
int entry_point_kretprobe(struct pt_regs *ctx)
{
	return call_exit(PT_REGS_RC(ctx));
}

SEC("?fentry/__efi_queue_work")
int BPF_PROG(queue_fentry)
{
	return call_queued();
}

SEC("?kprobe")
int queue_kprobe(struct pt_regs *ctx)
{
	return call_queued();
}

/* The caller's side of the firmware. */
SEC("?fentry/arch_efi_call_virt_setup")
int BPF_PROG(setup_fentry)
{
	return call_setup();
}

SEC("?fexit/arch_efi_call_virt_setup")
int BPF_PROG(door_fexit)
{
	struct cpu_call *cpu = this_cpu_call();

	return call_door(cpu, pinned_call(cpu));
}

SEC("?fentry/efi_call_virt_check_flags")
int BPF_PROG(return_fentry, unsigned long flags)
{
	return call_return_state(flags, &fentry_bias);
}

SEC("?fexit/arch_efi_call_virt_teardown")
int BPF_PROG(done_fexit)
{
	return call_done();
}

SEC("?kprobe")
int setup_kprobe(struct pt_regs *ctx)
{
	return call_setup();
}

SEC("?kretprobe")
int door_kretprobe(struct pt_regs *ctx)
{
	struct cpu_call *cpu = this_cpu_call();

	return call_door(cpu, pinned_call(cpu));
}

SEC("?kprobe")
int return_kprobe(struct pt_regs *ctx)
{
	return call_return_state(PT_REGS_PARM1(ctx), &kprobe_bias);
}

SEC("?kretprobe")
int done_kretprobe(struct pt_regs *ctx)
{
	return call_done();
}

/* The trace events; with our patches the lock is taken inside __efi_queue_work(). */
SEC("?tp_btf/efi_call_queue")
int BPF_PROG(queue_event)
{
	return call_queued();
}

SEC("?tp_btf/efi_call_begin")
int BPF_PROG(door_event, unsigned int service, bool queued, int requester, const char *comm,
	     unsigned int preempt_count, bool irqs_disabled)
{
	struct cpu_call *cpu = this_cpu_call();
	struct efi_call_event *call = pinned_call(cpu);

	if (call)
		door_state(call, kernel_count_depth(preempt_count),
			   kernel_migrate_depth() - event_bias.migrate, irqs_disabled);
	return call_door(cpu, call);
}

SEC("?tp_btf/efi_call_end")
int BPF_PROG(return_event)
{
	call_return(bpf_ktime_get_ns());
	return 0;
}
