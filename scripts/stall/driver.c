// SPDX-License-Identifier: GPL-2.0-only
/*
 * A DXE runtime driver that makes the firmware's runtime services as slow as
 * it is told to, and keeps the truth about it.
 */
#include "arch.h"
#include "stall.h"

#define CALIBRATION_US 20000

static struct efi_system *sys;
static struct efi_runtime *runtime;
static struct efi_loaded_image *image;
static efi_service_t originals[SERVICE_CNT];
static _Bool armed;

static efi_status_t control(enum service id, u64 c, u64 d, u64 e)
{
	if (armed)
		stall_control_call(id);
	if (id == SET_VARIABLE)
		return control_set(d, (const char *)e);
	return control_get((u32 *)c, (u64 *)d, (void *)e);
}

static efi_status_t counted(u64 begin, enum service id, u64 a, u64 b, u64 c, u64 d, u64 e)
{
	efi_status_t status;
	_Bool intact;

	if (id == RESET_SYSTEM)
		witness_reset(originals[SET_VARIABLE], a);
	abuse_begin(id);
	stall_call(id);
	intact = abuse_end(id);
	status = originals[id](a, b, c, d, e);
	stall_returned(id, begin);
	return intact ? status : EFI_CRC_ERROR;
}

static efi_status_t hook(enum service id, u64 a, u64 b, u64 c, u64 d, u64 e)
{
	u64 begin = counter();

	if ((id == GET_VARIABLE || id == SET_VARIABLE) &&
	    control_owns((const struct efi_guid *)b))
		return control(id, c, d, e);
	return armed ? counted(begin, id, a, b, c, d, e) : originals[id](a, b, c, d, e);
}

#define DEFINE_HOOK(upper, lower) \
	static efi_status_t hook_##lower(u64 a, u64 b, u64 c, u64 d, u64 e) \
	{ \
		return hook(upper, a, b, c, d, e); \
	}
FOR_EACH_SERVICE(DEFINE_HOOK)

#define INSTALL_HOOK(upper, lower) \
	originals[upper] = runtime->lower; \
	runtime->lower = hook_##lower;

static void install_hooks(void)
{
	FOR_EACH_SERVICE(INSTALL_HOOK)
	runtime->hdr.crc32 = 0;
	abuse_set_targets((const void *)originals[GET_TIME], runtime);
	sys->boot->calculate_crc32(runtime, runtime->hdr.size,
				   &runtime->hdr.crc32);
}

/* The table's own pointers are the firmware's to convert. */
static void on_virtual_address_change(efi_event_t event, void *context)
{
	void *table = runtime;

	(void)event;
	(void)context;
	for (int id = 0; id < SERVICE_CNT; id++)
		runtime->convert_pointer(0, (void **)&originals[id]);
	runtime->convert_pointer(0, &table);
	abuse_set_targets((const void *)originals[GET_TIME], table);
}

static _Bool same_guid(const struct efi_guid *x, const struct efi_guid *y)
{
	const u64 *p = (const u64 *)x, *q = (const u64 *)y;

	return p[0] == q[0] && p[1] == q[1];
}

static struct efi_memory_attributes *find_memory_attributes(void)
{
	static const struct efi_guid guid = EFI_MEMORY_ATTRIBUTES_GUID;

	for (u64 i = 0; i < sys->tables_cnt; i++)
		if (same_guid(&sys->tables[i].guid, &guid))
			return sys->tables[i].table;
	return 0;
}

/*
 * The firmware knows no sections of images that it loads as late as this one,
 * and calls all of their memory data: Linux would not execute it.
 */
static void allow_execution(void)
{
	struct efi_memory_attributes *table = find_memory_attributes();
	u64 begin = (u64)image->base, end = begin + image->size;

	for (u32 i = 0; table && i < table->entries_cnt; i++) {
		struct efi_memory_desc *desc =
			(void *)(table->entries + i * table->entry_size);

		if (desc->phys < end &&
		    begin < desc->phys + desc->pages * EFI_PAGE_SIZE)
			desc->attribute &= ~(u64)(EFI_MEMORY_XP | EFI_MEMORY_RO);
	}
}

static void on_exit_boot_services(efi_event_t event, void *context)
{
	(void)event;
	(void)context;
	allow_execution();
	armed = 1;
}

static u64 measure_hz(void)
{
	u64 begin = counter();

	sys->boot->stall(CALIBRATION_US);
	return (counter() - begin) * 1000000 / CALIBRATION_US;
}

static efi_status_t create_events(void)
{
	efi_event_t event;
	efi_status_t status;

	status = sys->boot->create_event(EVT_SIGNAL_EXIT_BOOT_SERVICES,
					 TPL_NOTIFY, on_exit_boot_services, 0,
					 &event);
	if (status)
		return status;
	return sys->boot->create_event(EVT_SIGNAL_VIRTUAL_ADDRESS_CHANGE,
				       TPL_NOTIFY, on_virtual_address_change, 0,
				       &event);
}

efi_status_t efi_main(efi_handle_t handle, struct efi_system *system)
{
	static const struct efi_guid guid = EFI_LOADED_IMAGE_GUID;
	efi_status_t status;

	sys = system;
	runtime = system->runtime;
	status = system->boot->handle_protocol(handle, &guid, (void **)&image);
	if (status)
		return status;
	status = create_events();
	if (status)
		return status;
	stall_init(counter_hz_known() ? counter_hz_known() : measure_hz());
	install_hooks();
	return EFI_SUCCESS;
}
