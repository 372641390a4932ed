# SPDX-License-Identifier: GPL-2.0-only
# The load's time beside each tool over its time beside nothing, round by round.

def ratios($load; $tool):
	[.[] | select(.load == $load)] | group_by(.round) |
	[.[] | ratio((.[] | select(.tool == $tool) | .seconds);
		(.[] | select(.tool == "nothing") | .seconds))];

def seconds($load; $tool):
	[.[] | select(.load == $load and .tool == $tool) | .seconds] | median;

def cells($load; $tool):
	ratios($load; $tool) as $all |
	[(seconds($load; $tool) | fixed(2)), ($all | median | fixed(2)),
	 "\($all | min | fixed(2)) to \($all | max | fixed(2))"];

. as $samples |
result("seconds of perf bench sched, and the ratio to nothing beside it, medians of \([.[] | .round // empty] | unique | length) rounds";
	["beside it", "messaging", "ratio", "range", "pipe", "ratio", "range"];
	[("nothing", "recorder", "runqlat", "perf", "tracecmd", "ftrace") as $tool |
	 select(any($samples[]; .tool == $tool and .seconds)) |
	 [$tool | named] + ($samples | cells("messaging"; $tool) + cells("pipe"; $tool))];
	[];
	missing)
