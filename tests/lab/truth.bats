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

# Each call's firmware time less the driver's own of the same call, in ns:
# "SERVICE STALL_US OFFSET BREAKS", where BREAKS counts interrupts and switches.
offsets()
{
	local us
	for us in $stalls_us; do
		sqlite3 -separator ' ' "$1/run-$us.efirun" \
			'select p.service, p.firmware_ns, p.irq_cnt + p.switch_cnt
			from call_phase p join call c using (seq) order by c.door_ns' |
			paste -d ' ' - "$1/log-$us.txt" |
			awk -v us="$us" '
				$1 != $4 { print "call " NR ": recorded " $1 ", served " $4 > "/dev/stderr"; exit 1 }
				{ print $1, us, $2 - $5, $3 }'
	done
}

# Median of column 3 by service and stall.
medians()
{
	sort -k1,2 -k3n "$1" | awk '
		function flush() { if (n) print name, value[int((n + 1) / 2)]; n = 0 }
		{ if ($1 " " $2 != name) flush(); name = $1 " " $2; value[++n] = $3 }
		END { flush() }'
}

# Largest less smallest of column 3.
spread()
{
	awk '{ if (!n++ || $3 < low) low = $3; if (n == 1 || $3 > high) high = $3 }
		END { print high - low }' "$1"
}

# One constant per kernel, for all services and all stalls: each median, and each
# single call that nothing broke into, lies within $2 ns of it.
one_constant()
{
	local dir limit_ns=$2
	dir=$(guest "$1")
	offsets "$dir" >"$dir/offsets.txt"
	medians "$dir/offsets.txt" >"$dir/medians.txt"
	awk '$4 == 0' "$dir/offsets.txt" >"$dir/unbroken.txt"
	cat "$dir/medians.txt"
	echo "$1: medians spread $(spread "$dir/medians.txt") ns, $(wc -l <"$dir/unbroken.txt")" \
		"of $(wc -l <"$dir/offsets.txt") calls unbroken, spread $(spread "$dir/unbroken.txt") ns"
	[ "$(wc -l <"$dir/medians.txt")" -ge $((5 * $3)) ]
	[ "$(wc -l <"$dir/unbroken.txt")" -ge 100 ]
	[ "$(spread "$dir/medians.txt")" -le $((2 * limit_ns)) ]
	[ "$(spread "$dir/unbroken.txt")" -le $((2 * limit_ns)) ]
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
	counts_exact truth-arm64-6.1 4
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
