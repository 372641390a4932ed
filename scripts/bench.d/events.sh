# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# ns per event of each tool's programs: all loaded at once, so that all see the
# same events. The first one fetches cache lines for those behind it: each round
# is done in one order and in the reverse, and counts as one.

EVENTS_TOOLS=(empty clock recorder rtonly runqlat runqslower bpftrace)

part_events()
{
	local round order

	say "events: ns per event of every program, $ROUNDS rounds"
	statistics_on
	for round in $(seq "$ROUNDS"); do
		for order in cat tac; do
			start_events "$round" "$order"
			measure_events "$round" pipe
			measure_events "$round" messaging
			stop_all
		done
		say "events: round $round of $ROUNDS"
	done
	statistics_restore
	sample_missing "${EVENTS_TOOLS[@]}"
}

start_events()
{
	local tool

	while read -r tool; do
		start_tool "$tool" || true
	done < <(rotate "$1" "${EVENTS_TOOLS[@]}" | $2)
}

measure_events()
{
	local round=$1 load=$2 tool owners

	owners=$(
		for tool in "${!PIDS[@]}"; do
			programs_of "${PIDS[$tool]}" |
				jq -nc --arg tool "$tool" '{tool: $tool, ids: [inputs]}'
		done | jq -sc .
	)
	bpftool prog show --json >"$WORK/before.json"
	"load_$load" >/dev/null
	bpftool prog show --json >"$WORK/after.json"
	jq -nc --argjson round "$round" --arg load "$load" \
		--argjson owners "$owners" \
		--slurpfile before "$WORK/before.json" \
		--slurpfile after "$WORK/after.json" '
		($before[0] | INDEX(.id)) as $old |
		$owners[] | .tool as $tool | .ids as $ids |
		$after[0][] | select(.id | IN($ids[])) |
		$old["\(.id)"] as $was |
		{part: "events", round: $round, load: $load, tool: $tool,
		 program: .name,
		 ns: (.run_time_ns - ($was.run_time_ns // 0)),
		 cnt: (.run_cnt - ($was.run_cnt // 0))}' >>"$SAMPLES"
}

sample_missing()
{
	local tool

	for tool in "$@"; do
		[ -z "${WHY_NOT[$tool]:-}" ] || sample --arg tool "$tool" \
			--arg unavailable "${WHY_NOT[$tool]}"
	done
}
