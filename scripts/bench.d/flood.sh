# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# As many events as the CPUs reach: is every wakeup stored or counted as lost?
# An independent count runs twice, around the recorder and inside it around
# the load, so that what the recorder has must lie between the two.

part_flood()
{
	local file=$WORK/recorder.efirun outer inner start_ns end_ns

	say "flood: $FLOOD_S s of wakeups on every CPU"
	RECORDER_UNDER=(/usr/bin/time -o "$WORK/usage" -f
		'{"rss_kib":%M,"user_s":%U,"system_s":%S}')
	start_tool counter && start_tool recorder || return
	start_ns=$(date +%s%N)
	inner=$(build/bench/attach build/bench/sched.bpf.o count_ \
		scripts/bench flood-load "$FLOOD_S" | tail -n 1)
	end_ns=$(date +%s%N)
	stop_tool recorder
	stop_tool counter
	RECORDER_UNDER=()
	outer=$(tail -n 1 "$WORK/counter.log")
	sample --argjson ns $((end_ns - start_ns)) --argjson inner "$inner" \
		--argjson outer "$outer" \
		--argjson usage "$(tail -n 1 "$WORK/usage")" \
		--argjson file_bytes "$(stat -c %s "$file")" \
		--argjson run "$(build/efi-latency report --json "$file" |
			jq -c '{losses, valid, missed: ([.probes[].missed] | add),
				stored: [.rt_wakeup, .fair_wakeup |
				.inside.count, .outside.count] | add}')"
}
