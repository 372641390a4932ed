# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# perf and trace-cmd for the guest, which has no libraries: with those that
# they load and a dynamic loader of their own, in one folder.

# The packages and, of what these need, the libraries: no data, no modules.
tracer_packages()
{
	local -a todo=(linux-perf trace-cmd)
	local -A seen=()
	local name

	while [ "${#todo[@]}" -gt 0 ]; do
		name=${todo[0]}
		todo=("${todo[@]:1}")
		[ -z "${seen[$name]:-}" ] || continue
		seen[$name]=1
		echo "$name"
		mapfile -t -O "${#todo[@]}" todo < <(apt_depends "$name" |
			grep -E '^(lib|zlib)' |
			grep -vE -- '-(data|stdlib|plugin|common|base)$')
	done
}

needed_libraries()
{
	readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

copy_libraries()
{
	local raw=$1 dest=$2 library path
	local -a todo

	shift 2
	todo=("$@")
	while [ "${#todo[@]}" -gt 0 ]; do
		for library in $(needed_libraries "${todo[0]}"); do
			[ ! -e "$dest/$library" ] || continue
			path=$(find "$raw" -name "$library" | head -n 1)
			[ -n "$path" ] && cp -L "$path" "$dest/$library" ||
				return
			todo+=("$dest/$library")
		done
		todo=("${todo[@]:1}")
	done
}

write_wrapper()
{
	cat >"$1" <<-'END'
	#!/bin/sh
	name=$(basename "$0")
	lib=$(dirname "$0")/../lib
	exec "$lib"/ld-linux-* --library-path "$lib" "$lib/$name.bin" "$@"
	END
	chmod 755 "$1"
}

arrange_tracers()
{
	local raw=$1 dest=$2 version=$3 name

	mkdir -p "$dest"/{bin,lib} || return
	for name in perf trace-cmd; do
		cp "$raw/usr/bin/$name" "$dest/lib/$name.bin" &&
			write_wrapper "$dest/bin/$name" || return
	done
	copy_libraries "$raw" "$dest/lib" "$dest"/lib/*.bin &&
		echo "$version" >"$dest/version"
}

resolve_tracers()
{
	local store=$1 arch=$2 suite=$3 version
	local -a packages

	apt_open "$suite" "$(deb_arch "$arch")" || return
	version=$(apt_version linux-perf)_$(apt_version trace-cmd)
	if [ ! -d "$store/$version" ]; then
		mapfile -t packages < <(tracer_packages)
		fetch_packages "$store" "$version" arrange_tracers "$version" \
			"${packages[@]}" || return
	fi
	set_newest "$store" "$suite" "$version"
}

cmd_tracers()
{
	local arch=''

	while [ $# -gt 0 ]; do
		case $1 in
		--arch) arch=${2:-} ;;
		--refresh) REFRESH=1; shift; continue ;;
		*) die "$EXIT_USAGE" "tracers knows no '$1' (see lab help)" ;;
		esac
		shift; shift
	done
	need_arch "$arch"
	need_tool readelf
	make_work_dir
	newest tracers "$arch" "$TOOLS_SUITE"
	echo "$FOUND"
}
