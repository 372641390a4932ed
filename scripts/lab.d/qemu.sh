# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The machine: EDK2 firmware, one disk to bring files out, one port for the
# command's output, the stall driver as an option ROM.

readonly AAVMF=/usr/share/AAVMF OVMF=/usr/share/OVMF

# Sets FIRMWARE_CODE, FIRMWARE_VARS, QEMU, MACHINE and CONSOLE.
describe_machine()
{
	case $ARCH in
	arm64)
		QEMU=qemu-system-aarch64
		MACHINE=(-M "virt,gic-version=3" -cpu "${CPU_MODEL:-cortex-a57}")
		CONSOLE=ttyAMA0
		FIRMWARE_CODE=$AAVMF/AAVMF_CODE.fd
		FIRMWARE_VARS=$AAVMF/AAVMF_VARS.fd
		FIRMWARE_PACKAGE=qemu-efi-aarch64
		;;
	x86_64)
		QEMU=qemu-system-x86_64
		MACHINE=(-M q35 -cpu "${CPU_MODEL:-max}")
		CONSOLE=ttyS0
		FIRMWARE_CODE=$OVMF/OVMF_CODE_4M.fd
		FIRMWARE_VARS=$OVMF/OVMF_VARS_4M.fd
		FIRMWARE_PACKAGE=ovmf
		[ "$SMM" = 0 ] || with_smm
		;;
	esac
	need_tool "$QEMU"
	[ -f "$FIRMWARE_CODE" ] && [ -f "$FIRMWARE_VARS" ] ||
		die "$EXIT_LAB" "no firmware $FIRMWARE_CODE:" \
			"run scripts/install-packages lab"
}

# EDK2 whose variable services live in system management mode: each call is an
# SMI, as on most PCs. Its flash can be written from there only.
with_smm()
{
	local flash='driver=cfi.pflash01,property=secure,value=on'

	MACHINE=(-M 'q35,smm=on' "${MACHINE[@]:2}" -global "$flash")
	FIRMWARE_CODE=$OVMF/OVMF_CODE_4M.secboot.fd
}

# Exact: guest time is counted in instructions, of 2 ns each, and idle time
# passes at once. One thread for all CPUs on x86: with one each, QEMU 7.2 now and
# then executes a breakpoint that another CPU has patched away again, and a kernel
# that attaches probes dies of it.
clock_args()
{
	case $CLOCK,$ARCH in
	exact,*) echo -accel tcg -icount shift=1,sleep=off ;;
	free,x86_64) echo -accel tcg,thread=single ;;
	free,*) echo -accel tcg ;;
	esac
}

# Without ioeventfd the device works inside the guest's own instruction and
# not whenever the host gets to it.
qemu_args()
{
	local clock

	read -r -a clock <<<"$(clock_args)"
	QEMU_ARGS=("${MACHINE[@]}" "${clock[@]}" -smp "$CPUS" -m "$MEMORY"
		-nodefaults -no-user-config -display none -no-reboot
		-drive "if=pflash,format=raw,unit=0,readonly=on,file=$FIRMWARE_CODE"
		-drive "if=pflash,format=raw,unit=1,file=$WORK/vars.fd"
		-serial "file:$OUT/console.log"
		-drive "if=none,id=out,format=raw,cache=unsafe,file=$WORK/disk"
		-device "virtio-blk-pci,drive=out,ioeventfd=off,romfile="
		-device "virtio-serial-pci,ioeventfd=off,max_ports=2,romfile="
		-chardev "file,id=live,path=$WORK/live"
		-device "virtserialport,chardev=live,name=lab"
		-kernel "$KERNEL_IMAGE" -initrd "$INITRD" -append "$(kernel_args)")
	[ "$DRIVER" = 0 ] ||
		QEMU_ARGS+=(-device "pci-testdev,romfile=$STALL_ROM")
}

# The crypto self-tests of newer kernels run on into the measurement.
kernel_args()
{
	echo "console=$CONSOLE loglevel=4 efi=runtime panic=-1" \
		"cryptomgr.notests=1${CLOCK_ARGS:+ $CLOCK_ARGS}${APPEND:+ $APPEND}"
}

# Run it with the output shown as it comes. Sets QEMU_STATUS and WALL_S.
run_qemu()
{
	local start=${EPOCHREALTIME/./} end tee_pid

	if [ -n "$VARS" ] && [ -f "$VARS" ]; then
		cp "$VARS" "$WORK/vars.fd"
	else
		cp "$FIRMWARE_VARS" "$WORK/vars.fd"
	fi
	truncate -s 4G "$WORK/disk"
	mkfifo "$WORK/live"
	tee -p "$OUT/output.log" <"$WORK/live" &
	tee_pid=$!
	# Should this shell be killed, the machine must not outlive it.
	setpriv --pdeathsig TERM timeout -k 5 "$TIMEOUT" \
		"$QEMU" "${QEMU_ARGS[@]}" </dev/null >"$WORK/qemu.log" 2>&1 &
	QEMU_PID=$!
	wait "$QEMU_PID"
	QEMU_STATUS=$?
	QEMU_PID=
	end=${EPOCHREALTIME/./}
	WALL_S=$(awk -v us=$((end - start)) 'BEGIN { printf "%.2f", us / 1e6 }')
	# A machine that never opened the port leaves tee waiting for it.
	: <>"$WORK/live"
	wait "$tee_pid"
}
