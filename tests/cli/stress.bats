# SPDX-License-Identifier: GPL-2.0-only
# stress on the machine itself: what is refused, and the victim alone.

setup()
{
	tool=$BATS_TEST_DIRNAME/../../build/efi-latency
	cd "$BATS_TEST_TMPDIR"
}

# Exit code 2, nothing on stdout and this one line on stderr.
refused()
{
	local line=$1
	shift
	run -2 --separate-stderr "$tool" stress "$@"
	[ "$output" = "" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ "${stderr_lines[0]}" == "efi-latency stress: "$line ]]
}

need_fifo()
{
	chrt -f 1 true 2>/dev/null || skip "SCHED_FIFO is not allowed here"
}

bats_require_minimum_version 1.5.0

@test "stress --help prints every option on stdout" {
	run -0 --separate-stderr "$tool" stress --help
	[ "$stderr" = "" ]
	for option in service count interval duration victim victim-cpus victim-period \
		victim-prio allow-nonvolatile help; do
		[[ "$output" == *"--$option"* ]]
	done
}

@test "stress refuses wrong options in one line each" {
	refused "unknown option '--servic'*" --servic GET_TIME
	refused "--service: 'GET_TIM' is no service*" --service GET_TIM
	refused "--service: 'get_time' is no service*" --service get_time
	refused "--service: '' is no service*" --service GET_TIME,
	refused "--count: '-3' is no whole number" --count -3
	refused "--count: '0' is not within 1 to *" --count=0
	refused "--count needs an argument: N" --count
	refused "--duration: '-3' is no number of seconds" --duration -3
	refused "-i: 'x' is no whole number" -i x
	refused "--victim-prio: '100' is not within 1 to 99" --victim-prio 100
	refused "--victim-cpus needs --victim" --victim-cpus 0
	refused "--victim-cpus: '2-1' is no list of CPUs" --victim --victim-cpus 2-1
	refused "--service none without --victim leaves nothing to do" --service none
	refused "'GET_TIME' is not an option" GET_TIME
}

@test "stress without EFI says so for every service and exits 5" {
	[ ! -d /sys/firmware/efi ] || skip "this machine has EFI"
	run -5 --separate-stderr "$tool" stress
	[ "$(grep -c 'skipped: ' <<<"$output")" -eq 5 ]
	[ "$stderr" = "efi-latency: stress: none of the services can be called here" ]
}

@test "the victim runs without any service, every period counted" {
	need_fifo
	start=$(date +%s%N)
	run -0 --separate-stderr "$tool" stress --service none --victim --victim-cpus 0 \
		--victim-period 2000 --count 10 --interval 30
	took_ms=$((($(date +%s%N) - start) / 1000000))
	[ "$stderr" = "" ]
	read -r cpu count skipped _ <<<"${lines[-1]}"
	[ "$cpu" = 0 ]
	# 300 ms are 150 periods, late ones skipped; never more than the time that passed.
	[ $((count + skipped)) -ge 148 ]
	[ $((count + skipped)) -le $((took_ms / 2 + 1)) ]
}

@test "the victim runs where EFI is asked for by default and missing" {
	need_fifo
	[ ! -d /sys/firmware/efi ] || skip "this machine has EFI"
	run -0 "$tool" stress --victim --count 5
	[[ "$output" == *"victim: SCHED_FIFO 80, every 1000 us"* ]]
}

@test "a CPU that is not there is refused with exit code 5" {
	need_fifo
	run -5 --separate-stderr "$tool" stress --service none --victim --victim-cpus 8191
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ "$stderr" == *"is not online"* ]]
}

@test "SIGTERM ends stress at once, with its figures" {
	need_fifo
	"$tool" stress --service none --victim --duration 60 >out &
	pid=$!
	sleep 0.5
	kill -TERM "$pid"
	wait "$pid"
	grep -q 'victim: SCHED_FIFO' out
}

@test "the victim hands its figures to the recorder" {
	need_fifo
	exec 9<>figures
	EFI_LATENCY_WORKLOAD_FD=9 "$tool" stress --service none --victim --victim-cpus 0 -n 5
	exec 9<&-
	# A record is its 24 bytes, and a histogram of 5 counters and 1152 bins.
	[ "$(stat -c %s figures)" -eq $((24 + 8 * (5 + 1152))) ]
}
