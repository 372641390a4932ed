// SPDX-License-Identifier: GPL-2.0-only
/*
 * A probe runs with preemption off, by one level or by none: that depends on
 * the architecture, the kernel and the kind of probe.  So measure it on a
 * function of ours, of which the true depth is known.
 */
#include <linux/preempt.h>
#include <linux/ptrace.h>

#include "efi_latency.h"

#define OPTIMIZED_BIAS	1

static int entry_bias;
static int return_bias;

static int depth(void)
{
	return preempt_count() & PREEMPT_MASK;
}

static bool irqs_off(const struct pt_regs *regs)
{
#if defined(CONFIG_ARM64)
	return regs->pstate & PSR_I_BIT;
#elif defined(CONFIG_X86)
	return !(regs->flags & X86_EFLAGS_IF);
#else
#error "where does this architecture save the interrupt mask?"
#endif
}

/*
 * Some time after its registration x86 turns a breakpoint, which is taken as
 * an NMI, into a jump, whose target disables preemption once more.
 */
static int entry_bias_now(void)
{
	if (IS_ENABLED(CONFIG_OPTPROBES) && !in_nmi())
		return OPTIMIZED_BIAS;
	return entry_bias;
}
NOKPROBE_SYMBOL(entry_bias_now);

void door_at_entry(struct door *door, const struct pt_regs *regs)
{
	door->preempt = depth() - entry_bias_now();
	door->irqs_off = irqs_off(regs);
}
NOKPROBE_SYMBOL(door_at_entry);

void door_at_return(struct door *door, const struct pt_regs *regs)
{
	door->preempt = depth() - return_bias;
	door->irqs_off = irqs_off(regs);
}
NOKPROBE_SYMBOL(door_at_return);

/* As the asm wrappers have none, so must this have no ftrace site. */
static noinline notrace void measured(void)
{
	barrier();
}

static int measure_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	entry_bias = depth();
	return 0;
}
NOKPROBE_SYMBOL(measure_entry);

static int measure_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	return_bias = depth();
	return 0;
}
NOKPROBE_SYMBOL(measure_return);

int depth_calibrate(void)
{
	struct kretprobe probe = {
		.kp.addr = (kprobe_opcode_t *)measured,
		.entry_handler = measure_entry,
		.handler = measure_return,
		.maxactive = 1,
	};
	int base, err;

	err = register_kretprobe(&probe);
	if (err)
		return err;
	preempt_disable();
	base = depth();
	measured();
	preempt_enable();
	unregister_kretprobe(&probe);
	entry_bias -= base;
	return_bias -= base;
	return 0;
}
