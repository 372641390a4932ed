# SPDX-License-Identifier: GPL-2.0-only
# The verdict on real boots: what got better, what did not, and that a kernel
# against itself comes out as neither.

load helpers

# Runs of the guests $2... whose file is $1, in one folder.
side()
{
	local file=$1 dir=$BATS_FILE_TMPDIR/$2-$1 name
	shift
	mkdir -p "$dir"
	for name in "$@"; do
		cp "$(guest "$name")/$file.efirun" "$dir/$name.efirun"
	done
}

setup_file()
{
	for file in open masked; do
		side $file aa-1 aa-2 aa-3 aa-4 aa-5 aa-6 aa-7 aa-8
		side $file after-1 after-2 after-3
		side $file x86-before-1 x86-before-2
		side $file x86-after-1 x86-after-2
	done
}

setup()
{
	cd "$BATS_FILE_TMPDIR"
}

verdict_of()
{
	jq -r --arg metric "$2" '.metrics[] | select(.metric == $metric) | .verdict' "$1"
}

@test "arm64, interrupts open: better, and nothing is worse" {
	"$tool" compare aa-1-open after-1-open --vary kernel --deadline 100 --json \
		--fail-on 'verdict == worse' --fail-on 'victim_latency_max_ns > 100us' >out.json
	[ "$(jq -r .verdict out.json)" = better ]
	for metric in victim_latency_p99_ns victim_late_ppb rt_wakeup_inside_p50_ns held_per_call_ns; do
		[ "$(verdict_of out.json $metric)" = better ]
	done
	[ "$(verdict_of out.json firmware_time_p50_ns)" = same ]
	[ "$(jq -c .preemptible.GET_TIME out.json)" = '{"baseline":"no","candidate":"yes"}' ]
}

@test "arm64, 4 of 5 ms masked: wakeups are better, the part that firmware masks is not" {
	"$tool" compare aa-1-masked after-1-masked --vary kernel --deadline 100 --json >out.json
	[ "$(verdict_of out.json rt_wakeup_inside_p50_ns)" = better ]
	[[ "$(verdict_of out.json victim_late_ppb)" =~ ^(same|inconclusive)$ ]]
	[ "$(verdict_of out.json firmware_time_p50_ns)" = same ]
	[ "$(verdict_of out.json masked_time_p50_ns)" = same ]
}

# Newer kernels answer some of these calls from a cache: fewer calls, none of them shorter.
@test "x86-64 6.12 against 7.3: preemption stays off, and no call is held for less" {
	"$tool" compare x86-before-1-open x86-after-1-open --vary kernel --deadline 100 --json >out.json
	[ "$(jq -c .preemptible.QUERY_VARIABLE_INFO out.json)" = '{"baseline":"no","candidate":"no"}' ]
	for metric in held_per_call_ns rt_wakeup_inside_p50_ns victim_late_ppb victim_latency_p99_ns; do
		echo "$metric: $(verdict_of out.json $metric)"
		[ "$(verdict_of out.json $metric)" != better ]
	done
	"$tool" compare x86-before-1-open x86-after-1-open --vary kernel |
		grep -q 'QUERY_VARIABLE_INFO *baseline: no *candidate: no'
}

# Every way to part eight boots of one kernel four and four.
@test "one kernel against itself: at most 5 % of the splits are called better or worse" {
	local called=0 splits=0 file mask i
	for file in open masked; do
		for mask in $(seq 0 127); do
			rm -rf a b
			mkdir a b
			ln -s "../aa-1-$file/aa-8.efirun" a/8.efirun
			for i in 1 2 3 4 5 6 7; do
				ln -s "../aa-1-$file/aa-$i.efirun" \
					"$([ $((mask >> (i - 1) & 1)) -eq 1 ] && echo a || echo b)/$i.efirun"
			done
			[ "$(find a -type l | wc -l)" -eq 4 ] || continue
			splits=$((splits + 1))
			case $("$tool" compare a b --deadline 100 --json | jq -r .verdict) in
			better | worse) called=$((called + 1)) ;;
			esac
		done
	done
	echo "$called of $splits splits called"
	[ "$splits" -eq 70 ]
	[ $((called * 20)) -le "$splits" ]
}
