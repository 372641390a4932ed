# SPDX-License-Identifier: GPL-2.0-only
# What is recorded against what the stall driver counted itself, on the
# deterministic clock with one CPU.

load helpers

stalls_us='0 10 500 5000 20000'

# Every call of every service, none more, none lost.
counts_exact()
{
	local dir us
	dir=$(guest "$1")
	for us in $stalls_us; do
		no_losses "$dir/run-$us.efirun"
		echo "$1, stall $us us:" $(recorded_calls "$dir/run-$us.efirun")
		[ "$(recorded_calls "$dir/run-$us.efirun")" = "$(true_calls "$dir/truth-$us.json")" ]
		[ "$(true_calls "$dir/truth-$us.json" | wc -l)" -ge "$2" ]
	done
}

# Mean firmware time less the driver's own mean, in ns, for each service and
# stall: what the probes and the kernel's wrapper add.
offsets()
{
	local us
	for us in $stalls_us; do
		sqlite3 -separator ' ' "$1/run-$us.efirun" \
			'select service, sum(firmware_ns) from call_phase group by service' |
			while read -r service sum_ns; do
				jq -r --arg service "$service" --argjson us "$us" \
					--argjson sum_ns "$sum_ns" \
					'.[$service] | "\($service) \($us) " +
					"\(($sum_ns - .service_ns) / .calls * 10 | round / 10)"' \
					"$1/truth-$us.json"
			done
	done
}

# One constant per kernel, the same for all services and all stalls.
one_constant()
{
	local dir spread_ns
	dir=$(guest "$1")
	offsets "$dir" | tee "$dir/offsets.txt"
	spread_ns=$(awk '{ if (!n++ || $3 < low) low = $3; if (n == 1 || $3 > high) high = $3 }
		END { print high - low }' "$dir/offsets.txt")
	echo "$1: spread $spread_ns ns over $(wc -l <"$dir/offsets.txt") means, limit $2 ns"
	[ "$(wc -l <"$dir/offsets.txt")" -ge $((5 * $3)) ]
	awk -v spread_ns="$spread_ns" -v limit="$2" 'BEGIN { exit !(spread_ns <= limit) }'
}

@test "arm64 6.12-rt: every call of every service is recorded" {
	counts_exact truth-arm64-6.12 5
}

@test "arm64 7.3-rt: every call of every service is recorded" {
	counts_exact truth-arm64-7.3 5
}

@test "x86-64 6.12-rt: every call of every service is recorded" {
	counts_exact truth-x86_64-6.12 4
}

@test "arm64 6.12-rt: firmware time is the driver's own plus one constant, within 50 ns" {
	one_constant truth-arm64-6.12 50 5
}

@test "arm64 7.3-rt: firmware time is the driver's own plus one constant, within 250 ns" {
	one_constant truth-arm64-7.3 250 5
}

@test "x86-64 6.12-rt: firmware time is the driver's own plus one constant, within 50 ns" {
	one_constant truth-x86_64-6.12 50 4
}

@test "arm64 6.1-rt, where fentry does not attach: kprobes, and every call is recorded" {
	counts_exact truth-arm64-6.1 5
	dir=$(guest truth-arm64-6.1)
	sqlite3 "$dir/run-500.efirun" "select value from fact where key = 'probe.fentry'" |
		grep -q '^no (-524)'
	[ "$(sqlite3 "$dir/run-500.efirun" "select count(*) from probe
		where kind in ('fentry', 'fexit')")" = 0 ]
	"$tool" report "$dir/run-500.efirun" | grep -q 'kretprobe *attached'
}

@test "a call that passed the queue has every phase, and they add up to its total" {
	for name in truth-arm64-6.12 truth-arm64-7.3 truth-x86_64-6.12 truth-arm64-6.1; do
		dir=$(guest $name)
		[ "$(sqlite3 "$dir/run-500.efirun" 'select count(*) from call_phase where
			total_ns is null or total_ns <> lock_wait_ns + queue_wait_ns +
			setup_phase_ns + firmware_ns + teardown_ns + wakeup_ns')" = 0 ]
	done
}
