# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The guest's root file system: a base per kernel (busybox and modules,
# cached) and, appended to it, what this run adds.

readonly MODULES="efivarfs msr virtio_pci virtio_blk virtio_console"

make_cpio()
{
	(cd "$1" && find . -mindepth 1 | LC_ALL=C sort |
		cpio -o -H newc --quiet -R 0:0) >"$2"
}

# The paths of the modules and of what they need, in the order to load.
module_paths()
{
	local dir=$1 release=$2 name

	for name in $MODULES; do
		modprobe -d "$dir" -S "$release" --show-depends "$name" \
			2>/dev/null
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}

unpack_module()
{
	case $1 in
	*.xz) xz -dc "$1" ;;
	*.zst) zstd -qdc "$1" ;;
	*) cat "$1" ;;
	esac
}

# A bare image brings no modules: it has to have the drivers built in.
add_modules()
{
	local dir=$1 dest=$2 release path name count=9

	mkdir -p "$dest"
	[ -n "$dir" ] && [ -d "$dir/lib/modules" ] || return 0
	release=$(find "$dir/lib/modules" -mindepth 1 -maxdepth 1 \
		-printf '%f\n' | head -n 1)
	for path in $(module_paths "$dir" "$release"); do
		name=$(basename "$path")
		count=$((count + 1))
		unpack_module "$path" >"$dest/$count-${name%%.ko*}.ko" ||
			return
	done
}

# Where Debian keeps it: some of the host's facts are read from there.
add_config()
{
	local dir=$1 dest=$2

	[ -n "$dir" ] && [ -f "$dir/config" ] || return 0
	mkdir -p "$dest" &&
		cp "$dir/config" "$dest/config-$(ls "$dir/lib/modules")"
}

build_base()
{
	local root=$WORK/base

	mkdir -p "$root"/{bin,dev,proc,sys,tmp,out,root} || return
	cp "$BUSYBOX" "$root/bin/busybox" || return
	chmod 755 "$root/bin/busybox" || return
	ln -s busybox "$root/bin/sh" || return
	add_modules "$KERNEL_DIR" "$root/lib/lab" || return
	add_config "$KERNEL_DIR" "$root/boot" || return
	make_cpio "$root" "$1" || return
	rm -rf "$root"
}

# Sets BASE_CPIO.
find_base()
{
	local key

	if [[ $KERNEL_DIR != "$CACHE"/* ]]; then
		BASE_CPIO=$WORK/base.cpio
		build_base "$BASE_CPIO" ||
			die "$EXIT_LAB" "cannot build the base initramfs"
		return
	fi
	key=$(printf '%s\n' "$KERNEL_DIR" "$BUSYBOX" "$MODULES" \
		"$(declare -f build_base add_modules add_config)" \
		"$(cat "$KERNEL_DIR/config" 2>/dev/null)" |
		sha256sum | cut -c 1-16)
	BASE_CPIO=$CACHE/initramfs/$key.cpio
	with_lock "initramfs" cache_base "$BASE_CPIO"
}

cache_base()
{
	[ ! -f "$1" ] || return 0
	mkdir -p "$(dirname "$1")" && build_base "$1.new" &&
		mv "$1.new" "$1" ||
		die "$EXIT_LAB" "cannot build the base initramfs"
}

add_file()
{
	local spec=$1 dest=$2 source=${1%%:*} path=

	[[ $spec != *:* ]] || path=${spec#*:}
	[ -e "$source" ] || die "$EXIT_LAB" "no file '$source' to bring in"
	path=$dest/${path:-files/$(basename "$source")}
	mkdir -p "$(dirname "$path")" && cp -aLT "$source" "$path" ||
		die "$EXIT_LAB" "cannot bring in '$source'"
}

# Sets INITRD. The command is a file: no quoting on the way to the guest.
build_initrd()
{
	local root=$WORK/run spec

	mkdir -p "$root/lab/bin"
	cp "$LAB/lab.d/guest/init" "$root/init"
	cp "$LAB/lab.d/guest/stall" "$root/lab/bin/stall"
	chmod 755 "$root/init" "$root/lab/bin/stall"
	[ ! -f "$TOOL" ] || cp -L "$TOOL" "$root/lab/bin/efi-latency"
	printf '%s\n' "$COMMAND" >"$root/lab/command"
	printf '%s\n' "$STALL" >"$root/lab/plan"
	printf '%s\n' "wq_pin=$WQ_PIN" "counter_hz=$COUNTER_HZ" \
		"driver=$DRIVER" "settle_s=$SETTLE_S" >"$root/lab/settings"
	for spec in "${FILES[@]}"; do
		add_file "$spec" "$root"
	done
	make_cpio "$root" "$WORK/run.cpio"
	INITRD=$WORK/initrd
	cat "$BASE_CPIO" "$WORK/run.cpio" >"$INITRD"
}
