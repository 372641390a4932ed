/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of the UEFI interface that the stall driver uses. */
#ifndef STALL_EFI_H
#define STALL_EFI_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

typedef u64 efi_status_t;
typedef void *efi_handle_t;
typedef void *efi_event_t;

#define EFI_SUCCESS		0ULL
#define EFI_ERROR(code)		((1ULL << 63) | (code))
#define EFI_INVALID_PARAMETER	EFI_ERROR(2)
#define EFI_BUFFER_TOO_SMALL	EFI_ERROR(5)
#define EFI_CRC_ERROR		EFI_ERROR(27)

#define EFI_VARIABLE_NON_VOLATILE	0x1
#define EFI_VARIABLE_BOOTSERVICE_ACCESS	0x2
#define EFI_VARIABLE_RUNTIME_ACCESS	0x4

#define EFI_MEMORY_XP		0x4000
#define EFI_MEMORY_RO		0x20000
#define EFI_PAGE_SIZE		4096

#define EVT_SIGNAL_EXIT_BOOT_SERVICES		0x00000201
#define EVT_SIGNAL_VIRTUAL_ADDRESS_CHANGE	0x60000202
#define TPL_NOTIFY				16

struct efi_guid {
	u32 a;
	u16 b;
	u16 c;
	u8 d[8];
};

struct efi_header {
	u64 signature;
	u32 revision;
	u32 size;
	u32 crc32;
	u32 reserved;
};

/* Every runtime service takes at most five words. */
typedef efi_status_t (*efi_service_t)(u64 a, u64 b, u64 c, u64 d, u64 e);

struct efi_runtime {
	struct efi_header hdr;
	efi_service_t get_time;
	efi_service_t set_time;
	efi_service_t get_wakeup_time;
	efi_service_t set_wakeup_time;
	efi_service_t set_virtual_address_map;
	efi_status_t (*convert_pointer)(u64 disposition, void **address);
	efi_service_t get_variable;
	efi_service_t get_next_variable;
	efi_service_t set_variable;
	efi_service_t get_next_high_mono_count;
	efi_service_t reset_system;
	efi_service_t update_capsule;
	efi_service_t query_capsule_caps;
	efi_service_t query_variable_info;
};

struct efi_boot {
	struct efi_header hdr;
	void *unused1[7];
	efi_status_t (*create_event)(u32 type, u64 tpl,
				     void (*notify)(efi_event_t event,
						    void *context),
				     void *context, efi_event_t *event);
	void *unused2[8];
	efi_status_t (*handle_protocol)(efi_handle_t handle,
					const struct efi_guid *protocol,
					void **interface);
	void *unused3[11];
	efi_status_t (*stall)(u64 us);
	void *unused4[11];
	efi_status_t (*calculate_crc32)(void *data, u64 size, u32 *crc);
};

struct efi_config_table {
	struct efi_guid guid;
	void *table;
};

struct efi_system {
	struct efi_header hdr;
	u16 *vendor;
	u32 revision;
	void *console[6];
	struct efi_runtime *runtime;
	struct efi_boot *boot;
	u64 tables_cnt;
	struct efi_config_table *tables;
};

struct efi_loaded_image {
	u32 revision;
	efi_handle_t parent;
	struct efi_system *system;
	efi_handle_t device;
	void *file_path;
	void *reserved;
	u32 load_options_size;
	void *load_options;
	u8 *base;
	u64 size;
};

struct efi_memory_desc {
	u32 type;
	u64 phys;
	u64 virt;
	u64 pages;
	u64 attribute;
};

struct efi_memory_attributes {
	u32 version;
	u32 entries_cnt;
	u32 entry_size;
	u32 flags;
	u8 entries[];
};

#define EFI_LOADED_IMAGE_GUID \
	{ 0x5b1b31a1, 0x9562, 0x11d2, \
	  { 0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b } }
#define EFI_MEMORY_ATTRIBUTES_GUID \
	{ 0xdcfa911d, 0x26eb, 0x469f, \
	  { 0xa2, 0x20, 0x38, 0xb7, 0xdc, 0x46, 0x12, 0x20 } }

#endif
