# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What every part of the benchmark uses: messages, samples, the tools that run
# beside the load, and putting back what was changed.

BENCH_STATS=/proc/sys/kernel/bpf_stats_enabled

say()
{
	printf '[%3d s] %s\n' "$SECONDS" "$*" >&2
}

die()
{
	printf 'bench: %s\n' "$*" >&2
	exit 1
}

begin()
{
	WORK=$(mktemp -d) || die "no temporary folder"
	STATS_BEFORE=
	declare -gA PIDS=() LABELS=() WHY_NOT=()
	trap cleanup EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

cleanup()
{
	trap '' HUP INT TERM
	stop_all
	stop_ftrace
	statistics_restore
	rm -rf "$WORK"
}

# Programs' run times, counted by the kernel for everybody.
statistics_on()
{
	STATS_BEFORE=$(cat $BENCH_STATS)
	echo 1 >$BENCH_STATS || die "cannot switch on kernel.bpf_stats_enabled"
}

statistics_restore()
{
	[ -z "$STATS_BEFORE" ] || echo "$STATS_BEFORE" >$BENCH_STATS
	STATS_BEFORE=
}

# One line of JSON into the samples of the part that runs.
sample()
{
	jq -nc "$@" '$ARGS.named' >>"$SAMPLES"
}

# A tool that waits for nothing else to do: wrapped around this command.
write_holder()
{
	cat >"$WORK/hold" <<-'END'
	: >"$1.ready"
	until [ -e "$1.stop" ] || [ ! -e "$1.ready" ]; do sleep 0.1; done
	END
}

# The BPF programs that a process holds, by what it has open.
programs_of()
{
	cat /proc/"$1"/fdinfo/* 2>/dev/null |
		awk '$1 == "prog_id:" { print $2 }' | sort -un
}

# Did it say that it is ready, or does it hold programs?
is_ready()
{
	case ${HOW[$1]} in
	wraps) [ -e "$WORK/$1.ready" ] ;;
	loads) [ "$(programs_of "${PIDS[$1]}" | wc -l)" -ge 2 ] ;;
	esac
}

# What the tool said last, for the table.
last_words()
{
	sed -e 's/^[[:space:]]*//' -e '/^$/d' "$WORK/$1.log" | tail -n 2 |
		tr -d '"' | paste -sd ' '
}

give_up()
{
	WHY_NOT[$1]=$(last_words "$1")
	[ -n "${WHY_NOT[$1]}" ] || WHY_NOT[$1]="it did not start"
	say "${LABELS[$1]} cannot run here: ${WHY_NOT[$1]}"
	stop_tool "$1"
	return 1
}

# Starts a tool of the table, in the background, and waits until it records.
start_tool()
{
	local tool=$1 tries=300

	[ -z "${WHY_NOT[$tool]:-}" ] || return 1
	rm -f "$WORK/$tool".*
	"run_$tool" >"$WORK/$tool.log" 2>&1 &
	PIDS[$tool]=$!
	until is_ready "$tool"; do
		tries=$((tries - 1))
		if [ $tries -eq 0 ] || ! kill -0 "${PIDS[$tool]}" 2>/dev/null; then
			give_up "$tool"
			return
		fi
		sleep 0.1
	done
	# From its programs loaded to its programs attached.
	[ "${HOW[$tool]}" = wraps ] || sleep 0.5
}

stop_tool()
{
	local pid=${PIDS[$1]:-} tries=100

	[ -n "$pid" ] || return 0
	: >"$WORK/$1.stop"
	[ "${HOW[$1]}" = wraps ] || kill -INT "$pid" 2>/dev/null
	while kill -0 "$pid" 2>/dev/null; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || kill -KILL "$pid" 2>/dev/null
		sleep 0.1
	done
	wait "$pid" 2>/dev/null
	unset "PIDS[$1]"
}

stop_all()
{
	local tool

	for tool in "${!PIDS[@]}"; do
		stop_tool "$tool"
	done
}

# The list, beginning with another member each round.
rotate()
{
	local round=$1 shift_by

	shift
	shift_by=$((round % $#))
	printf '%s\n' "${@:shift_by + 1}" "${@:1:shift_by}"
}

# What the numbers were taken on.
host_json()
{
	jq -nc --arg kernel "$(uname -r | cut -d - -f 1)" --arg arch "$(uname -m)" \
		--arg cpu "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)" \
		--arg virt "$(systemd-detect-virt --vm 2>/dev/null)" \
		--argjson cpus "$(nproc)" \
		--arg load "$(cut -d ' ' -f 1-3 /proc/loadavg)" \
		--arg date "$(date -u +%FT%TZ)" \
		--arg commit "$(git describe --always --dirty 2>/dev/null)" \
		'$ARGS.named'
}

# The samples become out/bench/PART.json, and that a table.
show()
{
	local part=$1

	jq -s --arg part "$part" --argjson host "$HOST" \
		--slurpfile labels "$WORK/labels.json" \
		"$(cat tests/bench/{common,"$part"}.jq)" "$SAMPLES" \
		>"$OUT/$part.json.new" &&
		mv "$OUT/$part.json.new" "$OUT/$part.json" &&
		jq -r -f tests/bench/table.jq "$OUT/$part.json" | tee "$OUT/$part.txt"
}
