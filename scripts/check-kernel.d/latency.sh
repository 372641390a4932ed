# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Rows that hold what the recorder says of a CPU against what is known to have
# held it: the windows of efi_latency.ko and the stalls of the firmware.

# How much longer than it is a window may be read, beyond what tracing itself adds
# to each: the shortest window of the run.
readonly WINDOW_SLACK_NS=1000

sql()
{
	sqlite3 -separator ' ' "$@"
}

# boot with the module that fits; a suite of the lab or a variant.
boot_held()
{
	local name=$1 variant=$2 module

	module=$(scripts/module build --arch arm64 --kernel "$variant") ||
		return
	shift 2
	boot "$name" "$variant" "$@" --file "$module"
}

# A window's own trace event: its length by the module's clock, one a line.
true_windows()
{
	sed -n "s/.*: window: .*kind=$2 .*begin_ns=\([0-9]*\) end_ns=\([0-9]*\).*/\1 \2/p" \
		"$1" | awk '{ print $2 - $1 }'
}

# The place with the most time in windows of that kind is the module's.
held_place()
{
	sql "$1" "SELECT value_cnt, sum_ns, max_ns FROM place
		WHERE kind = '$2_off' AND symbol LIKE 'window_%'
		ORDER BY sum_ns DESC LIMIT 1"
}

