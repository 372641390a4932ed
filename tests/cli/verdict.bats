# SPDX-License-Identifier: GPL-2.0-only
# compare as a judge: verdicts, limits, refusals and every exit code.

bats_require_minimum_version 1.5.0

setup_file()
{
	cd "$BATS_FILE_TMPDIR"
	"$BATS_TEST_DIRNAME/../../build/efi-latency" record -o base.efirun \
		-- sh -c 'chrt -f 10 sleep 0.2' 2>/dev/null
	mkdir old same slow
	oracle=$BATS_TEST_DIRNAME/oracle.py
	/usr/bin/python3 "$oracle" make base.efirun old 4 1 1
	/usr/bin/python3 "$oracle" make base.efirun same 4 3 1
	/usr/bin/python3 "$oracle" make base.efirun slow 5 2 1.5
}

setup()
{
	tool=$BATS_TEST_DIRNAME/../../build/efi-latency
	oracle=$BATS_TEST_DIRNAME/oracle.py
	old=$BATS_FILE_TMPDIR/old
	same=$BATS_FILE_TMPDIR/same
	slow=$BATS_FILE_TMPDIR/slow
	cd "$BATS_TEST_TMPDIR"
}

# $1: exit code, $2: what the one line on stderr says; then the arguments.
refuses()
{
	local code=$1 words=$2
	shift 2
	run "-$code" --separate-stderr "$tool" compare "$@"
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ "$stderr" == "efi-latency"*": "*"$words"* ]]
}

