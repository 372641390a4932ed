# SPDX-License-Identifier: GPL-2.0-only
# record on the machine itself, EFI or not; needs root and BPF.

bats_require_minimum_version 1.5.0

setup()
{
	tool=$BATS_TEST_DIRNAME/../../build/efi-latency
	cd "$BATS_TEST_TMPDIR"
}

one_line_on_stderr()
{
	[ "$(wc -l <err)" -eq 1 ]
	[[ "$(cat err)" == "efi-latency: record: "* ]]
}

json()
{
	"$tool" report --json "$1" | jq -er "$2"
}

@test "records scheduling latency and leaves one plain file" {
	run "$tool" record -o run.efirun -d 1
	[ "$status" -eq 0 ]
	[ "$(ls)" = run.efirun ]
	[ "$(sqlite3 run.efirun 'select complete from meta')" = 1 ]
	[ "$(sqlite3 run.efirun 'select sum(value_cnt) > 0 from hist')" = 1 ]
	[ "$(json run.efirun .valid)" = true ]
}

@test "says when the machine has no EFI, and report and compare work on such runs" {
	[ ! -d /sys/firmware/efi ] || skip "this machine has EFI"
	"$tool" record -o a.efirun -d 1 2>err >/dev/null
	grep -q 'no EFI on this machine' err
	"$tool" record -o b.efirun -d 1 2>/dev/null
	run "$tool" report a.efirun
	[ "$status" -eq 0 ]
	[[ "$output" == *"no EFI"* ]]
	[ "$(json a.efirun '.services | length')" = 0 ]
	[ "$(json a.efirun .host.\"firmware.efi\")" = none ]
	run "$tool" compare a.efirun b.efirun
	[ "$status" -eq 0 ]
}

@test "keeps the command, its status and the note; a failed command is exit code 7" {
	run "$tool" record -o run.efirun --append-note 'first try' -- sh -c 'exit 3'
	[ "$status" -eq 7 ]
	[ "$(sqlite3 run.efirun 'select complete, command, command_status, note from meta')" = \
		"1|sh -c exit 3|3|first try" ]
}

@test "a command that cannot be started is exit code 7 and one line" {
	run -7 "$tool" record -o run.efirun -- ./nothing-here
	[[ "$output" == *"cannot run './nothing-here': No such file or directory"* ]]
}

@test "SIGINT and SIGTERM complete the file" {
	for signal in INT TERM; do
		"$tool" record -o $signal.efirun >/dev/null 2>&1 &
		recorder=$!
		sleep 1
		kill -$signal $recorder
		wait $recorder
		[ "$(sqlite3 $signal.efirun 'select complete from meta')" = 1 ]
	done
}

@test "a command finds its signals as the recorder found them" {
	"$tool" record -o run.efirun -- sh -c 'grep -E "^Sig(Ign|Cgt)" /proc/self/status' >out 2>err
	grep -E '^Sig(Ign|Cgt)' /proc/self/status | diff - <(grep ^Sig out)
}

@test "-d ends a longer command, and says nothing of it" {
	run "$tool" record -o run.efirun -d 0.5 -- sleep 100
	[ "$status" -eq 0 ]
	[ "$(sqlite3 run.efirun 'select command_status from meta')" = 143 ]
}

@test "an existing run is kept unless --force, a foreign file even then" {
	"$tool" record -o run.efirun -d 0.2 2>/dev/null
	sum=$(md5sum <run.efirun)
	run -6 "$tool" record -o run.efirun -d 0.2
	[ "$(md5sum <run.efirun)" = "$sum" ]
	"$tool" record -f -o run.efirun -d 0.2 2>/dev/null
	echo precious >text
	run -6 "$tool" record -f -o text -d 0.2
	[ "$(cat text)" = precious ]
}

@test "bad options: exit code 2 and one line" {
	for bad in '-d 0' '-d -1' '-d soon' '--ring-buffer 100' '--ring-buffer 1' '--no-such' '-o' \
		'--probe-period 5' '--probe-period 2000000' '--late 0' '--threshold 0' \
		'--on-threshold stop' '--snapshot-ms 0' '--self-cost -1'; do
		status=0
		# shellcheck disable=SC2086
		"$tool" record $bad >out 2>err || status=$?
		echo "$bad: $status: $(cat err)"
		[ "$status" -eq 2 ]
		[ ! -s out ]
		one_line_on_stderr || [ "$(wc -l <err)" -eq 1 ]
	done
}

@test "a folder that is not there: one line, exit code 6" {
	status=0
	"$tool" record -o no/such/run.efirun -d 0.2 2>err || status=$?
	[ "$status" -eq 6 ]
	grep -v warning err | grep -c 'no/such/run.efirun' | grep -qx 1
}

@test "a disk too full to begin: one line, exit code 6" {
	mkdir small
	mount -t tmpfs -o size=16k none small
	status=0
	"$tool" record -o small/run.efirun -d 5 2>err || status=$?
	umount small
	[ "$status" -eq 6 ]
	[ "$(grep -vc warning err)" -eq 1 ]
	grep -q 'small/run.efirun' err
}

