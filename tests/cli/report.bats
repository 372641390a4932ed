# SPDX-License-Identifier: GPL-2.0-only
# report and compare: arguments, exit codes, one line for bad input, charts.

bats_require_minimum_version 1.5.0

setup_file()
{
	cd "$BATS_FILE_TMPDIR"
	"$BATS_TEST_DIRNAME/../../build/efi-latency" record -o base.efirun \
		-- sh -c 'chrt -f 10 sleep 0.5; sleep 0.5' 2>/dev/null
	mkdir side
	cp base.efirun side/1.efirun
	cp base.efirun side/2.efirun
	echo 'no run' >side/notes.txt
}

setup()
{
	tool=$BATS_TEST_DIRNAME/../../build/efi-latency
	base=$BATS_FILE_TMPDIR/base.efirun
	side=$BATS_FILE_TMPDIR/side
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

@test "options stand before or after the file" {
	"$tool" report --json "$base" >before.json
	"$tool" report "$base" --json >after.json
	cmp before.json after.json
	[ "$(jq -r '[.schema, .kind] | @csv' after.json)" = '1,"report"' ]
	"$tool" report --json -- "$base" | cmp - before.json
}

@test "wrong usage is exit code 2" {
	refuses 2 'needs one run file' report
	refuses 2 'needs one run file' report "$base" "$base"
	refuses 2 'needs BASELINE and CANDIDATE' compare "$base"
	refuses 2 "unknown option '--bogus'" report "$base" --bogus
	refuses 2 'ends in .svg or .png' report "$base" --chart a.pdf
}

@test "each kind of bad file has its own exit code" {
	echo text >text
	: >empty
	sqlite3 other 'create table t (x)'
	cp "$base" newer
	sqlite3 newer 'pragma user_version = 3'
	cp "$base" older
	sqlite3 older 'pragma user_version = 0'
	head -c 20000 "$base" >cut
	for command in report "compare $base"; do
		# shellcheck disable=SC2086
		{
			refuses 10 'not a run file' $command text
			refuses 10 'the file is empty' $command empty
			refuses 10 'another program' $command other
			refuses 11 'cut off' $command cut
			refuses 12 'newer' $command newer
			refuses 13 'older' $command older
			refuses 6 'No such file' $command missing
		}
	done
	mkdir none
	refuses 6 'directory' report none
	refuses 2 'no run file' compare none "$base"
}

@test "reading changes nothing" {
	sum=$(md5sum <"$base")
	"$tool" report "$base" >/dev/null
	[ "$(md5sum <"$base")" = "$sum" ]
	[ "$(find "$BATS_FILE_TMPDIR" -maxdepth 1 -name 'base*' | wc -l)" -eq 1 ]
}

@test "a directory is its *.efirun files" {
	"$tool" compare "$side" "$base" --json >out.json
	[ "$(jq .baseline.runs out.json)" -eq 2 ]
	[ "$(jq .candidate.runs out.json)" -eq 1 ]
	# A thing against itself differs in nothing.
	[ "$(jq '[.metrics[] | select(.difference != 0)] | length' out.json)" -eq 0 ]
	[ "$(jq '.differs | length' out.json)" -eq 0 ]
}

@test "an invalid run is reported with a warning" {
	cp "$base" bad.efirun
	sqlite3 bad.efirun 'update meta set complete = 0'
	[ "$("$tool" report bad.efirun --json | jq .valid)" = false ]
}

@test "a full disk under stdout is said" {
	run -6 bash -c "'$tool' report '$base' 2>&1 >/dev/full"
	[[ "$output" == *"No space left"* ]]
}

@test "charts are drawn, or it is said why not" {
	command -v gnuplot >/dev/null || skip "gnuplot is not installed"
	"$tool" report "$base" --chart a.png >/dev/null
	[ "$(head -c 4 a.png | tail -c 3)" = PNG ]
	"$tool" compare "$base" "$side" --chart "it's.svg" >/dev/null
	grep -q '</svg>' "it's.svg"
	run -6 --separate-stderr "$tool" report "$base" --chart none/a.png
	[ "${#stderr_lines[@]}" -eq 1 ]
	mkdir bin
	run -5 --separate-stderr env PATH="$PWD/bin" "$tool" report "$base" --chart b.png
	[[ "$stderr" == *"gnuplot is not installed"* ]]
	[ ! -e b.png ]
}