# Copies a side and changes every run of it by SQL.
altered()
{
	cp -r "$1" "$2"
	for run in "$2"/*.efirun; do
		sqlite3 "$run" "$3"
	done
}

verdict_of()
{
	jq -r --arg metric "$2" '.metrics[] | select(.metric == $metric) | .verdict' "$1"
}

@test "half again as slow is worse, the other way around better, itself not changed" {
	"$tool" compare --json "$old" "$slow" >worse.json
	[ "$(jq -r .verdict worse.json)" = worse ]
	[ "$(verdict_of worse.json rt_wakeup_outside_p99_ns)" = worse ]
	[ "$(verdict_of worse.json calls)" = null ]
	[ "$(verdict_of worse.json rt_wakeup_max_ns)" = null ]
	"$tool" compare --json "$slow" "$old" >better.json
	[ "$(jq -r .verdict better.json)" = better ]
	"$tool" compare --json "$old" "$same" >same.json
	[ "$(jq '[.metrics[] | select(.verdict == "worse" or .verdict == "better")] | length' same.json)" = 0 ]
	"$tool" compare "$old" "$slow" | tail -n 1 | grep -q '^overall: worse (.* worse'
}

@test "intervals, tests and Holm's correction agree with SciPy" {
	for side in slow same; do
		"$tool" compare --deadline 50 --json "$old" "$BATS_FILE_TMPDIR/$side" >out.json
		/usr/bin/python3 "$oracle" check out.json "$old" "$BATS_FILE_TMPDIR/$side" 50000
	done
}

@test "the same input gives the same output, and names its method" {
	"$tool" compare "$old" "$slow" >1.txt
	"$tool" compare "$old" "$slow" >2.txt
	cmp 1.txt 2.txt
	grep -q "Welch's t" 1.txt
	grep -q 'there is no seed' 1.txt
	[ "$("$tool" compare --json "$old" "$slow" | jq -r '.method.correction')" = Holm ]
}

@test "one run a side is inconclusive, whatever the difference" {
	"$tool" compare --json "$old/000.efirun" "$slow/000.efirun" >out.json
	[ "$(jq -r .verdict out.json)" = inconclusive ]
	[ "$(jq '[.metrics[] | select(.interval_of == "runs")] | length' out.json)" = 0 ]
	"$tool" compare "$old/000.efirun" "$slow/000.efirun" | tr -s ' \n' ' ' |
		grep -q 'these boots only'
}

@test "--fail-on: 0 when kept, 1 when crossed, 4 when the data cannot say" {
	"$tool" compare "$old" "$slow" --fail-on 'firmware_time_max_ns{SET_VARIABLE} > 2s' \
		--fail-on 'verdict == same' --fail-on 'calls >= 41' >out.txt
	[ "$(grep -c ': kept$' out.txt)" -eq 3 ]
	for limit in 'rt_wakeup_p99.9_ns > +10%' 'firmware_time_max_ns{SET_VARIABLE}>2ms' \
		'verdict == worse' 'rt_wakeup_p99_ns == worse' 'calls <= 40' 'error_rate_ppb > 1ppm' \
		'held_ns_per_s > 1us/s'; do
		run -1 "$tool" compare "$old" "$slow" --fail-on 'calls > 1000' --fail-on "$limit"
		[[ "$output" == *"$limit: CROSSED"* ]]
	done
	# A change that the runs do not show is no change.
	"$tool" compare "$old" "$same" --fail-on 'rt_wakeup_p99_ns > +0%' >/dev/null
	run -4 --separate-stderr "$tool" compare "$old" "$slow" --fail-on 'fair_wakeup_inside_p50_ns > 1ms'
	[[ "$stderr" == *"too little data"* ]]
	run -4 "$tool" compare "$old/000.efirun" "$slow" --fail-on 'rt_wakeup_p99_ns > +10%'
	run -1 --separate-stderr "$tool" compare "$old" "$slow" --json --fail-on 'verdict == worse'
	[ "$(jq -r '.limits[0].state' <<<"$output")" = crossed ]
}

@test "limits that mean nothing are wrong usage" {
	refuses 2 'no such metric' "$old" "$slow" --fail-on 'latency > 1ms'
	refuses 2 'expected one of' "$old" "$slow" --fail-on 'rt_wakeup_p99_ns'
	refuses 2 'expected a number' "$old" "$slow" --fail-on 'rt_wakeup_p99_ns > soon'
	refuses 2 'unit does not fit' "$old" "$slow" --fail-on 'rt_wakeup_p99_ns > 5'
	refuses 2 'unit does not fit' "$old" "$slow" --fail-on 'calls > 5ms'
	refuses 2 'no % limit' "$old" "$slow" --fail-on 'rt_wakeup_max_ns > 10%'
	refuses 2 'no verdict' "$old" "$slow" --fail-on 'calls == worse'
	refuses 2 '== takes' "$old" "$slow" --fail-on 'verdict == bad'
	refuses 2 'takes == only' "$old" "$slow" --fail-on 'verdict > 5'
	refuses 2 'only metrics of a service' "$old" "$slow" --fail-on 'rt_wakeup_p99_ns{GET_TIME} > 5ms'
	refuses 2 'not within' "$old" "$slow" --deadline 0
	refuses 2 'no fact' "$old" "$slow" --vary kernle
}

@test "what differs and was not declared is not comparable" {
	altered "$slow" clock "update fact set value = 'sundial' where key = 'clock.source'"
	refuses 3 'clock.source (clock)' "$old" clock
	refuses 3 'clock.source (clock)' "$old" clock --vary kernel,cpu
	"$tool" compare "$old" clock --vary kernel,clock | grep -q 'clock.source (meant to vary)'
	"$tool" compare "$old" clock --vary clock.source >/dev/null
	run -0 --separate-stderr "$tool" compare "$old" clock --force
	[[ "$stderr" == *"although these differ: clock.source"* ]]
	[[ "$output" == *"clock.source (NOT declared by --vary)"* ]]
	[ "$("$tool" compare "$old" clock --force --json 2>/dev/null | jq .comparable)" = false ]
	altered "$slow" kernel "update fact set value = '9.9' where key = 'kernel.release'"
	refuses 3 'kernel.release (kernel)' "$old" kernel
	"$tool" compare "$old" kernel --vary kernel >/dev/null
	altered "$slow" load "update meta set command = 'something else'"
	refuses 3 'run.command (workload)' "$old" load
	altered "$slow" recorder "update meta set options = '--ring-buffer 1'"
	refuses 3 'run.options (recorder)' "$old" recorder
}

@test "what one run does not know is listed, and no reason to refuse" {
	altered "$slow" unknown "delete from fact where key = 'clock.source'"
	"$tool" compare "$old" unknown | grep -q '^  clock.source$'
}

@test "runs of one side that differ among themselves are not comparable" {
	cp -r "$slow" mixed
	sqlite3 mixed/001.efirun "update fact set value = 'other' where key = 'cpu.model'"
	refuses 3 'cpu.model (cpu)' "$old" mixed
}

@test "an invalid run is refused, or with --force named in every output" {
	cp -r "$slow" bad
	sqlite3 bad/002.efirun 'update meta set complete = 0'
	refuses 4 'bad/002.efirun: invalid run: incomplete' "$old" bad
	run -0 --separate-stderr "$tool" compare "$old" bad --force
	[[ "$stderr" == *"bad/002.efirun: invalid run: incomplete"* ]]
	[[ "$(tr -s ' \n' ' ' <<<"$output")" == *"invalid runs are part of this comparison"* ]]
	[ "$("$tool" compare "$old" bad --force --json 2>/dev/null | jq .valid)" = false ]
}

@test "no figure on both sides is too little data" {
	altered "$slow" none 'delete from hist_bin; delete from hist; delete from call'
	refuses 4 'no metric has a figure on both sides' "$old" none
}

@test "one damaged, foreign or newer run among good ones ends it" {
	cp -r "$slow" bad
	head -c 20000 "$slow/001.efirun" >bad/001.efirun
	refuses 11 'bad/001.efirun' "$old" bad
	echo text >bad/001.efirun
	refuses 10 'bad/001.efirun' "$old" bad
	cp "$slow/001.efirun" bad/001.efirun
	sqlite3 bad/001.efirun 'pragma user_version = 99'
	refuses 12 'bad/001.efirun' bad "$old"
	sqlite3 bad/001.efirun 'pragma user_version = 0'
	refuses 13 'bad/001.efirun' bad "$old"
}

@test "--deadline counts what was late, with its exposure" {
	"$tool" compare --json --deadline 100000 "$old" "$slow" >out.json
	[ "$(jq -r '.metrics[] | select(.metric == "rt_wakeup_late_ppb") | .baseline.events' out.json)" = 0 ]
	# -ln(0.05) over 12,400 wakeups.
	jq -e '.metrics[] | select(.metric == "rt_wakeup_late_ppb") |
		.baseline.samples == 12400 and (.baseline.high - 241561 | fabs) < 50' out.json
	"$tool" compare --deadline 100000 "$old" "$slow" | grep -q 'baseline 0 in 12400: below 0.0242 % at 95 %'
	[ "$("$tool" compare --json "$old" "$slow" | jq '[.metrics[] | select(.metric == "rt_wakeup_late_ppb")] | length')" = 0 ]
}

@test "--plan says how many runs a change takes" {
	"$tool" compare --plan 20% "$old" --json >plan.json
	jq -e '.metrics[] | select(.metric == "rt_wakeup_outside_p99_ns") | .needed |
		.[0].runs >= .[1].runs and .[0].runs > 2 and .[0].runs < 200' plan.json
	"$tool" compare --plan 20% "$old" | grep -q 'Runs a side to call a change of +20 %'
	refuses 2 'no change in percent' --plan 20 "$old"
	refuses 2 'no change in percent' --plan -5% "$old"
	refuses 2 'the runs of one side' --plan 20% "$old" "$slow"
	refuses 4 'three runs or more' --plan 20% "$old/000.efirun"
	cp -r "$old" mixed
	sqlite3 mixed/001.efirun "update fact set value = 'other' where key = 'cpu.model'"
	refuses 3 'cpu.model' --plan 20% mixed
}

# $1: schema, $2: JSON.
conforms()
{
	/usr/bin/python3 -c 'import json, sys, jsonschema
jsonschema.validate(json.load(open(sys.argv[2])), json.load(open(sys.argv[1])))' \
		"$BATS_TEST_DIRNAME/../../docs/$1.schema.json" "$2"
}

@test "JSON is what its schema says" {
	"$tool" compare --deadline 50 --fail-on 'calls < 1' --json "$old" "$slow" >out.json
	conforms compare out.json
	"$tool" compare --json "$old/000.efirun" "$slow" >out.json
	conforms compare out.json
	"$tool" compare --plan 20% --json "$old" >out.json
	conforms plan out.json
	for golden in "$BATS_TEST_DIRNAME"/../golden/compare*.json; do
		conforms compare "$golden"
	done
	conforms plan "$BATS_TEST_DIRNAME/../golden/plan.json"
	for golden in "$BATS_TEST_DIRNAME"/../golden/report*.json; do
		conforms report "$golden"
	done
}

@test "100 + 100 runs of 10 million wakeups take less than 100 MB" {
	mkdir many more
	/usr/bin/python3 "$oracle" make "$BATS_FILE_TMPDIR/base.efirun" many 100 4 1
	/usr/bin/python3 "$oracle" make "$BATS_FILE_TMPDIR/base.efirun" more 100 5 1
	for run in many/* more/*; do
		sqlite3 "$run" 'update hist_bin set value_cnt = value_cnt * 2800;
			update hist set value_cnt = value_cnt * 2800, sum_ns = sum_ns * 2800'
	done
	[ "$("$tool" report --json many/000.efirun | jq '[.rt_wakeup[].count] | add')" -ge 8000000 ]
	/usr/bin/python3 - "$tool" compare many more >&3 <<-'END'
		import resource, subprocess, sys, time
		start = time.monotonic()
		subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
		used = resource.getrusage(resource.RUSAGE_CHILDREN)
		print(f"# 100 + 100 runs: {time.monotonic() - start:.2f} s, "
		      f"{used.ru_utime + used.ru_stime:.2f} s of CPU, {used.ru_maxrss / 1024:.0f} MB")
		sys.exit(used.ru_maxrss > 100 * 1024)
	END
}
