// SPDX-License-Identifier: GPL-2.0-only
/* Calls that the kernel does not queue, as pstore makes them in a panic. */
#include <linux/efi.h>
#include <linux/irqflags.h>
#include <linux/module.h>

static efi_guid_t guid = EFI_GUID(0x2f5ba1f2, 0x8a6b, 0x4d0e, 0x9b, 0x11,
				  0x4e, 0x9d, 0x0c, 0x52, 0x77, 0x61);
static efi_char16_t name[] = L"Direct";

#define ATTRIBUTES	(EFI_VARIABLE_NON_VOLATILE | \
			 EFI_VARIABLE_BOOTSERVICE_ACCESS | \
			 EFI_VARIABLE_RUNTIME_ACCESS)

static int __init direct_init(void)
{
	efi_status_t info, set;
	unsigned long flags;
	u64 all, left, largest;
	u8 data = 1;

	local_irq_save(flags);
	info = efi.query_variable_info_nonblocking(ATTRIBUTES, &all, &left,
						   &largest);
	set = efi.set_variable_nonblocking(name, &guid, ATTRIBUTES,
					   sizeof(data), &data);
	local_irq_restore(flags);
	pr_info("direct: status %lx %lx\n", info, set);
	return 0;
}

static void __exit direct_exit(void)
{
}

module_init(direct_init);
module_exit(direct_exit);
MODULE_DESCRIPTION("EFI calls that are not queued");
MODULE_LICENSE("GPL");
