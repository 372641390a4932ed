# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Kernels and busybox out of Debian's archive, cached by version. A cached
# folder appears by a rename: it is whole or it is not there.

# What busybox and the tracers come from, whatever the kernel is.
readonly TOOLS_SUITE=trixie

suite_of()
{
	case $1 in
	backports) echo trixie-backports ;;
	*) echo "$1" ;;
	esac
}

is_suite()
{
	case $1 in
	trixie | backports | bookworm) return 0 ;;
	esac
	return 1
}

# The packages that make up an image, from its metapackage on: since 7.3 the
# kernel, its modules and its configuration are separate ones.
kernel_packages()
{
	local -a todo=("$1")
	local -A seen=()
	local name

	while [ "${#todo[@]}" -gt 0 ]; do
		name=${todo[0]}
		todo=("${todo[@]:1}")
		[ -z "${seen[$name]:-}" ] || continue
		seen[$name]=1
		[ "$name" = "$1" ] || echo "$name"
		mapfile -t -O "${#todo[@]}" todo < <(apt_depends "$name" |
			grep -E '^linux-(image|binary|modules|base)-[0-9]')
	done
}

# From an unpacked image to vmlinuz, lib/modules/RELEASE and a few facts.
arrange_kernel()
{
	local raw=$1 dest=$2 version=$3 image modules release config

	image=$(find "$raw" -name 'vmlinuz*' -type f | head -n 1)
	modules=$(find "$raw" -path '*lib/modules/*' -name kernel -type d |
		head -n 1)
	config=$(find "$raw" \( -path '*boot/config-*' -o -path \
		'*lib/modules/*/config' \) -type f | head -n 1)
	[ -n "$image" ] && [ -n "$modules" ] && [ -n "$config" ] || return
	release=$(basename "$(dirname "$modules")")
	mkdir -p "$dest/lib/modules" || return
	mv "$image" "$dest/vmlinuz" || return
	mv "$config" "$dest/config" || return
	mv "$(dirname "$modules")" "$dest/lib/modules/" || return
	depmod -b "$dest" "$release" 2>/dev/null || return
	echo "$version" >"$dest/version"
}

fetch_packages()
{
	local store=$1 name=$2 arrange=$3 version=$4

	shift 4
	apt_unpack "$WORK/raw" "$@" || return
	rm -rf "$store/.new"
	mkdir -p "$store/.new" || return
	"$arrange" "$WORK/raw" "$store/.new" "$version" || return
	rm -rf "$WORK/raw"
	mv -T "$store/.new" "$store/$name"
}

resolve_kernel()
{
	local store=$1 arch=$2 suite=$3 deb meta version
	local -a packages

	deb=$(deb_arch "$arch")
	meta=linux-image-rt-$deb
	apt_open "$suite" "$deb" || return
	mapfile -t packages < <(kernel_packages "$meta")
	[ "${#packages[@]}" -gt 0 ] || return
	version=$(apt_version "${packages[0]}")
	[ -d "$store/$version" ] ||
		fetch_packages "$store" "$version" arrange_kernel "$version" \
			"${packages[@]}" || return
	set_newest "$store" "$suite" "$version"
}

arrange_busybox()
{
	local raw=$1 dest=$2 version=$3 binary

	binary=$(find "$raw" -path '*bin/busybox' -type f | head -n 1)
	[ -n "$binary" ] || return
	mv "$binary" "$dest/busybox" || return
	echo "$version" >"$dest/version"
}

resolve_busybox()
{
	local store=$1 arch=$2 suite=$3 version

	apt_open "$suite" "$(deb_arch "$arch")" || return
	version=$(apt_version busybox-static)
	[ -n "$version" ] || return
	[ -d "$store/$version" ] ||
		fetch_packages "$store" "$version" arrange_busybox "$version" \
			busybox-static || return
	set_newest "$store" "$suite" "$version"
}

