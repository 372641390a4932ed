# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Does the kernel build after each single patch? What the patches touch and
# all that sees it is in these folders.

series_targets()
{
	echo drivers/firmware/efi/
	case $ARCH in
	arm64) echo arch/arm64/kernel/ arch/arm64/mm/ ;;
	x86_64) echo arch/x86/platform/efi/ ;;
	esac
}

check_patch()
{
	local -a targets

	read -r -d '' -a targets < <(series_targets)
	apply_patches "$@" || return
	kmake -j"${EFI_LATENCY_JOBS:-$(nproc)}" KCFLAGS=-Werror prepare \
		"${targets[@]}" >"$BUILD_LOG" 2>&1 && return
	first_errors
	return 1
}

check_series()
{
	local name=$1 patch failed=0
	local -a patches=() all

	mapfile -t all < <(series_patches "$name")
	for patch in "${all[@]}"; do
		patches+=("$patch")
		if check_patch "${patches[@]}"; then
			echo "ok: $name: $(basename "$patch")"
		else
			echo "not ok: $name: $(basename "$patch")"
			failed=1
		fi
	done
	return $failed
}

check_all_series()
{
	local name status=0

	# Configured from the pristine source, as no patch has options.
	apply_patches || die "$EXIT_LAB" "cannot restore $TREE"
	configure || die_with_log "$BUILD_LOG" "no configuration"
	for name in series series.preempt; do
		[ -f "$TOP/kmod/patches/$LINUX/$name" ] || continue
		check_series "$name" || status=1
	done
	return $status
}

cmd_check_series()
{
	parse_options "$@"
	VARIANT=stock
	set_variant
	build_tools
	make_work_dir
	find_source
	set_output
	with_lock "source-$LINUX" check_all_series
}
