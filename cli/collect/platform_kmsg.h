/* SPDX-License-Identifier: GPL-2.0-only */
/* What only the kernel's log tells, as long as its first lines are kept. */
#ifndef EFI_LATENCY_PLATFORM_KMSG_H
#define EFI_LATENCY_PLATFORM_KMSG_H

/* Each "" when the log does not say, or cannot be read. */
struct platform_kmsg {
	char efi_revision[16];	/* "2.70" */
	char efi_vendor[96];	/* "EDK II" */
	char hypervisor[64];	/* "KVM" */
};

void platform_kmsg_read(struct platform_kmsg *found);

#endif
