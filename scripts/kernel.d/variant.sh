# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What a variant is made of: patches and pieces of configuration.

# Sets SERIES, the patches' list, and FRAGMENTS.
set_variant()
{
	FRAGMENTS=(lab "$ARCH")
	case $VARIANT in
	stock) SERIES= ;;
	base | base-irq) SERIES=series.events ;;
	preempt | preempt-irq | swpan | debug) SERIES=series ;;
	*) die "$EXIT_USAGE" "no variant '$VARIANT' (see kernel help)" ;;
	esac
	case $VARIANT in
	*-irq) FRAGMENTS+=(irq) ;;
	swpan | debug) FRAGMENTS+=("$VARIANT") ;;
	esac
	[ -z "$SERIES" ] || [ -f "$TOP/kmod/patches/$LINUX/$SERIES" ] ||
		die "$EXIT_USAGE" "no $SERIES for Linux $LINUX"
	[ "$VARIANT" != swpan ] || [ "$ARCH" = arm64 ] ||
		die "$EXIT_USAGE" "swpan is for arm64 only"
}

# The paths of a series' patches, in order.
series_patches()
{
	local dir=$TOP/kmod/patches/$LINUX

	[ -z "$1" ] || sed -e 's/#.*//' -e '/^ *$/d' -e "s|^|$dir/|" "$dir/$1"
}

fragment_paths()
{
	printf "$TOP/kmod/config/%s.config\n" "${FRAGMENTS[@]}"
}

# Sets what differs between architectures.
set_toolchain()
{
	case $ARCH in
	arm64)
		KARCH=arm64 CROSS=aarch64-linux-gnu- IMAGE=arch/arm64/boot/Image ;;
	x86_64)
		KARCH=x86_64 CROSS=x86_64-linux-gnu- IMAGE=arch/x86/boot/bzImage ;;
	esac
}

# What the patches do, without what they say.
patch_bodies()
{
	local patch

	for patch in $(series_patches "$1"); do
		sed -n '/^diff --git/,$p' "$patch" | grep -v '^index '
	done
}

# Everything that the kernel's bytes depend on.
variant_key()
{
	local -a fragments

	set_toolchain
	mapfile -t fragments < <(fragment_paths)
	{
		echo "$SOURCE_VERSION $ARCH $VARIANT"
		"${CROSS}gcc" --version | head -n 1
		pahole --version
		patch_bodies "$SERIES"
		cat "${fragments[@]}"
	} | sha256sum | cut -c 1-12
}

# Sets STORE, where the built kernel is.
set_store()
{
	STORE=$CACHE/built/$ARCH/$VARIANT-$SOURCE_VERSION-$(variant_key)
}