# A small file per suite remembers the newest version and, by its age, when
# the archive was last asked.
set_newest()
{
	echo "$3" >"$1/.$2.new" && mv "$1/.$2.new" "$1/$2"
}

newest_is_fresh()
{
	local note=$1

	[ -z "${REFRESH:-}" ] && [ -n "$(find "$note" -mtime -1 2>/dev/null)" ] &&
		[ -d "$(dirname "$note")/$(cat "$note")" ]
}

# Sets FOUND to the cached folder of the newest version.
newest()
{
	local kind=$1 arch=$2 suite=$3 store=$CACHE/$1/$2

	newest_is_fresh "$store/$suite" ||
		with_lock "$arch" refresh_newest "$kind" "$arch" "$suite" "$store"
	FOUND=$store/$(cat "$store/$suite")
}

refresh_newest()
{
	local kind=$1 arch=$2 suite=$3 store=$4 old

	# Another lab may have done it while this one waited for the lock.
	newest_is_fresh "$store/$suite" && return
	mkdir -p "$store" && "resolve_$kind" "$store" "$arch" "$suite" && return
	[ ! -s "$WORK/apt.log" ] || tail -n 3 "$WORK/apt.log" >&2
	old=$(cat "$store/$suite" 2>/dev/null)
	[ -n "$old" ] && [ -d "$store/$old" ] ||
		die "$EXIT_LAB" "no $kind of $suite for $arch: not cached," \
			"and the archive did not give it"
	say "the archive did not give a $kind of $suite: using the cached $old"
}

# Sets KERNEL_DIR, KERNEL_IMAGE and KERNEL_VERSION.
find_kernel()
{
	local arch=$1 kernel=$2

	if is_suite "$kernel"; then
		newest kernel "$arch" "$(suite_of "$kernel")"
		KERNEL_DIR=$FOUND
	elif [ -d "$kernel" ]; then
		KERNEL_DIR=$kernel
	elif [ -f "$kernel" ]; then
		KERNEL_DIR=
		KERNEL_IMAGE=$kernel
		KERNEL_VERSION=
		return
	else
		die "$EXIT_LAB" "no kernel '$kernel': neither trixie," \
			"backports, bookworm nor a file or folder"
	fi
	pick_image
}

pick_image()
{
	local name

	for name in vmlinuz Image bzImage; do
		KERNEL_IMAGE=$KERNEL_DIR/$name
		[ ! -f "$KERNEL_IMAGE" ] || break
	done
	[ -f "$KERNEL_IMAGE" ] ||
		die "$EXIT_LAB" "no vmlinuz in $KERNEL_DIR"
	KERNEL_VERSION=$(cat "$KERNEL_DIR/version" 2>/dev/null)
}

find_busybox()
{
	newest busybox "$1" "$TOOLS_SUITE"
	BUSYBOX=$FOUND/busybox
}

cmd_fetch()
{
	local arch='' kernel=''

	while [ $# -gt 0 ]; do
		case $1 in
		--arch) arch=${2:-} ;;
		--kernel) kernel=${2:-} ;;
		--refresh) REFRESH=1; shift; continue ;;
		*) die "$EXIT_USAGE" "fetch knows no '$1' (see lab help)" ;;
		esac
		shift; shift
	done
	need_arch "$arch"
	is_suite "$kernel" ||
		die "$EXIT_USAGE" "--kernel is trixie, backports or bookworm"
	make_work_dir
	find_kernel "$arch" "$kernel"
	find_busybox "$arch"
	echo "$KERNEL_VERSION"
}

cmd_list()
{
	local note

	for note in "$CACHE"/{kernel,busybox,tracers}/*/*; do
		[ -f "$note" ] || continue
		printf '%s %s\n' "${note#"$CACHE"/}" "$(cat "$note")"
	done | awk '{ split($1, p, "/"); print p[1], p[2], p[3], $2 }' |
		column -t
}
