// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI runtime calls as trace events, on kernels that may not be patched.
 * See module.md.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/efi.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/trace_events.h>
#include <linux/tracepoint.h>

#include "efi_latency.h"

static bool wrapper = true;
module_param(wrapper, bool, 0444);
MODULE_PARM_DESC(wrapper, "probe the asm wrapper around the firmware if there is one (default y)");

static bool calls = true;
module_param(calls, bool, 0444);
MODULE_PARM_DESC(calls, "trace EFI calls; n leaves the test windows only (default y)");

static int missed_get(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%lu\n", probes_missed());
}

static const struct kernel_param_ops missed_ops = { .get = missed_get };
module_param_cb(missed, &missed_ops, NULL, 0444);
MODULE_PARM_DESC(missed, "hits that the probes missed, together");

static int probes_get(char *buffer, const struct kernel_param *kp)
{
	return probes_print(buffer, PAGE_SIZE);
}

static const struct kernel_param_ops probes_ops = { .get = probes_get };
module_param_cb(probes, &probes_ops, NULL, 0444);
MODULE_PARM_DESC(probes, "the probes in use and what each has missed");

/*
 * Without the lock, so that windows on other CPUs may overlap.  sysfs keeps
 * the module from being unloaded meanwhile.
 */
static int window_set(const char *request, const struct kernel_param *kp)
{
	int err;

	kernel_param_unlock(THIS_MODULE);
	err = window_run(request);
	kernel_param_lock(THIS_MODULE);
	return err;
}

static const struct kernel_param_ops window_ops = { .set = window_set };
module_param_cb(window, &window_ops, NULL, 0200);
MODULE_PARM_DESC(window, "write \"preempt|irq|nested CPU US [COUNT]\" to hold that CPU");

static bool kernel_has_events(void)
{
	struct trace_event_file *file;

	file = trace_get_event_file(NULL, "efi", "efi_call_begin");
	if (IS_ERR(file))
		return false;
	trace_put_event_file(file);
	return true;
}

static int __init efi_latency_init(void)
{
	int err;

	if (!calls)
		return 0;
	/* There the lock is taken elsewhere than the probes expect. */
	if (kernel_has_events()) {
		pr_err("this kernel has its own efi:efi_call_* events: use those, or load with calls=0\n");
		return -EBUSY;
	}
	if (!efi_enabled(EFI_RUNTIME_SERVICES))
		pr_notice("EFI runtime services are off (efi=runtime turns them on)\n");
	err = depth_calibrate();
	return err ?: probes_register(wrapper);
}

static void __exit efi_latency_exit(void)
{
	probes_unregister();
	tracepoint_synchronize_unregister();
}

module_init(efi_latency_init);
module_exit(efi_latency_exit);

MODULE_DESCRIPTION("EFI runtime calls as trace events");
MODULE_AUTHOR("The efi-latency authors");
MODULE_LICENSE("GPL");
