// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the points of an EFI runtime call are, on this kernel.
 *
 *   virt_efi_*()                  requester
 *     __efi_queue_work()            requester, efi_runtime_lock held: queued
 *       efi_call_rts()                worker
 *         asm wrapper                   entry: begin, return: end
 *
 * The asm wrapper serves every call, queued or not, and returns what the
 * firmware returned.  Where there is none, the functions around it tell
 * begin and end, but not the status.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/efi.h>
#include <linux/kprobes.h>
#include <linux/workqueue.h>

#include "efi_latency.h"

enum role {
	ROLE_WORK = 1 << 0,
	ROLE_QUEUE = 1 << 1,
	ROLE_SET_VARIABLE_NB = 1 << 2,
	ROLE_QUERY_VARIABLE_INFO_NB = 1 << 3,
	ROLE_RESET = 1 << 4,
	ROLE_END = 1 << 5,
	ROLE_BEGIN = 1 << 6,
};

#define ROLES_NEEDED	(ROLE_WORK | ROLE_QUEUE | ROLE_BEGIN | ROLE_END)
#define ROLE_WRAPPER	(ROLE_BEGIN | ROLE_END)

struct point {
	const char *symbol;
	unsigned int roles;
	kprobe_pre_handler_t at_entry;		/* of a kprobe */
	kretprobe_handler_t entry_handler;	/* of a kretprobe */
	kretprobe_handler_t at_return;		/* of a kretprobe */
	u32 service;
	int state;				/* 1 = registered, or an error */
	union {
		struct kprobe kp;
		struct kretprobe rp;
	};
};

static const void *efi_call_rts_addr;

static struct efi_runtime_work *to_runtime_work(unsigned long work)
{
	return container_of((struct work_struct *)work, struct efi_runtime_work,
			    work);
}

static int at_work(struct kprobe *kp, struct pt_regs *regs)
{
	unsigned long work = regs_get_kernel_argument(regs, 0);

	call_work(to_runtime_work(work)->efi_rts_id);
	return 0;
}
NOKPROBE_SYMBOL(at_work);

static int at_queue(struct kprobe *kp, struct pt_regs *regs)
{
	call_queued(regs_get_kernel_argument(regs, 0));
	return 0;
}
NOKPROBE_SYMBOL(at_queue);

/* The probe sits some bytes into the function where that begins with a BTI. */
static bool runs_efi_call_rts(const struct work_struct *work)
{
	const void *func = READ_ONCE(work->func);

	return func <= efi_call_rts_addr && efi_call_rts_addr < func + 16;
}
NOKPROBE_SYMBOL(runs_efi_call_rts);

/* Everybody's work comes by here. */
static int at_queue_any(struct kprobe *kp, struct pt_regs *regs)
{
	unsigned long work = regs_get_kernel_argument(regs, 2);

	if (runs_efi_call_rts((struct work_struct *)work))
		call_queued(to_runtime_work(work)->efi_rts_id);
	return 0;
}
NOKPROBE_SYMBOL(at_queue_any);

static int at_direct(struct kprobe *kp, struct pt_regs *regs)
{
	call_direct(container_of(kp, struct point, kp)->service);
	return 0;
}
NOKPROBE_SYMBOL(at_direct);

static int at_wrapper_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct door door;

	door_at_entry(&door, regs);
	call_begin(&door);
	return 0;
}
NOKPROBE_SYMBOL(at_wrapper_entry);

static int at_wrapper_return(struct kretprobe_instance *ri,
			     struct pt_regs *regs)
{
	call_end(regs_return_value(regs));
	return 0;
}
NOKPROBE_SYMBOL(at_wrapper_return);

static int at_check(struct kprobe *kp, struct pt_regs *regs)
{
	call_end(STATUS_UNKNOWN);
	return 0;
}
NOKPROBE_SYMBOL(at_check);

static int at_setup_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct door door;

	door_at_return(&door, regs);
	call_begin(&door);
	return 0;
}
NOKPROBE_SYMBOL(at_setup_return);

#define WRAPPER(name)							\
	{ .symbol = name, .roles = ROLE_WRAPPER,			\
	  .entry_handler = at_wrapper_entry, .at_return = at_wrapper_return }
#define ENTRY(name, role, handler)					\
	{ .symbol = name, .roles = role, .at_entry = handler }
#define DIRECT(name, role, id)						\
	{ .symbol = name, .roles = role, .at_entry = at_direct, .service = id }
#define RETURN(name, role, handler)					\
	{ .symbol = name, .roles = role, .at_return = handler }

