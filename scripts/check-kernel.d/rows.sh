# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The rows of the table in kmod/README.md, a function each.

# A row, when it runs by itself, how many minutes its guests take, and the
# kernels of scripts/kernel that they boot.
readonly ROWS='
patches     always  3
preemptible always  2 base preempt
pinned      always  1 preempt
registers   always  2 preempt
fault       always  1 base preempt
down        always  2 preempt
owner       always  2 preempt
events      always  1 base
windows     always  2 base preempt
cost        always  1 stock base
held        always  1 base-irq
masked      always  2 base-irq preempt-irq
causes      always  3 base-irq
threshold   always  1 base-irq
dkms        changed 1
module      changed 12
swpan       changed 5 swpan
debug       changed 6 debug
'

# Minutes that a kernel takes on two cores with nothing cached: 8 were measured
# of a whole one, 2 of one that shares its configuration with an earlier one.
readonly BUILD_MINUTES='
base 10
preempt 3
stock 3
swpan 10
debug 20
base-irq 10
preempt-irq 3
'

build_minutes()
{
	awk -v kernel="$1" '$1 == kernel { print $2 }' <<<"$BUILD_MINUTES"
}

rows_of()
{
	awk -v when="$1" '$2 ~ "^(" when ")$" { print $1 }' <<<"$ROWS"
}

row_minutes()
{
	awk -v row="$1" '$1 == row { print $3 }' <<<"$ROWS"
}

row_kernels()
{
	awk -v row="$1" '$1 == row { for (i = 4; i <= NF; i++) print $i }' \
		<<<"$ROWS"
}

# patches: the series applies, and each patch builds by itself.
row_patches()
{
	local version

	check "patches: apply with git am, quilt and patch, each group alone too" \
		tests/kernel/apply
	for version in 6.12 7.3; do
		check "patches: $version: each builds by itself" \
			scripts/kernel check-series --linux "$version"
	done
}

# The middle one of three maxima: one interrupt too many in one of them is not
# what tells the kernels apart.
victim_max_ns()
{
	local run

	for run in 1 2 3; do
		build/efi-latency report --json "$out/$1/open-$run.efirun" |
			jq .victim.all.max_ns
	done | sort -n | sed -n 2p
}

victim_between()
{
	local max_ns

	max_ns=$(victim_max_ns "$1")
	echo "$max_ns ns"
	[ "$max_ns" -ge "$2" ] && [ "$max_ns" -le "$3" ]
}

within_10_us()
{
	local ours theirs

	ours=$(victim_max_ns "$1")
	theirs=$(victim_max_ns "$2")
	echo "$ours ns and $theirs ns"
	[ $((ours - theirs)) -le 10000 ] && [ $((theirs - ours)) -le 10000 ]
}

trace_is()
{
	local value

	value=$(traced "$1" "$2")
	echo "$2=$value of $(traced "$1" calls)"
	test "${value:-none}" "$3" "$4"
}

row_preemptible()
{
	local name

	for name in base preempt backports; do
		check "preemptible: $name runs" \
			boot "preemptible-$name" "$name" preemptible
	done
	check "preemptible: base: the victim is at least 4.9 ms late" \
		victim_between preemptible-base 4900000 6000000
	check "preemptible: preempt: the victim is at most 0.1 ms late" \
		victim_between preemptible-preempt 0 100000
	check "preemptible: preempt and the stock 7.3 within 10 us" \
		within_10_us preemptible-preempt preemptible-backports
	check "preemptible: base: no call is entered preemptible" \
		trace_is preemptible-base preemptible -eq 0
	check "preemptible: base: no worker is switched out inside a call" \
		trace_is preemptible-base preempted -eq 0
	check "preemptible: preempt: every call is entered preemptible" \
		trace_is preemptible-preempt preemptible -ge 20
	check "preemptible: preempt: workers are switched out inside calls" \
		trace_is preemptible-preempt preempted -ge 20
}

pinned_on()
{
	check "pinned: $1: 1000 calls on 4 CPUs with a wandering hog" \
		boot "pinned-$1" "$1" pinned -- --cpus 4 --clock free \
		--no-wq-pin --timeout 600
	check "pinned: $1: all of them traced" \
		trace_is "pinned-$1" calls -ge 1000
	check "pinned: $1: many were switched out" \
		trace_is "pinned-$1" preempted -ge 20
	check "pinned: $1: none came back on another CPU" \
		trace_is "pinned-$1" moved -eq 0
}

row_pinned()
{
	pinned_on preempt
}

