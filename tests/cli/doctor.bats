# SPDX-License-Identifier: GPL-2.0-only
# doctor on the machine itself, whatever that can do.

bats_require_minimum_version 1.5.0

setup()
{
	tool=$BATS_TEST_DIRNAME/../../build/efi-latency
}

refused()
{
	local line=$1
	shift
	run -2 --separate-stderr "$tool" doctor "$@"
	[ "$output" = "" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ "${stderr_lines[0]}" == "efi-latency doctor: "$line ]]
}

@test "doctor --help prints its options on stdout" {
	run -0 --separate-stderr "$tool" doctor --help
	[ "$stderr" = "" ]
	[[ "$output" == *"--json"* ]]
}

@test "doctor refuses wrong options in one line each" {
	refused "unknown option '--jsn'*" --jsn
	refused "--json takes no argument" --json=1
	refused "'x' is not an option" x
}

@test "doctor says yes, no or unknown of each check, and ends with the verdict" {
	run --separate-stderr "$tool" doctor
	[ "$stderr" = "" ]
	[ "$(grep -cE '^\[(ok|no|\?\?)\] [a-z-]+ +[^ ]' <<<"$output")" -eq 20 ]
	[[ "${lines[-1]}" == record* ]]
}

@test "doctor exits 0 exactly when EFI calls can be recorded" {
	run --separate-stderr "$tool" doctor --json
	calls=$(jq .records_efi_calls <<<"$output")
	[ "$calls" = true ] || [ "$calls" = false ]
	[ "$status" -eq "$([ "$calls" = true ] && echo 0 || echo 1)" ]
}

@test "doctor's text and JSON say the same" {
	run "$tool" doctor --json
	json=$output
	run "$tool" doctor
	jq -r '.checks[] | "\(.name) \(.seen)"' <<<"$json" | while read -r name seen; do
		grep -qF -- "$seen" <<<"$(grep -F -- " $name " <<<"$output")"
	done
	[ "$(jq '.checks | length' <<<"$json")" -eq 20 ]
	[ "$(jq '.schema' <<<"$json")" -eq 1 ]
}

@test "doctor names the reason of everything that is not measured" {
	run "$tool" doctor --json
	[ "$(jq '[.goals[] | select((.measured | not) and .because == null)] | length' \
		<<<"$output")" -eq 0 ]
}

@test "doctor without EFI says that calls cannot be recorded" {
	[ ! -d /sys/firmware/efi ] || skip "this machine has EFI"
	run -1 "$tool" doctor
	[[ "$output" == *"[no] efi "* ]]
}

@test "doctor for an ordinary user asks for root" {
	[ "$(id -u)" -eq 0 ] || skip "needs root to become somebody else"
	install -m 0755 "$tool" "$BATS_TEST_TMPDIR/efi-latency"
	chmod 0755 "$BATS_TEST_TMPDIR" "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test"
	run setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$BATS_TEST_TMPDIR/efi-latency" doctor
	[ "$status" -eq 1 ]
	[[ "$output" == *"[no] privileges"* ]]
	[ "${lines[-1]}" = "record does not work here." ]
}
