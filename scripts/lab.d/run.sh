# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# lab run: options in, a guest's command out.

run_defaults()
{
	ARCH='' KERNEL='' CPUS=1 CLOCK=exact STALL='' TIMEOUT=300 TOOL='' OUT=''
	MEMORY=1024 CPU_MODEL='' VARS='' APPEND='' WQ_PIN=1 DRIVER=1 SMM=0 COMMAND=''
	FILES=()
}

parse_run()
{
	run_defaults
	while [ $# -gt 0 ]; do
		case $1 in
		--) shift; COMMAND=$*; return ;;
		--no-wq-pin) WQ_PIN=0; shift; continue ;;
		--no-driver) DRIVER=0; shift; continue ;;
		--smm) SMM=1; shift; continue ;;
		--refresh) REFRESH=1; shift; continue ;;
		-*) [ $# -gt 1 ] || die "$EXIT_USAGE" "$1 needs a value" ;;
		*) die "$EXIT_USAGE" "'$1': the guest's command comes after --" ;;
		esac
		set_option "$1" "$2"
		shift 2
	done
}

set_option()
{
	case $1 in
	--arch) ARCH=$2 ;;
	--kernel) KERNEL=$2 ;;
	--cpus) CPUS=$2 ;;
	--clock) CLOCK=$2 ;;
	--stall) STALL=$2 ;;
	--timeout) TIMEOUT=$2 ;;
	--efi-latency) TOOL=$2 ;;
	--file) FILES+=("$2") ;;
	--append) APPEND=$2 ;;
	--memory) MEMORY=$2 ;;
	--cpu-model) CPU_MODEL=$2 ;;
	--vars) VARS=$2 ;;
	--out) OUT=$2 ;;
	*) die "$EXIT_USAGE" "run knows no '$1' (see lab help)" ;;
	esac
}

need_number()
{
	[[ $2 =~ ^[1-9][0-9]{0,5}$ ]] ||
		die "$EXIT_USAGE" "$1 takes a number above 0, not '$2'"
}

check_run()
{
	need_arch "$ARCH"
	[ -n "$KERNEL" ] || die "$EXIT_USAGE" "--kernel is missing"
	[ -n "$OUT" ] || die "$EXIT_USAGE" "--out is missing"
	[ -n "$COMMAND" ] ||
		die "$EXIT_USAGE" "the guest's command is missing (after --)"
	need_number --cpus "$CPUS"
	need_number --timeout "$TIMEOUT"
	need_number --memory "$MEMORY"
	case $CLOCK in
	exact | free) ;;
	*) die "$EXIT_USAGE" "--clock is exact or free, not '$CLOCK'" ;;
	esac
	check_plan "$STALL"
	[ "$SMM" = 0 ] || [ "$ARCH" = x86_64 ] ||
		die "$EXIT_USAGE" "--smm is for x86_64"
	[ "$DRIVER" = 1 ] || [ -z "$STALL" ] ||
		die "$EXIT_USAGE" "--stall needs the driver"
}

# The program under test, static and for the guest's architecture.
pick_tool()
{
	local path

	if [ -n "$TOOL" ]; then
		[ -f "$TOOL" ] || die "$EXIT_LAB" "no file '$TOOL'"
		return
	fi
	for path in "$TOP/build/$ARCH/efi-latency" \
		    "$TOP/build/efi-latency-static"; do
		TOOL=$path
		[ ! -f "$TOOL" ] && [ "$ARCH" = x86_64 ] || break
	done
}

# QEMU's counter is exact where the guest's calibration cannot be: tell both
# the driver and the kernel.
tune_clock()
{
	COUNTER_HZ=0
	CLOCK_ARGS=
	SETTLE_S=0
	[ "$CLOCK" = free ] || SETTLE_S=3
	[ "$ARCH" = x86_64 ] && [ "$CLOCK" = exact ] || return 0
	COUNTER_HZ=1000000000
	CLOCK_ARGS="clocksource=hpet"
}

build_driver()
{
	[ "$DRIVER" = 1 ] || return 0
	need_tool make clang lld-link
	STALL_ROM=$TOP/build/stall/$ARCH.rom
	with_lock stall-driver make -s -C "$LAB/stall" "ARCH=$ARCH" \
		"OUT=$TOP/build/stall" >"$WORK/make.log" 2>&1
	[ -f "$STALL_ROM" ] ||
		die_with_log "$WORK/make.log" "the stall driver does not build"
}

