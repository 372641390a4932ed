/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the module share, and nothing that a user sees. */
#ifndef EFI_LATENCY_H
#define EFI_LATENCY_H

#include <linux/efi.h>
#include <linux/kprobes.h>
#include <linux/sched.h>

#define STATUS_UNKNOWN	(~0UL)	/* the kernel offers no place to read it */

struct efi_call {
	u32 service;		/* enum efi_rts_ids, 0 = unknown */
	pid_t tid;		/* requester, 0 = unknown */
	char comm[TASK_COMM_LEN];
	bool queued;
};

struct door {
	int preempt;		/* depth of preempt_disable() */
	bool irqs_off;
};

/* calls.c: from the points that a call passes to its events */
void call_direct(u32 service);
void call_queued(u32 service);
void call_work(u32 service);
void call_begin(const struct door *door);
void call_end(unsigned long status);

/* depth.c: what the probes themselves add to the depth that they see */
int depth_calibrate(void);
void door_at_entry(struct door *door, const struct pt_regs *regs);
void door_at_return(struct door *door, const struct pt_regs *regs);

/* probes.c: the points themselves */
int probes_register(bool wrapper);
void probes_unregister(void);
unsigned long probes_missed(void);
int probes_print(char *buffer, size_t size);

/* window.c: known truth for other collectors */
int window_run(const char *request);

#endif