registers_on()
{
	local variant=$1 model kind

	for model in cortex-a57 max; do
		[ $# -eq 1 ] || [ "$model" = "$2" ] || continue
		kind=fp
		[ "$model" = cortex-a57 ] || kind=sve
		check "registers: $variant: $kind on $model, 10,000 calls" \
			boot_registers "registers-$variant-$model" "$variant" \
			"$kind" "$model"
	done
}

boot_registers()
{
	boot "$1" "$2" registers "$3" -- --cpu-model "$4" --timeout 600
	local status=$?

	cat "$out/$1"/check-*.txt
	[ "$status" -eq 0 ] && no_complaints "$1"
}

row_registers()
{
	registers_on preempt
}

# The lab asks for the truth at the end, which needs the services that this
# turns off: the guest's own status counts.
boot_fault()
{
	boot "$1" "$2" fault "$3"
	local status=$?

	grep -aoh 'Unable to handle.*in EFI runtime service' \
		"$out/$1/output.log" | head -n 1
	[ "$status" -eq 0 ]
}

fault_on()
{
	local kind

	for kind in unmapped readonly noexec; do
		check "fault: $1: firmware that accesses $kind memory is survived" \
			boot_fault "fault-$1-$kind" "$1" "$kind"
	done
}

row_fault()
{
	fault_on base
	fault_on preempt
}

# boot_down NAME VARIANT "KIND..." LAB-OPTION...: down, and up again with the
# same store. Going down ends lab with 122, a panic with 123.
boot_down()
{
	local name=$1 variant=$2 kind=$3 want=122 vars=$out/$1.vars

	shift 3
	[ "${kind% *}" != panic ] || want=123
	mkdir -p "$out"
	rm -f "$vars"
	boot "$name" "$variant" down "$kind" -- --timeout 600 --vars "$vars" \
		--append efi_pstore.pstore_disable=0 "$@"
	[ $? -eq "$want" ] || { tail -n 1 "$out/$name/lab.txt"; return 1; }
	boot "$name-after" "$variant" after -- --timeout 600 --vars "$vars" \
		--append efi_pstore.pstore_disable=0
	no_complaints "$name"
}

after_says()
{
	grep -a "$2" "$out/$1-after/output.log"
}

after_says_no()
{
	[ -s "$out/$1-after/output.log" ] && ! after_says "$@"
}

# EFI numbers its resets: 0 is cold, 2 is off.
down_on()
{
	local variant=$1 kind

	for kind in reboot poweroff panic; do
		check "down: $variant: $kind right after calls, and up again" \
			boot_down "down-$variant-$kind" "$variant" "$kind"
	done
	check "down: $variant: reboot went through the firmware" \
		after_says "down-$variant-reboot" 'ResetSystem type 0'
	check "down: $variant: poweroff went through the firmware" \
		after_says "down-$variant-poweroff" 'ResetSystem type 2'
	check "down: $variant: the store has the oops of the panic" \
		after_says "down-$variant-panic" 'Kernel panic'
}

# What cannot have the lock goes down the architecture's own way: the firmware
# sees no reset and pstore writes nothing. What the kernel says of it then
# reaches no console on PREEMPT_RT.
held_on()
{
	local variant=$1 kind

	for kind in reboot panic; do
		check "down: $variant: $kind while another CPU has the lock, and up again" \
			boot_down "held-$variant-$kind" "$variant" \
			"$kind held" --cpus 2 --clock free --no-wq-pin
		check "down: $variant: the store is whole after that $kind" \
			after_says "held-$variant-$kind" \
			' writes, all whole: held$'
	done
	check "down: $variant: that reboot did not go through the firmware" \
		after_says_no "held-$variant-reboot" ResetSystem
}

row_down()
{
	down_on preempt
	held_on preempt
}

served_calls()
{
	local calls

	calls=$(jq '[.[].calls] | add' "$out/$1/truth.json")
	echo "$calls"
	[ "$calls" -ge "$2" ]
}

row_owner()
{
	check "owner: preempt: 10,000 calls with contention, no warning" \
		boot owner-preempt preempt load 1000 -- --cpus 2 --clock free \
		--no-wq-pin --timeout 600
	check "owner: preempt: that many reached the firmware" \
		served_calls owner-preempt 10000
	check "owner: preempt: the log is clean" no_complaints owner-preempt
}

# What the firmware counted, by service, against the events.
counts_agree()
{
	local name=$1 service begun truth status=0

	while read -r service queued begun; do
		truth=$(jq ".$service.calls + .$service.control_calls" \
			"$out/$name/truth.json")
		echo "$service $begun of $truth"
		# What the controls cost before and after the trace is not in it.
		case $service in
		GET_TIME) [ "${begun#*=}" -eq "$truth" ] ;;
		*) [ "${begun#*=}" -le "$truth" ] &&
			[ "${begun#*=}" -ge $((truth - 4)) ] ;;
		esac || status=1
		[ "${queued#*=}" = "${begun#*=}" ] || status=1
	done < <(trace "$name" | tail -n +2)
	return $status
}