# All counted, and each as long as the module says: by sum and by longest.
windows_agree()
{
	local dir=$out/$1 kind=$2 us=$3 count sum longest shortest

	shortest=$(sql "$dir/held-$kind-$us.efirun" "SELECT min(min_ns) FROM hist
		WHERE source = '${kind}_off'")
	read -r count sum longest < <(held_place "$dir/held-$kind-$us.efirun" "$kind")
	true_windows "$dir/held-$kind-$us.txt" "$kind" |
		awk -v count="${count:-0}" -v sum="${sum:-0}" -v longest="${longest:-0}" \
			-v slack="$WINDOW_SLACK_NS" -v tracing="${shortest:-0}" '
			{ n++; total += $1; if ($1 > most) most = $1 }
			END {
				printf "%d of %d, %.0f ns longer on average, the longest %.0f ns, of which tracing %d ns\n",
					count, n, (sum - total) / n, longest - most, tracing
				slack += tracing
				exit !(n == 20 && count == n && sum >= total &&
					sum - total <= n * slack && longest >= most &&
					longest - most <= slack)
			}'
}

# The longest have the stacks of both ends, but for the first of all.
stacks_agree()
{
	local run=$out/$1/held-$2-1000.efirun kept begin end

	read -r kept begin end < <(sql "$run" "SELECT count(*),
		sum(begin_frames LIKE 'window_thread+%kthread+%'),
		sum(end_frames LIKE 'window_thread+%kthread+%') FROM window_length
		WHERE worst AND kind = '$2_off' AND begin_by LIKE 'window_thread+%'")
	echo "of ${kept:-0}: begin ${begin:-0}, end ${end:-0}"
	[ "${kept:-0}" -eq 8 ] && [ "${begin:-0}" -ge 7 ] && [ "${end:-0}" -eq 8 ]
}

# Interrupts off inside preemption off: one window of each, not more.
nested_agrees()
{
	local run=$out/$1/held-nested-1000.efirun preempt irq

	read -r preempt _ < <(held_place "$run" preempt)
	read -r irq _ < <(held_place "$run" irq)
	echo "${preempt:-0} and ${irq:-0} of 20"
	[ "${preempt:-0}" -eq 20 ] && [ "${irq:-0}" -eq 20 ]
}

# A CPU that sleeps for 3 s: none of it is a window.
idle_is_none()
{
	local longest

	longest=$(sql "$out/$1/idle.efirun" "SELECT max(max_ns) FROM hist
		WHERE source IN ('preempt_off', 'irq_off')")
	echo "longest $longest ns"
	[ "${longest:-0}" -gt 0 ] && [ "$longest" -lt 1000000 ]
}

row_held()
{
	local kind us

	check "held: base-irq: windows of known length" \
		boot_held held base-irq held --
	for kind in preempt irq; do
		for us in 50 100 1000 5000 20000; do
			check "held: $kind off for $us us" \
				windows_agree held "$kind" "$us"
		done
	done
	for kind in preempt irq; do
		check "held: $kind off: both stacks" stacks_agree held "$kind"
	done
	check "held: nested" nested_agrees held
	check "held: idle" idle_is_none held
}

# Per call, what was masked lies between the two figures, up to an interrupt's
# own time; and they are a probe period apart at the most.
masked_agrees()
{
	local run=$out/$1/masked-$2.efirun us=$2 probe_us=$3

	sql "$run" "SELECT coalesce(masked_low_ns, 0), coalesce(masked_high_ns, 0)
		FROM call_phase
		WHERE service = 'GET_TIME'" |
		awk -v true_ns="${us}000" -v probe="${probe_us}000" '
			BEGIN { slack = 30000; least = 1e18 }
			{
				n++
				if ($1 < least) least = $1
				if ($1 > most) most = $1
				if ($2 > high) high = $2
				if ($1 > true_ns + slack || $1 < true_ns - probe - slack)
					wrong++
				if (true_ns && $2 < true_ns - slack)
					wrong++
			}
			END {
				printf "%d calls, at least %d to %d ns, at most %d ns, %d wrong\n",
					n, least, most, high, wrong
				exit !(n == 25 && !wrong)
			}'
}

readonly PROBE_US=50

row_masked()
{
	local variant us

	for variant in base-irq preempt-irq trixie backports; do
		check "masked: $variant: stalls of which a part is masked" \
			boot "masked-$variant" "$variant" masked $PROBE_US
		for us in 0 100 1000 4000; do
			check "masked: $variant: $us of 5000 us, probed every $PROBE_US us" \
				masked_agrees "masked-$variant" $us $PROBE_US
		done
	done
}

causes_agree()
{
	local dir=$out/$1

	shift
	build/efi-latency report --late 100000 --json "$dir/mayhem.efirun" >"$dir/late.json" &&
		python3 tests/kernel/confusion.py "$dir/mayhem.efirun" "$dir/late.json" \
			"$dir/mayhem.txt" "$dir/windows.txt" 100 "$@" >"$dir/confusion.txt"
	local status=$?

	sed 's/^/# /' "$dir/confusion.txt" >&3
	tail -n 1 "$dir/confusion.txt" | cut -c 1-300
	return $status
}

# causes_on VARIANT exact|inferred [CPUS]
causes_on()
{
	local variant=$1 kind=$2 cpus=${3:-1} name=$1 rounds=20 smp=''

	if [ "$cpus" -gt 1 ]; then
		name=$variant-$cpus rounds=6 smp=smp
	fi
	check "causes: $name: $((rounds * 50)) deeds" \
		boot_held "causes-$name" "$variant" mayhem 1 $rounds 50 -- \
		--timeout 900 --cpus "$cpus"
	# shellcheck disable=SC2086 # a word or none
	check "causes: $name: every late wakeup has the right one" \
		causes_agree "causes-$name" "$kind" $smp 3>&1
}

row_causes()
{
	causes_on base-irq exact
	causes_on base-irq exact 2
	causes_on base-irq exact 4
	causes_on trixie inferred
}

status_is()
{
	local status

	status=$(cat "$out/$1/threshold-$2.status")
	echo "status $status"
	[ "$status" = "$3" ]
}

# Nothing is recorded after the wakeup that crossed the threshold.
stopped_at_once()
{
	local after_ns

	after_ns=$(sql "$out/$1/threshold-stop.efirun" "SELECT max(max(coalesce(
		exit_ns, done_ns, return_ns, door_ns, setup_ns, enter_ns)) -
		(SELECT min(run_ns) FROM late), 0) FROM call")
	echo "the last event is $after_ns ns later"
	[ "$after_ns" -lt 1000000 ]
}

# The call that held the CPU is there, begun before the late wakeup ran.
holds_the_call()
{
	local guilty

	guilty=$(sql "$out/$1/threshold-$2.efirun" "SELECT count(*) FROM call, late
		WHERE call.setup_ns < late.run_ns
		AND coalesce(call.done_ns, late.run_ns) > late.waking_ns")
	echo "$guilty calls beside late wakeups"
	[ "$guilty" -ge 1 ]
}

holds_switches()
{
	local switches

	switches=$(sql "$out/$1/threshold-snapshot.efirun" 'SELECT count(*) FROM switch')
	echo "$switches switches"
	[ "$switches" -ge 10 ]
}

row_threshold()
{
	local action

	check "threshold: runs" boot threshold base-irq threshold
	for action in stop snapshot env; do
		check "threshold: $action: crossed" status_is threshold "$action" 1
		check "threshold: $action: the guilty call is kept" \
			holds_the_call threshold "$action"
	done
	check "threshold: stops within a period" stopped_at_once threshold
	check "threshold: the snapshot has what ran" holds_switches threshold
	check "threshold: the command knows who was late" \
		grep -q '^EFI_LATENCY_COMM=efi-latency' "$out/threshold/command.txt"
	check "threshold: not crossed" status_is threshold none 0
}
