# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Configure and compile, and put the result into the cache.

readonly PROGRESS_S=15

build_tools()
{
	set_toolchain
	need_tool "${CROSS}gcc" make flex bison bc perl pahole ccache rsync \
		patch depmod flock
}

# Files of different configurations never mix: an output folder for each.
set_output()
{
	local IFS=-

	OUTPUT=$OUTPUTS/out-${FRAGMENTS[*]}
	BUILD_LOG=$OUTPUT.log
}

# One cache for all trees: paths of the output folder must not count. Without
# times and names of its own the same source gives the same kernel.
kmake()
{
	env CCACHE_DIR="$CACHE/ccache" CCACHE_NOHASHDIR=1 \
		CCACHE_BASEDIR="$OUTPUT" \
		KBUILD_BUILD_TIMESTAMP='1970-01-01 00:00:00 UTC' \
		KBUILD_BUILD_USER=lab KBUILD_BUILD_HOST=lab \
		KBUILD_BUILD_VERSION=1 \
		make -C "$TREE" O="$OUTPUT" ARCH="$KARCH" \
		CROSS_COMPILE="ccache $CROSS" "LOCALVERSION=-$VARIANT" "$@"
}

# Does this version of Linux have such an option at all?
has_option()
{
	grep -rqE --include='Kconfig*' "^(menu)?config ${1%%=*}\$" "$TREE"
}

# What kconfig dropped for want of something else is an error here.
check_config()
{
	local line missing=0

	while read -r line; do
		[[ $line == CONFIG_* ]] || continue
		grep -qxF "$line" "$OUTPUT/.config" && continue
		has_option "${line#CONFIG_}" || continue
		say "the configuration lost $line"
		missing=1
	done < <(mapfile -t files < <(fragment_paths) && cat "${files[@]}")
	return $missing
}

configure()
{
	local -a files

	mapfile -t files < <(fragment_paths)
	mkdir -p "$OUTPUT" || return
	cat "${files[@]}" | sha256sum >"$WORK/config.sum"
	if ! cmp -s "$WORK/config.sum" "$OUTPUT/.fragments"; then
		cat "${files[@]}" >"$WORK/all.config"
		kmake KCONFIG_ALLCONFIG="$WORK/all.config" allnoconfig \
			>"$BUILD_LOG" 2>&1 || return
	else
		kmake olddefconfig >"$BUILD_LOG" 2>&1 || return
	fi
	check_config && cp "$WORK/config.sum" "$OUTPUT/.fragments"
}

count_steps()
{
	grep -cE '^  (CC|AS|LD|AR|BTF|HOSTCC)' "$BUILD_LOG"
}

show_progress()
{
	local pid=$1 begin=$SECONDS last=$SECONDS expected

	expected=$(cat "$OUTPUT/.steps" 2>/dev/null)
	while kill -0 "$pid" 2>/dev/null; do
		sleep 1
		[ $((SECONDS - last)) -ge "$PROGRESS_S" ] || continue
		last=$SECONDS
		say "$VARIANT: $(count_steps)${expected:+ of at most $expected}" \
			"steps, $((SECONDS - begin)) s"
	done
}

# The largest build so far is a full one.
remember_steps()
{
	local steps

	steps=$(count_steps)
	[ "$steps" -le "$(cat "$OUTPUT/.steps" 2>/dev/null || echo 0)" ] ||
		echo "$steps" >"$OUTPUT/.steps"
}

first_errors()
{
	grep -E -m 8 -A 2 'error:|Error [0-9]|undefined reference|\*\*\*' \
		"$BUILD_LOG" >&2 || tail -n 5 "$BUILD_LOG" >&2
}

compile()
{
	local pid

	kmake -j"${EFI_LATENCY_JOBS:-$(nproc)}" "$(basename "$IMAGE")" modules >"$BUILD_LOG" 2>&1 &
	pid=$!
	show_progress "$pid"
	wait "$pid" || return
	remember_steps
}

install_kernel()
{
	local new=$STORE.new release

	release=$(cat "$OUTPUT/include/config/kernel.release")
	rm -rf "$new"
	mkdir -p "$new" || return
	kmake INSTALL_MOD_PATH="$new" modules_install \
		>>"$BUILD_LOG" 2>&1 || return
	rm -f "$new/lib/modules/$release"/{build,source}
	cp "$OUTPUT/$IMAGE" "$new/vmlinuz" &&
		cp "$OUTPUT/System.map" "$new/System.map" &&
		cp "$OUTPUT/.config" "$new/config" &&
		echo "$SOURCE_VERSION $VARIANT" >"$new/version" &&
		mv -T "$new" "$STORE"
}

build_kernel()
{
	local begin=$SECONDS
	local -a patches

	# Another one may have built it while this one waited for the lock.
	[ ! -d "$STORE" ] || return 0
	set_output
	say "$VARIANT: Linux $SOURCE_VERSION for $ARCH"
	mapfile -t patches < <(series_patches "$SERIES")
	apply_patches "${patches[@]}" || die "$EXIT_LAB" "cannot patch $TREE"
	configure || die_with_log "$BUILD_LOG" "$VARIANT: no configuration"
	if ! compile; then
		first_errors
		die "$EXIT_LAB" "$VARIANT does not build (log: $BUILD_LOG)"
	fi
	install_kernel || die_with_log "$BUILD_LOG" "$VARIANT: not installed"
	say "$VARIANT: $(count_steps) steps, $((SECONDS - begin)) s"
}

# Other variants share the output folder: make it this one's again. BTF for a
# module needs this variant's vmlinux, which may not be there.
make_there()
{
	local -a patches

	[ -f "$OUTPUT/Module.symvers" ] ||
		die "$EXIT_LAB" "$VARIANT was built elsewhere: remove its" \
			"folder (kernel path $VARIANT) and build it again"
	mapfile -t patches < <(series_patches "$SERIES")
	apply_patches "${patches[@]}" || die "$EXIT_LAB" "cannot patch $TREE"
	configure && kmake modules_prepare >>"$BUILD_LOG" 2>&1 ||
		die_with_log "$BUILD_LOG" "$VARIANT: cannot be prepared"
	kmake CONFIG_DEBUG_INFO_BTF_MODULES= "${MAKE_ARGS[@]}"
}
