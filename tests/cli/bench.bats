# SPDX-License-Identifier: GPL-2.0-only
# The benchmark's own arithmetic and its refusals; what it measures is no test.

bats_require_minimum_version 1.5.0

setup()
{
	cd "$BATS_TEST_DIRNAME/../.." || return
}

# The table of a part, from samples on stdin.
table()
{
	jq -s --arg part "$1" --argjson host '{"cpus": 2, "cpu": "X"}' \
		--argjson labels '[{"recorder": "efi-latency record"}]' \
		"$(cat tests/bench/{common,"$1"}.jq)" | jq -r -f tests/bench/table.jq
}

program()
{
	printf '{"round":%s,"load":"pipe","tool":"%s","program":"%s","ns":%s,"cnt":%s}\n' "$@"
}

@test "bad arguments: exit code 2 and one line" {
	run -2 scripts/bench nothing-such
	[ "${#lines[@]}" -eq 1 ]
	BENCH_S=soon run -2 scripts/bench flood
	[ "${#lines[@]}" -eq 1 ]
}

@test "events: medians over rounds, ratios inside a round" {
	for round in 1 2 3; do
		program $round recorder sched_waking $((round * 1000)) 10
		program $round recorder sched_switch $((round * 1000)) 10
		program $round clock clock_waking $((round * 800)) 10
		program $round clock clock_switch $((round * 800)) 10
		program $round runqlat sched_wakeup 5000 10
		program $round runqlat sched_wakeup_new 99999 1
		program $round runqlat sched_switch 5000 10
	done >"$BATS_TEST_TMPDIR/samples"
	run table events <"$BATS_TEST_TMPDIR/samples"
	[[ "$output" == *"medians of 3 rounds"* ]]
	[[ "$output" == *"efi-latency record"*"pipe     200     200   400         1.00"* ]]
	[[ "$output" == *"read the clock, pipe <= 1.3: 1.25, met"* ]]
	[[ "$output" == *"over runqlat, pipe <= 1/3: 0.40, not met"* ]]
	[[ "$output" == *"messaging <= 1.3: not measured"* ]]
}

@test "flood: a wakeup that is neither stored nor lost is seen" {
	flood='{"ns":1000000000,"inner":[1000000,600000,900000,0],"outer":[1000100,600100,900100,0],
		"usage":{"rss_kib":2048,"user_s":0.1,"system_s":0.2},"file_bytes":4096,
		"run":{"valid":true,"missed":0,"stored":STORED,"losses":{"wakeup_slot":2,"open_at_end":7}}}'
	run table flood <<<"${flood/STORED/599990}"
	[[ "$output" == *"as lost <= 0: 8, not met"* ]]
	run table flood <<<"${flood/STORED/599998}"
	[[ "$output" == *"as lost <= 0: 0, met"* ]]
	[[ "$output" == *"million"*"1.90"* ]]
	run table flood <<<"${flood/STORED/600200}"
	[[ "$output" == *"a count is wrong"* ]]
}

@test "a tool that cannot run is a line of the table" {
	run table system <<-'END'
		{"round":1,"tool":"nothing","load":"pipe","seconds":2,"cpu_s":1}
		{"round":1,"tool":"recorder","load":"pipe","seconds":3,"cpu_s":2}
		{"tool":"tracecmd","unavailable":"no permission"}
	END
	[[ "$output" == *"efi-latency record"*"1.50  1.50 to 1.50      2.00"* ]]
	[[ "$output" == *"tracecmd: cannot run here: no permission"* ]]
}