/*
 * In the order to register: nobody's end may be seen without its begin, nor
 * its begin without its queueing.  A role goes to the first that has it.
 * Setup is a function since 6.2 and was a macro around the address space's
 * switch before; work was queued in line then.
 */
static struct point points[] = {
	ENTRY("efi_call_rts", ROLE_WORK, at_work),
	ENTRY("__efi_queue_work", ROLE_QUEUE, at_queue),
	ENTRY("queue_work_on", ROLE_QUEUE, at_queue_any),
	DIRECT("virt_efi_set_variable_nb", ROLE_SET_VARIABLE_NB,
	       EFI_SET_VARIABLE),
	DIRECT("virt_efi_query_variable_info_nb", ROLE_QUERY_VARIABLE_INFO_NB,
	       EFI_QUERY_VARIABLE_INFO),
	DIRECT("virt_efi_set_variable_nonblocking", ROLE_SET_VARIABLE_NB,
	       EFI_SET_VARIABLE),		/* before 6.4 */
	DIRECT("virt_efi_query_variable_info_nonblocking",
	       ROLE_QUERY_VARIABLE_INFO_NB, EFI_QUERY_VARIABLE_INFO),
	DIRECT("virt_efi_reset_system", ROLE_RESET, EFI_RESET_SYSTEM),
	WRAPPER("__efi_rt_asm_wrapper"),	/* arm64 */
	WRAPPER("__efi_call"),			/* x86 */
	ENTRY("efi_call_virt_check_flags", ROLE_END, at_check),
	RETURN("arch_efi_call_virt_setup", ROLE_BEGIN, at_setup_return),
	RETURN("__efi_fpsimd_begin", ROLE_BEGIN, at_setup_return),
	RETURN("efi_enter_mm", ROLE_BEGIN, at_setup_return),
};

static int point_register(struct point *point)
{
	if (!point->at_return) {
		point->kp.symbol_name = point->symbol;
		point->kp.pre_handler = point->at_entry;
		return register_kprobe(&point->kp);
	}
	point->rp.kp.symbol_name = point->symbol;
	point->rp.entry_handler = point->entry_handler;
	point->rp.handler = point->at_return;
	return register_kretprobe(&point->rp);
}

static void point_unregister(struct point *point)
{
	if (point->at_return)
		unregister_kretprobe(&point->rp);
	else
		unregister_kprobe(&point->kp);
	point->state = 0;
}

static unsigned long point_missed(const struct point *point)
{
	if (point->at_return)
		return point->rp.nmissed + point->rp.kp.nmissed;
	return point->kp.nmissed;
}

static bool point_wanted(const struct point *point, unsigned int have,
			 bool wrapper)
{
	if (point->roles == ROLE_WRAPPER && !wrapper)
		return false;
	return !(point->roles & have);
}

static const char *first_symbol(unsigned int roles)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(points); i++)
		if (points[i].roles & roles)
			return points[i].symbol;
	return "?";
}

/* wrapper: look at the asm wrapper first, where there is one. */
int probes_register(bool wrapper)
{
	unsigned int have = 0;
	struct point *point;

	for (point = points; point < points + ARRAY_SIZE(points); point++) {
		if (!point_wanted(point, have, wrapper))
			continue;
		point->state = point_register(point) ?: 1;
		if (point->state < 0)
			continue;
		have |= point->roles;
		if (point->roles == ROLE_WORK)
			efi_call_rts_addr = point->kp.addr;
	}
	if (!(ROLES_NEEDED & ~have))
		return 0;
	pr_err("no probe can be put on %s\n",
	       first_symbol(ROLES_NEEDED & ~have));
	probes_unregister();
	return -ENOENT;
}

/* Backwards, so that a call is not begun when nobody will see its end. */
void probes_unregister(void)
{
	struct point *point = points + ARRAY_SIZE(points);

	while (point-- > points)
		if (point->state == 1)
			point_unregister(point);
}

unsigned long probes_missed(void)
{
	unsigned long missed = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(points); i++)
		if (points[i].state == 1)
			missed += point_missed(&points[i]);
	return missed;
}

int probes_print(char *buffer, size_t size)
{
	const struct point *point;
	int len = 0;

	for (point = points; point < points + ARRAY_SIZE(points); point++)
		if (point->state == 1)
			len += scnprintf(buffer + len, size - len,
					 "%s %s missed %lu\n",
					 point->at_return ? "kretprobe" : "kprobe",
					 point->symbol, point_missed(point));
	return len;
}
