# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A stall plan is SERVICE=TOTAL[/MASKED],...: microseconds per call, of them
# the first MASKED with interrupts off. The driver checks it again.

readonly SERVICES="GET_TIME SET_TIME GET_WAKEUP_TIME SET_WAKEUP_TIME
	GET_VARIABLE GET_NEXT_VARIABLE SET_VARIABLE QUERY_VARIABLE_INFO
	GET_NEXT_HIGH_MONO_COUNT RESET_SYSTEM UPDATE_CAPSULE
	QUERY_CAPSULE_CAPS"
# A minute: no call of a plan should outlive the kernel's own patience.
readonly MAX_STALL_US=60000000

check_stall()
{
	local stall=$1 service total masked

	[[ $stall =~ ^([A-Z_]+)=([0-9]{1,8})(/([0-9]{1,8}))?$ ]] ||
		die "$EXIT_USAGE" "stall '$stall' is not SERVICE=US[/MASKED_US]"
	service=${BASH_REMATCH[1]}
	total=$((10#${BASH_REMATCH[2]}))
	masked=$((10#${BASH_REMATCH[4]:-0}))
	[[ " ${SERVICES//[$'\n\t']/ } " == *" $service "* ]] ||
		die "$EXIT_USAGE" "stall '$stall': no service $service"
	[ "$total" -le "$MAX_STALL_US" ] ||
		die "$EXIT_USAGE" "stall '$stall': over $MAX_STALL_US us"
	[ "$masked" -le "$total" ] ||
		die "$EXIT_USAGE" "stall '$stall': masks more than it stalls"
}

check_plan()
{
	local plan=$1 stall
	local -a stalls

	[ -n "$plan" ] || return 0
	[[ $plan != *[$' \t\n']* ]] ||
		die "$EXIT_USAGE" "stall plan '$plan': no blanks"
	IFS=, read -r -a stalls <<<"$plan,end"
	unset 'stalls[-1]'
	for stall in "${stalls[@]}"; do
		check_stall "$stall"
	done
}
