// SPDX-License-Identifier: GPL-2.0-only
/* Pack an EFI driver as a PCI option ROM: mkrom DRIVER.efi OUTPUT.rom */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PE_BYTES	(1 << 20)
#define PCIR_OFFSET	0x1c
#define PE_OFFSET	0x38
#define ROM_UNIT	512

/* QEMU's pci-testdev, which carries the ROM. */
#define VENDOR_ID	0x1b36
#define DEVICE_ID	0x0005

#define SUBSYSTEM_EFI_RUNTIME_DRIVER	12
#define CODE_TYPE_EFI			3
#define LAST_IMAGE			0x80

static void put16(uint8_t *at, unsigned int value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
}

static unsigned int get16(const uint8_t *at)
{
	return at[0] | (unsigned int)at[1] << 8;
}

static void die(const char *what, const char *name)
{
	fprintf(stderr, "mkrom: %s: %s\n", name, what);
	exit(1);
}

static size_t read_pe(const char *name, uint8_t *pe)
{
	FILE *file = fopen(name, "rb");
	size_t size;

	if (!file)
		die("cannot open", name);
	size = fread(pe, 1, MAX_PE_BYTES, file);
	fclose(file);
	if (size < 0x40 || size == MAX_PE_BYTES || memcmp(pe, "MZ", 2))
		die("not a driver of a sane size", name);
	return size;
}

static unsigned int machine_of(const uint8_t *pe, size_t size, const char *name)
{
	size_t at = get16(pe + 0x3c);

	if (at + 6 > size || memcmp(pe + at, "PE\0", 4))
		die("no PE header", name);
	return get16(pe + at + 4);
}

static size_t fill_rom(uint8_t *rom, const uint8_t *pe, size_t size,
		       unsigned int machine)
{
	size_t units = (PE_OFFSET + size + ROM_UNIT - 1) / ROM_UNIT;
	size_t rom_size = ROM_UNIT;
	uint8_t *pcir = rom + PCIR_OFFSET;

	put16(rom, 0xaa55);
	put16(rom + 2, (unsigned int)units);
	put16(rom + 4, 0x0ef1);
	put16(rom + 8, SUBSYSTEM_EFI_RUNTIME_DRIVER);
	put16(rom + 10, machine);
	put16(rom + 22, PE_OFFSET);
	put16(rom + 24, PCIR_OFFSET);

	memcpy(pcir, "PCIR", 4);
	put16(pcir + 4, VENDOR_ID);
	put16(pcir + 6, DEVICE_ID);
	put16(pcir + 10, PE_OFFSET - PCIR_OFFSET);
	pcir[12] = 3;
	put16(pcir + 16, (unsigned int)units);
	pcir[20] = CODE_TYPE_EFI;
	pcir[21] = LAST_IMAGE;

	memcpy(rom + PE_OFFSET, pe, size);
	while (rom_size < units * ROM_UNIT)
		rom_size *= 2;
	return rom_size;
}

int main(int argc, char **argv)
{
	static uint8_t pe[MAX_PE_BYTES], rom[2 * MAX_PE_BYTES];
	size_t pe_size, rom_size;
	FILE *file;

	if (argc != 3) {
		fprintf(stderr, "usage: mkrom DRIVER.efi OUTPUT.rom\n");
		return 2;
	}
	pe_size = read_pe(argv[1], pe);
	rom_size = fill_rom(rom, pe, pe_size,
			    machine_of(pe, pe_size, argv[1]));
	file = fopen(argv[2], "wb");
	if (!file || fwrite(rom, 1, rom_size, file) != rom_size || fclose(file))
		die("cannot write", argv[2]);
	return 0;
}
