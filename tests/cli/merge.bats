# SPDX-License-Identifier: GPL-2.0-only
# merge: one file, and still as many runs.

bats_require_minimum_version 1.5.0

setup_file()
{
	cd "$BATS_FILE_TMPDIR"
	"$BATS_TEST_DIRNAME/../../build/efi-latency" record -o base.efirun \
		-- sh -c 'chrt -f 10 sleep 0.2' 2>/dev/null
	mkdir old slow
	oracle=$BATS_TEST_DIRNAME/oracle.py
	/usr/bin/python3 "$oracle" make base.efirun old 4 1 1
	/usr/bin/python3 "$oracle" make base.efirun slow 4 2 1.5
}

setup()
{
	tool=$BATS_TEST_DIRNAME/../../build/efi-latency
	old=$BATS_FILE_TMPDIR/old
	slow=$BATS_FILE_TMPDIR/slow
	cd "$BATS_TEST_TMPDIR"
}

# $1: exit code, $2: what the one line on stderr says; then the arguments.
refuses()
{
	local code=$1 words=$2
	shift 2
	run "-$code" --separate-stderr "$tool" "$@"
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ "$stderr" == "efi-latency"*": "*"$words"* ]]
}

compared()
{
	"$tool" compare --deadline 50 --json "$1" "$2" | jq 'del(.baseline.path, .candidate.path)'
}

@test "a merged file compares like the runs that it was made of" {
	"$tool" merge -o old.efirun "$old"
	"$tool" merge "$slow/000.efirun" "$slow/001.efirun" -o slow.efirun "$slow/002.efirun" "$slow/003.efirun"
	compared "$old" "$slow" >apart.json
	compared old.efirun slow.efirun >merged.json
	cmp apart.json merged.json
	[ "$(jq -r .verdict merged.json)" = worse ]
	[ "$(jq .baseline.runs merged.json)" = 4 ]
}

@test "merging merged files keeps every run" {
	"$tool" merge -o half.efirun "$old/000.efirun" "$old/001.efirun"
	"$tool" merge -o all.efirun half.efirun "$old/002.efirun" "$old/003.efirun"
	compared "$old" "$slow" >apart.json
	compared all.efirun "$slow" | cmp - apart.json
}

@test "histograms and calls add exactly" {
	"$tool" merge -o all.efirun "$old"
	for query in 'select sum(value_cnt), sum(sum_ns), sum(overflow_cnt) from hist' \
		'select count(*), sum(exit_ns - enter_ns) from call'; do
		apart=$(for run in "$old"/*; do sqlite3 "$run" "$query"; done |
			awk -F '|' '{ for (i = 1; i <= NF; i++) s[i] += $i }
				END { for (i = 1; i <= NF; i++) printf("%s%d", (i > 1) ? "|" : "", s[i]) }')
		[ "$(sqlite3 all.efirun "$query")" = "$apart" ]
	done
	sqlite3 all.efirun 'select bin, sum(value_cnt) from hist_bin group by bin' >merged
	for run in "$old"/*; do
		sqlite3 "$run" 'select bin, value_cnt from hist_bin'
	done | awk -F '|' '{ s[$1] += $2 } END { for (b in s) print b "|" s[b] }' | sort -n | cmp - merged
	[ "$("$tool" report all.efirun --json | jq '.services[0].calls')" = 160 ]
	[ "$(sqlite3 all.efirun 'pragma user_version')" = 2 ]
}

@test "merge refuses what does not belong together, unless it is declared" {
	cp -r "$old" mixed
	sqlite3 mixed/001.efirun "update fact set value = 'other' where key = 'cpu.model'"
	refuses 3 'cpu.model (cpu)' merge -o out.efirun mixed
	[ ! -e out.efirun ]
	"$tool" merge -o out.efirun mixed --vary cpu
	[ "$(sqlite3 out.efirun "select value from fact where key = 'cpu.model'")" = '(varies)' ]
	refuses 3 'cpu.model (cpu)' compare out.efirun "$slow"
	"$tool" compare out.efirun "$slow" --vary cpu >/dev/null
}

@test "merge refuses invalid runs, and to write over a run that it reads" {
	cp -r "$old" bad
	sqlite3 bad/001.efirun 'update meta set complete = 0'
	refuses 4 'bad/001.efirun: invalid run' merge -o out.efirun bad
	cp "$old/000.efirun" one.efirun
	sum=$(md5sum <one.efirun)
	refuses 2 'one of the runs' merge -o one.efirun "$old" ./one.efirun
	[ "$(md5sum <one.efirun)" = "$sum" ]
	echo text >text
	refuses 6 'not overwritten' merge -o text "$old"
	refuses 2 'needs -o FILE' merge "$old"
	refuses 2 'needs -o FILE' merge -o out.efirun
	refuses 2 'no fact' merge -o out.efirun "$old" --vary kernle
}

@test "a merged file that is damaged is refused" {
	"$tool" merge -o all.efirun "$old"
	cp all.efirun damaged.efirun
	sqlite3 damaged.efirun "update replicate set run = zeroblob(length(run)) where id = 2"
	refuses 11 'a run in table replicate' compare damaged.efirun "$slow"
	cp all.efirun damaged.efirun
	sqlite3 damaged.efirun "update replicate set run_bytes = 4096 where id = 2"
	refuses 11 'a run in table replicate' compare damaged.efirun "$slow"
	cp all.efirun damaged.efirun
	sqlite3 damaged.efirun "drop table replicate; create table replicate (id)"
	refuses 11 'damaged' compare damaged.efirun "$slow"
}

@test "runs larger than any text survive" {
	cp "$old/000.efirun" large.efirun
	sqlite3 large.efirun "with recursive n (i) as (select 1 union all select i + 1 from n where i < 30000)
		insert into stack select i, hex(randomblob(100)) from n"
	"$tool" merge -o all.efirun large.efirun "$old/001.efirun"
	[ "$(sqlite3 all.efirun 'select length(run) > 2000000 from replicate where id = 1')" = 1 ]
	"$tool" compare all.efirun "$slow" >/dev/null
	"$tool" report all.efirun >/dev/null
}
