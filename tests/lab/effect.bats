# SPDX-License-Identifier: GPL-2.0-only
# The effect that the tool exists to show: a SCHED_FIFO task with a period of
# 1 ms over 50 firmware calls of 5 ms, before and after the calls became
# preemptible.

load helpers

victim_max_ns()
{
	report "$(guest "$1")/$2.efirun" | jq .victim.all.max_ns
}

@test "before: the victim is at least 4.9 ms late" {
	max_ns=$(victim_max_ns effect-before open)
	echo "max $max_ns ns"
	[ "$max_ns" -ge 4900000 ]
}

@test "after: the victim is at most 0.1 ms late" {
	max_ns=$(victim_max_ns effect-after open)
	echo "max $max_ns ns"
	[ "$max_ns" -le 100000 ]
}

@test "with 4 ms of masked interrupts some 4 ms remain after, and the report says where" {
	max_ns=$(victim_max_ns effect-after masked)
	echo "max $max_ns ns"
	[ "$max_ns" -ge 3900000 ]
	[ "$max_ns" -le 4200000 ]
	"$tool" report "$(guest effect-after)/masked.efirun" | tr -s ' \n' ' ' |
		grep -q 'ms interrupts masked inside GET_TIME, asked for by efi-latency'
	[ "$(report "$(guest effect-after)/masked.efirun" |
		jq -r '.late_wakeups.causes[0].kind')" = firmware_masked ]
	! "$tool" report "$(guest effect-after)/open.efirun" | grep -q 'interrupts masked inside'
}

@test "before: calls are not preemptible, their CPU is held, the worst wakeup names the call" {
	run=$(guest effect-before)/open.efirun
	[ "$(report "$run" | jq -r '.services[0].preemptible')" = no ]
	[ "$(report "$run" | jq '.held[0].held_ns > 250e6')" = true ]
	"$tool" report "$run" | tr -s ' \n' ' ' |
		grep -q 'during EFI call GET_TIME for efi-latency\[[0-9]*\], 5.00 ms in firmware, entered with preemption off'
}

@test "after: calls are preemptible, nothing is held, the victim ran inside them" {
	run=$(guest effect-after)/open.efirun
	[ "$(report "$run" | jq -r '.services[0].preemptible')" = yes ]
	[ "$(report "$run" | jq '.held | length')" = 0 ]
	[ "$(report "$run" | jq '.services[0].switched_out_calls')" = 50 ]
}

@test "compare of the two tells 5 ms from some 15 us" {
	before=$(guest effect-before)/open.efirun
	after=$(guest effect-after)/open.efirun
	"$tool" compare --vary kernel --json "$before" "$after" >"$BATS_TEST_TMPDIR/compare.json"
	jq -e '.metrics[] | select(.metric == "victim_latency_max_ns") |
		.baseline.median >= 4.9e6 and .candidate.median <= 1e5' "$BATS_TEST_TMPDIR/compare.json"
}

@test "doctor in the guest says that EFI calls can be recorded" {
	for name in effect-before effect-after; do
		[ "$(jq -r .records_efi_calls "$(guest $name)/doctor.json")" = true ]
	done
}