@test "kill -9 at 20 random moments: each file opens, marked incomplete" {
	RANDOM=20260101
	for n in $(seq 20); do
		"$tool" record -o $n.efirun >/dev/null 2>&1 &
		recorder=$!
		until [ -s $n.efirun ]; do sleep 0.01; done
		sleep "0.$((RANDOM % 900 + 100))"
		kill -9 $recorder
		wait $recorder || true
		[ "$("$tool" report --json $n.efirun | jq .run.complete)" = false ]
	done
}

@test "without root: exit code 5 and one line" {
	chmod 755 "$BATS_TEST_TMPDIR"
	install -m 755 "$tool" /tmp/efi-latency-unprivileged
	run setpriv --reuid 65534 --clear-groups /tmp/efi-latency-unprivileged record -o /tmp/none.efirun -d 1
	rm -f /tmp/efi-latency-unprivileged
	[ "$status" -eq 5 ]
	[[ "$output" == *"needs root"* ]]
}

# A real-time task that wakes often, and is late by a microsecond for sure.
victim()
{
	echo "$tool" stress --service none --victim --duration "$1"
}

@test "the probe timer is there on every CPU, and --probe-period 0 leaves it out" {
	"$tool" record -o run.efirun -d 1 --probe-period 500 2>/dev/null
	[ "$(sqlite3 run.efirun "select count(distinct cpu) from hist where source = 'irq'")" = \
		"$(nproc)" ]
	[ "$(sqlite3 run.efirun "select value from counter where name = 'probe_period_ns'")" = \
		500000 ]
	"$tool" record -o none.efirun -d 1 --probe-period 0 2>/dev/null
	[ "$(sqlite3 none.efirun "select count(*) from hist where source = 'irq'")" = 0 ]
}

@test "--rt-only leaves out all other wakeups, and the report says so" {
	"$tool" record -o run.efirun --rt-only -- $(victim 1) >/dev/null 2>&1
	[ "$(sqlite3 run.efirun "select group_concat(distinct class) from hist
		where source = 'wakeup'")" = rt ]
	[ "$(sqlite3 run.efirun "select count(*) from wakeup where class <> 'rt'")" = 0 ]
	[ "$(json run.efirun '.rt_wakeup.outside.count > 100')" = true ]
	[ "$(json run.efirun 'has("fair_wakeup")')" = false ]
	"$tool" report run.efirun >report.txt
	grep -q 'of real-time tasks only' report.txt
	! grep -q 'fair, ' report.txt
}

@test "a late real-time wakeup is kept link by link, and every link has its cause" {
	"$tool" record -o run.efirun --late 1 -- $(victim 1) >/dev/null 2>&1
	[ "$(json run.efirun '.late_wakeups.count > 100')" = true ]
	[ "$(json run.efirun '[.late_wakeups.worst[] |
		(.shares | map(.ns) | add) == .latency_ns] | all')" = true ]
	[ "$(json run.efirun '[.late_wakeups.worst[] | select(.comm == "efi-latency") |
		.by_timer] | any')" = true ]
	[ "$("$tool" report --json --late 50 run.efirun |
		jq '.late_wakeups.worst | length')" = 50 ]
}

@test "--threshold stops at the first wakeup beyond it: exit code 1" {
	SECONDS=0
	run -1 "$tool" record -o run.efirun --threshold 1 -- $(victim 30)
	[ $SECONDS -lt 15 ]
	[[ "$output" == *"us late on CPU"*"beyond --threshold"* ]]
	[ "$(sqlite3 run.efirun 'select complete, (select count(*) from late) from meta')" = "1|1" ]
	run -0 "$tool" record -o never.efirun --threshold 900000000 -- $(victim 1)
}

@test "--on-threshold snapshot keeps what ran before, and goes on" {
	run -1 "$tool" record -o run.efirun --threshold 1 --on-threshold snapshot -- $(victim 1)
	[ "$(sqlite3 run.efirun 'select count(*) > 0 from switch')" = 1 ]
	[ "$(sqlite3 run.efirun "select sum(value_cnt) > 1000 from hist
		where source = 'victim'")" = 1 ]
}

@test "--on-threshold COMMAND runs it once, and goes on" {
	run -1 "$tool" record -o run.efirun --threshold 1 \
		--on-threshold 'echo "$EFI_LATENCY_COMM $EFI_LATENCY_NS" >>told' -- $(victim 1)
	[ "$(wc -l <told)" -eq 1 ]
	[ "$(cut -d ' ' -f 2 told)" -ge 1000 ]
}

@test "what recording costs is measured, and --self-cost 0 leaves it out" {
	"$tool" record -o run.efirun -d 4 2>/dev/null
	[ "$(json run.efirun '.self_cost.run_ns > 0 and .self_cost.runs > 0')" = true ]
	"$tool" report run.efirun | grep -q '% of one CPU'
	"$tool" record -o none.efirun -d 1 --self-cost 0 2>/dev/null
	run -1 json none.efirun .self_cost
	[ "$output" = null ]
}