# The services that the firmware has seen calls of, and how many.
truth_of()
{
	jq -r 'to_entries[] | select(.value.calls > 0) |
		"\(.key) \(.value.calls)"' "$1"
}

# The calls of each service in what a tool printed.
tool_agrees()
{
	local dir=$out/$1 tool=$2 service truth event count status=0

	while read -r service truth; do
		for event in queue begin end; do
			count=$(grep -c "efi_call_$event: *service=$service " \
				"$dir/$tool.txt")
			[ "$count" -eq "$truth" ] || status=1
		done
		echo "$service $count of $truth"
	done < <(truth_of "$dir/$tool.json")
	[ "${count:-0}" -gt 0 ] && ! grep ' requester=0 ' "$dir/$tool.txt" &&
		return $status
}

# perf stat knows the event only.
stat_agrees()
{
	local dir=$out/$1 truth event count status=0

	truth=$(jq '[.[].calls] | add' "$dir/perf-stat.json")
	for event in queue begin end; do
		count=$(grep "efi:efi_call_$event," "$dir/perf-stat.txt" |
			cut -d , -f 1)
		echo "$event $count of $truth"
		[ "$count" = "$truth" ] || status=1
	done
	return $status
}

tracers_on()
{
	local variant=$1 tracers tool

	if ! tracers=$(scripts/lab tracers --arch arm64 2>/dev/null); then
		result skip "events: $variant: trace-cmd and perf" \
			"the archive does not give them"
		return
	fi
	check "events: $variant: trace-cmd and perf run" \
		boot "tracers-$variant" "$variant" tracers -- \
		--file "$tracers:tracers"
	for tool in trace-cmd perf-record; do
		check "events: $variant: $tool reads each call of each service" \
			tool_agrees "tracers-$variant" "$tool"
	done
	check "events: $variant: perf stat counts as many" \
		stat_agrees "tracers-$variant"
}

row_events()
{
	check "events: base: traced" boot events-base base events
	check "events: base: as many as the firmware counted" \
		counts_agree events-base
	check "events: base: each call ends" \
		trace_is events-base ends -eq "$(traced events-base calls)"
	check "events: base: every requester is known" \
		trace_is events-base unknown -eq 0
	tracers_on base
}

# Nothing but windows, and so many of each kind.
windows_only()
{
	local kind count

	for kind in preempt irq; do
		count=$(grep -c " window: kind=$kind " "$out/$1/trace.txt")
		echo "$count $kind"
		[ "$count" -eq "$2" ] || return
	done
	! grep efi_call_ "$out/$1/trace.txt"
}

row_windows()
{
	local variant module

	for variant in base preempt; do
		if ! module=$(scripts/module build --arch arm64 \
				--kernel "$variant"); then
			result failed "windows: $variant: the module builds"
			continue
		fi
		check "windows: $variant: the module loads with calls=0 only" \
			boot "windows-$variant" "$variant" windows -- \
			--file "$module"
		check "windows: $variant: 3 of each kind and 3 nested ones" \
			windows_only "windows-$variant" 6
	done
}

# The least of many is one path of instructions; which others a call takes on its
# way through the workqueue changes with whatever else is in the guest.
same_cost()
{
	local stock base

	read -r stock _ <"$out/cost-stock/calltime.txt"
	read -r base _ <"$out/cost-base/calltime.txt"
	echo "$stock ns without, $base ns with"
	[ $((base - stock)) -le $((stock / 100)) ]
}

row_cost()
{
	local variant

	for variant in stock base; do
		check "cost: $variant: timed" \
			boot "cost-$variant" "$variant" cost -- --no-driver
	done
	check "cost: the events switched off cost less than 1 %" same_cost
}

row_swpan()
{
	check "swpan: runs" boot preemptible-swpan swpan preemptible
	check "swpan: the victim is at most 0.1 ms late" \
		victim_between preemptible-swpan 0 100000
	pinned_on swpan
	registers_on swpan cortex-a57
	fault_on swpan
	down_on swpan
}

row_debug()
{
	check "debug: calls of every kind at once" \
		boot load-debug debug load 100 -- --cpus 2 --clock free \
		--no-wq-pin --timeout 900 --memory 2048
	check "debug: nothing to report" no_complaints load-debug
	down_on debug
}

# module: kmod/efi_latency.ko in the distribution's kernels, a guest each.
row_module()
{
	local line

	while read -r line; do
		case $line in
		'ok - '*) result ok "${line#ok - }" ;;
		'not ok - '*) result failed "${line#not ok - }" ;;
		*) echo "$line" ;;
		esac
	done < <(tests/kernel/module)
}

row_dkms()
{
	if [ "$(id -u)" -ne 0 ] || ! scripts/install-packages dkms; then
		result skip "dkms: adds, builds and installs the module" \
			"root and the package dkms are needed"
		return
	fi
	check "dkms: adds, builds and installs the module" tests/kernel/dkms
}
