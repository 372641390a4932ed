# SPDX-License-Identifier: GPL-2.0-only
# A recorder that is killed or finds the disk full loses nothing that it had
# committed.

load helpers

@test "kill -9 at 20 random moments: each file opens, is marked incomplete, keeps every committed call" {
	with_calls=0
	for part in 1 2; do
		dir=$(guest kill-$part)
		for n in 0 1 2 3 4 5 6 7 8 9; do
			run=$dir/kill-$n.efirun
			report "$run" >"$BATS_TEST_TMPDIR/after.json"
			[ "$(jq .run.complete "$BATS_TEST_TMPDIR/after.json")" = false ]
			[ "$(jq .valid "$BATS_TEST_TMPDIR/after.json")" = false ]
			[ "$(sqlite3 "$run" 'pragma integrity_check')" = ok ]
			before=$(jq '[.services[].calls] | add // 0' "$dir/before-$n.json")
			after=$(jq '[.services[].calls] | add // 0' "$BATS_TEST_TMPDIR/after.json")
			echo "kill-$part, $n: $before calls just before, $after kept"
			[ "$after" -ge "$before" ]
			[ "$(sqlite3 "$run" 'select count(*) = ifnull(max(seq), 0) from call')" = 1 ]
			[ "$before" -eq 0 ] || with_calls=$((with_calls + 1))
		done
	done
	echo "$with_calls of 20 had calls before the kill"
	[ "$with_calls" -ge 10 ]
}

@test "a full disk: exit code 6, one line, what was written stays readable" {
	dir=$(guest full)
	[ "$(cat "$dir/full.status")" = 6 ]
	[ "$(wc -l <"$dir/full.err")" -eq 1 ]
	grep -q 'run.efirun' "$dir/full.err"
	report "$dir/kept/run.efirun" >"$BATS_TEST_TMPDIR/kept.json"
	[ "$(jq .run.complete "$BATS_TEST_TMPDIR/kept.json")" = false ]
	[ "$(jq '.services[0].calls > 100' "$BATS_TEST_TMPDIR/kept.json")" = true ]
	[ "$(sqlite3 "$dir/kept/run.efirun" 'select count(*) = max(seq) from call')" = 1 ]
}