# What an earlier run left must not pass for this one's.
prepare_out()
{
	mkdir -p "$OUT" &&
		rm -f "$OUT"/{lab.json,truth.json,dmesg.log,output.log} &&
		: >"$OUT/console.log" ||
		die "$EXIT_LAB" "cannot write to $OUT"
}

collect_files()
{
	local lab=$WORK/out/.lab name

	mkdir "$WORK/out"
	tar --no-same-owner -xf "$WORK/disk" -C "$WORK/out" \
		>/dev/null 2>&1 || true
	[ -f "$lab/status" ] || return 0
	GUEST_STATUS=$(cat "$lab/status")
	GUEST_RELEASE=$(cat "$lab/kernel_release")
	for name in truth.json dmesg.log; do
		[ ! -s "$lab/$name" ] || mv "$lab/$name" "$OUT/$name"
	done
	rm -rf "$lab"
	find "$WORK/out" -mindepth 1 -maxdepth 1 -exec cp -a -t "$OUT" {} +
}

# What became of the guest: OUTCOME, and for a failed one why.
judge()
{
	local panic

	panic=$(tr -d '\r' <"$OUT/console.log" |
		grep -a -m 1 -o 'Kernel panic - .*')
	if [ -n "${GUEST_STATUS:-}" ]; then
		OUTCOME=exited
	elif [ "$QEMU_STATUS" = 124 ] || [ "$QEMU_STATUS" = 137 ]; then
		OUTCOME=hang
		REASON="no end after $TIMEOUT s"
	elif [ -n "$panic" ]; then
		OUTCOME=panic
		REASON=$panic
	elif [ "$QEMU_STATUS" != 0 ]; then
		OUTCOME="qemu-failed"
		REASON=$(head -n 1 "$WORK/qemu.log")
	else
		OUTCOME=no-status
		REASON="$(tr -d '\r' <"$OUT/console.log" |
			sed -n 's/.*lab: guest: //p' | head -n 1)"
		REASON=${REASON:-"it went down before the command ended"}
	fi
}

json_string()
{
	local text=$1

	text=${text//\\/\\\\}
	text=${text//\"/\\\"}
	text=${text//$'\t'/\\t}
	text=${text//$'\n'/\\n}
	printf '"%s"' "$text"
}

write_facts()
{
	local firmware qemu

	# shellcheck disable=SC2016
	firmware=$(dpkg-query -W -f '${Version}' "$FIRMWARE_PACKAGE" 2>/dev/null)
	qemu=$("$QEMU" --version | sed -n '1s/.*version //p')
	cat >"$OUT/lab.json" <<-END
	{
	  "outcome": $(json_string "$OUTCOME"),
	  "guest_status": ${GUEST_STATUS:-null},
	  "arch": $(json_string "$ARCH"),
	  "kernel": $(json_string "$KERNEL"),
	  "kernel_package_version": $(json_string "$KERNEL_VERSION"),
	  "kernel_release": $(json_string "${GUEST_RELEASE:-}"),
	  "firmware_package": $(json_string "$FIRMWARE_PACKAGE"),
	  "firmware_version": $(json_string "$firmware"),
	  "qemu_version": $(json_string "$qemu"),
	  "cpus": $CPUS,
	  "clock": $(json_string "$CLOCK"),
	  "stall": $(json_string "$STALL"),
	  "stall_driver": $([ "$DRIVER" = 1 ] && echo true || echo false),
	  "smm": $([ "$SMM" = 1 ] && echo true || echo false),
	  "kernel_args": $(json_string "$(kernel_args)"),
	  "command": $(json_string "$COMMAND"),
	  "wall_s": $WALL_S
	}
	END
}

finish()
{
	local where="$ARCH $KERNEL"

	case $OUTCOME in
	exited) exit "$GUEST_STATUS" ;;
	hang) die "$EXIT_HANG" "$where: the guest hangs: $REASON" ;;
	panic) die "$EXIT_PANIC" "$where: the guest panicked: $REASON" ;;
	qemu-failed) die "$EXIT_LAB" "$where: $QEMU failed: $REASON" ;;
	*) die "$EXIT_NO_STATUS" "$where: the guest gave no status: $REASON" ;;
	esac
}

cmd_run()
{
	parse_run "$@"
	check_run
	need_tool cpio modprobe depmod xz zstd setpriv timeout flock
	make_work_dir
	describe_machine
	pick_tool
	tune_clock
	find_kernel "$ARCH" "$KERNEL"
	find_busybox "$ARCH"
	find_base
	build_driver
	build_initrd
	prepare_out
	qemu_args
	run_qemu
	[ -z "$VARS" ] || cp "$WORK/vars.fd" "$VARS"
	collect_files
	judge
	write_facts
	finish
}
