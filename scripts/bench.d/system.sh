# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The whole system: how long a load takes beside each tool, alone.

SYSTEM_TOOLS=(nothing recorder runqlat perf tracecmd ftrace)

part_system()
{
	local round tool

	say "system: the load's time beside each tool, $ROUNDS rounds"
	for round in $(seq "$ROUNDS"); do
		while read -r tool; do
			measure_system "$round" "$tool"
		done < <(rotate "$round" "${SYSTEM_TOOLS[@]}")
		say "system: round $round of $ROUNDS"
	done
	sample_missing "${SYSTEM_TOOLS[@]}"
}

measure_system()
{
	local round=$1 tool=$2 load seconds cpu_s

	start_tool "$tool" || return 0
	for load in messaging pipe; do
		least "load_$load"
		sample --argjson round "$round" --arg tool "$tool" \
			--arg load "$load" --argjson seconds "$seconds" \
			--argjson cpu_s "$cpu_s"
	done
	stop_tool "$tool"
}

# Sets seconds, by the load's own clock, and cpu_s: the least of three, since
# other work on these CPUs makes a load slower and never faster.
least()
{
	local load=$1 TIMEFORMAT='%U %S'

	for _ in 1 2 3; do
		{ time "$load" >"$WORK/seconds"; } 2>"$WORK/times"
		awk '{ print $1 + $2 }' "$WORK/times" | paste "$WORK/seconds" -
	done >"$WORK/runs"
	seconds=$(cut -f 1 "$WORK/runs" | sort -n | head -n 1)
	cpu_s=$(cut -f 2 "$WORK/runs" | sort -n | head -n 1)
}
