# SPDX-License-Identifier: GPL-2.0-only
# Real system management interrupts: EDK2 that serves variables in SMM, where no
# interrupt is taken, and to which every CPU has to come.

load helpers

counter()
{
	sqlite3 "$1" "select value from counter where name = 'smi_cnt'"
}

@test "every SMI is counted" {
	for name in smm-1 smm-2; do
		dir=$(guest $name)
		before=$(cat "$dir/calls-before.txt") after=$(cat "$dir/calls-after.txt")
		calls=$(sqlite3 "$dir/calls.efirun" 'select count(*) from call')
		echo "$name: $calls calls, $((after - before)) SMIs, $(counter "$dir/calls.efirun") counted"
		[ "$(counter "$dir/calls.efirun")" = $((after - before)) ]
		[ $((after - before)) -ge "$calls" ]
		[ "$calls" -ge 60 ]
	done
}

@test "SMIs that no EFI call makes are counted too" {
	for name in smm-1 smm-2; do
		dir=$(guest $name)
		before=$(cat "$dir/calls-after.txt") after=$(cat "$dir/storm-after.txt")
		echo "$name: $((after - before)) SMIs, $(counter "$dir/storm.efirun") counted"
		[ "$(counter "$dir/storm.efirun")" = $((after - before)) ]
		[ $((after - before)) -ge 10 ]
		[ "$(sqlite3 "$dir/storm.efirun" 'select count(*) from call')" = 0 ]
	done
}

@test "one CPU: SetVariable is masked but for some 50 us, and that is why the victim is late" {
	dir=$(guest smm-1)
	no_losses "$dir/calls.efirun"
	sqlite3 -separator ' ' "$dir/calls.efirun" "select firmware_ns, masked_low_ns, masked_high_ns
		from call_phase where service = 'SET_VARIABLE'" >"$dir/set.txt"
	cat "$dir/set.txt"
	awk '$1 < 200000 || $3 > $1 || $3 < $1 - 50000 || $2 < $1 - 150000 { bad++ }
		END { exit bad || NR < 20 }' "$dir/set.txt"
	report "$dir/calls.efirun" >"$dir/report.json"
	jq -c '.late_wakeups.worst[] | [.latency_ns, .shares[0].kind, .shares[0].service]' \
		"$dir/report.json"
	[ "$(jq '.late_wakeups.worst | length >= 3' "$dir/report.json")" = true ]
	[ "$(jq '[.late_wakeups.worst[].shares[0] | .kind == "firmware_masked" and
		.service == "SET_VARIABLE"] | all' "$dir/report.json")" = true ]
}

@test "two CPUs: the one that calls no firmware stops too, and the cause is all CPUs" {
	dir=$(guest smm-2)
	[ "$(sqlite3 "$dir/calls.efirun" 'select group_concat(distinct fw_cpu) from call')" = 0 ]
	"$tool" report --json --late 100000 "$dir/calls.efirun" |
		jq -r '.late_wakeups.worst[] | select(.cpu == 1) | .shares[0].kind' |
		sort | uniq -c | sort -rn >"$dir/causes.txt"
	cat "$dir/causes.txt"
	read -r count kind <"$dir/causes.txt"
	[ "$kind" = all_cpus ]
	[ "$count" -ge 10 ]
}
