# SPDX-License-Identifier: GPL-2.0-only
# The load's time beside each tool over its time beside nothing, round by round.

def ratios($load; $tool; figure):
	[.[] | select(.load == $load)] | group_by(.round) |
	[.[] | ratio((.[] | select(.tool == $tool) | figure);
		(.[] | select(.tool == "nothing") | figure))];

def cells($load; $tool):
	ratios($load; $tool; .seconds) as $all |
	[($all | median | fixed(2)),
	 "\($all | min | fixed(2)) to \($all | max | fixed(2))",
	 (ratios($load; $tool; .cpu_s) | median | fixed(2))];

def seconds($load):
	[.[] | select(.load == $load and .tool == "nothing") | .seconds] | median | fixed(2);

. as $samples |
result("time of perf bench sched over that beside nothing, medians of \([.[] | .round // empty] | unique | length) rounds";
	["beside it", "messaging", "range", "CPU time", "pipe", "range", "CPU time"];
	[("nothing", "recorder", "runqlat", "perf", "tracecmd", "ftrace") as $tool |
	 select(any($samples[]; .tool == $tool and .seconds)) |
	 [$tool | named] + ($samples | cells("messaging"; $tool) + cells("pipe"; $tool))];
	[];
	["beside nothing: messaging \(seconds("messaging")) s, pipe \(seconds("pipe")) s",
	 missing[]])
