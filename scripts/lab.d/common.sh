# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What every part of the lab uses: messages, exit codes, the cache, locks.

CACHE=${EFI_LATENCY_CACHE:-/var/cache/efi-latency}

# The lab's own exit codes; everything else is the guest command's.
readonly EXIT_USAGE=2 EXIT_NO_STATUS=122 EXIT_PANIC=123 EXIT_HANG=124 \
	EXIT_LAB=125

say()
{
	printf 'lab: %s\n' "$*" >&2
}

die()
{
	local code=$1

	shift
	say "$*"
	exit "$code"
}

# With a failed command's own last words.
die_with_log()
{
	local log=$1

	shift
	tail -n 10 "$log" >&2
	die "$EXIT_LAB" "$*"
}

need_tool()
{
	local tool

	for tool in "$@"; do
		command -v "$tool" >/dev/null ||
			die "$EXIT_LAB" "$tool is missing:" \
				"run scripts/install-packages lab"
	done
}

make_work_dir()
{
	WORK=$(mktemp -d) || die "$EXIT_LAB" "no temporary folder"
	trap cleanup EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

cleanup()
{
	if [ -n "${QEMU_PID:-}" ]; then
		kill "$QEMU_PID" 2>/dev/null
		wait "$QEMU_PID" 2>/dev/null
	fi
	rm -rf "$WORK"
}

# Run a command while no other lab does the same to the same thing.
with_lock()
{
	local name=$1 lock status

	shift
	mkdir -p "$CACHE/lock" 2>/dev/null ||
		die "$EXIT_LAB" "cannot write to $CACHE (EFI_LATENCY_CACHE)"
	exec {lock}>"$CACHE/lock/$name"
	if ! flock -n "$lock"; then
		say "waiting for another lab ($name)"
		flock "$lock"
	fi
	"$@"
	status=$?
	exec {lock}>&-
	return "$status"
}

deb_arch()
{
	case $1 in
	arm64) echo arm64 ;;
	x86_64) echo amd64 ;;
	esac
}

need_arch()
{
	[ -n "$(deb_arch "$1")" ] ||
		die "$EXIT_USAGE" "--arch is arm64 or x86_64, not '$1'"
}
