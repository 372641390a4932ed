# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # the tables are read by the parts
#
# The tools that stand beside each other: how each is run, and stopped.
#
# wraps: it runs a command while it records; the command tells when that is so.
# loads: it runs until a signal, and records once its programs are loaded.

declare -A HOW=(
	[empty]=wraps [clock]=wraps [counter]=wraps [recorder]=wraps
	[rtonly]=wraps
	[runqlat]=loads [runqslower]=loads [bpftrace]=loads
	[perf]=wraps [tracecmd]=wraps [ftrace]=wraps [nothing]=wraps
)

TRACEFS=/sys/kernel/tracing
FTRACE=$TRACEFS/instances/efi-latency-bench

label_tools()
{
	LABELS=(
		[nothing]='nothing'
		[empty]='two empty programs'
		[clock]='two that read the clock'
		[counter]='an independent count'
		[recorder]='efi-latency record'
		[rtonly]='efi-latency record --rt-only'
		[runqlat]="runqlat (libbpf-tools $(version libbpf-tools))"
		[runqslower]="runqslower (libbpf-tools $(version libbpf-tools))"
		[bpftrace]="runqlat.bt (bpftrace $(version bpftrace))"
		[perf]="perf sched record ($(version linux-perf))"
		[tracecmd]="trace-cmd record ($(version trace-cmd))"
		[ftrace]='the same events in ftrace, unread'
	)
	local tool
	for tool in "${!LABELS[@]}"; do
		jq -nc --arg k "$tool" --arg v "${LABELS[$tool]}" '{($k): $v}'
	done | jq -sc add >"$WORK/labels.json"
}

# The upstream version of a Debian package.
version()
{
	# shellcheck disable=SC2016 # dpkg-query's own syntax
	dpkg-query -W -f '${source:Upstream-Version}' "$1" 2>/dev/null ||
		echo missing
}

hold()
{
	exec "${@:2}" sh "$WORK/hold" "$WORK/$1"
}

run_nothing() { hold nothing env; }
run_empty() { hold empty build/bench/attach build/bench/sched.bpf.o empty_; }
run_clock() { hold clock build/bench/attach build/bench/sched.bpf.o clock_; }
run_counter() { hold counter build/bench/attach build/bench/sched.bpf.o count_; }
run_recorder()
{
	hold recorder "${RECORDER_UNDER[@]}" build/efi-latency record -f \
		-o "$WORK/recorder.efirun" --
}
run_rtonly() { hold rtonly build/efi-latency record --rt-only -f -o "$WORK/rtonly.efirun" --; }
run_runqlat() { exec runqlat; }
run_runqslower() { exec runqslower; }
run_perf() { hold perf perf sched record -o "$WORK/perf.data" --; }
run_tracecmd()
{
	hold tracecmd trace-cmd record -q -e sched:sched_switch \
		-e sched:sched_waking -o "$WORK/trace.dat"
}

# The script includes a kernel header that not every machine can compile, for
# the sake of one constant.
run_bpftrace()
{
	sed -e '/^#include/d' -e 's/TASK_RUNNING/0/' /usr/sbin/runqlat.bt \
		>"$WORK/bpftrace.bt"
	exec bpftrace "$WORK/bpftrace.bt"
}

run_ftrace()
{
	mkdir -p "$FTRACE" &&
		echo 1 >"$FTRACE/events/sched/sched_switch/enable" &&
		echo 1 >"$FTRACE/events/sched/sched_waking/enable" || return
	sh "$WORK/hold" "$WORK/ftrace"
	stop_ftrace
}

stop_ftrace()
{
	[ -d "$FTRACE" ] || return 0
	echo 0 >"$FTRACE/events/enable"
	rmdir "$FTRACE"
}

# Seen by this script and what it runs alone.
mount_tracing()
{
	mountpoint -q $TRACEFS || mount -t tracefs tracefs $TRACEFS 2>/dev/null
	mountpoint -q /sys/kernel/debug ||
		mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
}
