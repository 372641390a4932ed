# SPDX-License-Identifier: GPL-2.0-only
# ns per event by tool and load.

def wakes: .program | test("wakeup$|waking$");
def switches: .program | test("switch$");

# The two programs of one tool in one round under one load.
def together:
	ratio(map(select(wakes) | .ns) | add; map(select(wakes) | .cnt) | add) as $wake |
	ratio(map(select(switches) | .ns) | add; map(select(switches) | .cnt) | add) as $switch |
	{round: .[0].round, load: .[0].load, tool: .[0].tool, wake: $wake,
	 switch: $switch,
	 both: (if $wake == null or $switch == null then null else $wake + $switch end)};

# Ratios are taken inside a round, where all saw the same events.
def against($rounds; $ours; $tool; $load):
	[$rounds[] | select(.load == $load) | select(.tool == $tool or .tool == $ours)] |
	group_by(.round) |
	[.[] | select(length == 2) | ratio(
		(.[] | select(.tool == $ours) | .both);
		(.[] | select(.tool == $tool) | .both))] | median;

def row($rounds; $load; $tool):
	[$rounds[] | select(.load == $load and .tool == $tool)] |
	if length == 0 then empty else
	[($tool | named), $load, (map(.wake) | median | fixed(0)),
	 (map(.switch) | median | fixed(0)), (map(.both) | median | fixed(0)),
	 (if $tool == "recorder" then "1.00" else against($rounds; "recorder"; $tool; $load) | fixed(2) end)]
	end;

[.[] | select(.ns)] as $programs |
($programs | group_by([.round, .load, .tool]) | map(together)) as $rounds |
result("ns per event, all programs at the same events, medians of \($rounds | map(.round) | unique | length) rounds";
	["tool", "load", "waking", "switch", "both", "recorder is"];
	[("pipe", "messaging") as $load |
	 ("empty", "clock", "recorder", "rtonly", "runqlat", "runqslower", "bpftrace") |
	 row($rounds; $load; .)];
	[("pipe", "messaging") as $load | ("recorder", "rtonly") as $ours |
	 {recorder: "recorder", rtonly: "recorder --rt-only"}[$ours] as $name |
	 target("\($name) over two programs that read the clock, \($load)"; 1.3;
		against($rounds; $ours; "clock"; $load)),
	 (target("\($name) over runqlat, \($load)"; 1 / 3;
		against($rounds; $ours; "runqlat"; $load)) + {limit_shown: "1/3"})];
	missing)
