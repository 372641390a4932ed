# SPDX-License-Identifier: GPL-2.0-only
# Reads the text of a trace of efi:* and sched:sched_switch, and tells what
# went on inside the calls.

function field(name,	at, rest)
{
	at = index($0, " " name "=")
	if (!at)
		return ""
	rest = substr($0, at + length(name) + 2)
	sub(/ .*/, "", rest)
	return rest
}

# COMM-PID [CPU] ...: the command may hold anything.
/\[[0-9][0-9][0-9]\]/ {
	cpu = $0
	sub(/^[^\[]*\[/, "", cpu)
	sub(/\].*/, "", cpu)
	pid = $0
	sub(/ +\[[0-9][0-9][0-9]\].*/, "", pid)
	sub(/.*-/, "", pid)
}

/ efi_call_queue: / {
	queued[field("service")]++
}

/ efi_call_begin: / {
	calls++
	begun[field("service")]++
	inside[pid] = cpu
	if (field("preempt_count") == "0x0" || field("preempt_count") == "0")
		preemptible++
	if (field("irqs_disabled") != 0)
		irqs_disabled++
	if (field("queued") == 0)
		unqueued++
	if (field("requester") == 0)
		unknown++
}

/ efi_call_end: / {
	ends++
	if (!(pid in inside))
		next
	if (inside[pid] != cpu)
		moved++
	delete inside[pid]
}

/ sched_switch: / {
	if (field("prev_pid") in inside)
		preempted++
	next_pid = field("next_pid")
	if (next_pid in inside && inside[next_pid] != cpu)
		moved++
}

END {
	printf "calls=%d ends=%d preemptible=%d preempted=%d moved=%d irqs_disabled=%d unqueued=%d unknown=%d\n",
		calls, ends, preemptible, preempted, moved, irqs_disabled,
		unqueued, unknown
	for (service in begun)
		printf "%s queued=%d begun=%d\n", service, queued[service],
			begun[service]
}
