# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What runs beside the tools.

# Each prints its seconds. Both tasks on one CPU: where the scheduler puts them
# else changes the time more than any tool does.
load_pipe()
{
	taskset -c "$(online_cpus | tail -n 1)" \
		perf bench -f simple sched pipe -l 100000
}

load_messaging()
{
	perf bench -f simple sched messaging -l 100
}

# Two tasks that wake each other in turns, on each CPU.
flood_load()
{
	local cpu

	for cpu in $(online_cpus); do
		timeout "$1" taskset -c "$cpu" \
			perf bench sched pipe -l 1000000000 >/dev/null 2>&1 &
	done
	wait
}

online_cpus()
{
	awk '$1 == "Cpus_allowed_list:" { print $2 }' /proc/self/status |
		tr ',' '\n' | while IFS=- read -r first last; do
			seq "$first" "${last:-$first}"
		done
}
