# SPDX-License-Identifier: GPL-2.0-only
# Pairs: what a loop takes beyond the same loop without them, under each
# condition, over the same in a kernel without the events.

def counted($kernel; $loop):
	[.[] | select(.kernel == $kernel and .loop == $loop)] | sort_by(.rounds) |
	if length < 2 then null
	else ((.[1].rounds - .[0].rounds) * 6) as $n |
		[.[1].counts, .[0].counts] | transpose | map((.[0] - .[1]) / $n)
	end;

def pairs:
	if . == null or .ns == null then null else .ns |
	{preempt: (.run_preempt - .run_nothing), lock: (.run_lock - .run_look_up),
	 getppid: .getppid}
	end;

def condition($kernel; $name):
	[.[] | select(.kernel == $kernel and .condition == $name)] | last;

def over($x; $y): ratio($x; $y) | if . == null then "-" else fixed(2) end;

def line($name; $this; $bare):
	if $this == null then empty else
	[$name] + [("preempt", "lock", "getppid") as $loop |
		($this[$loop] | fixed(0)), over($this[$loop]; $bare[$loop])]
	end;

. as $samples |
(condition("base"; "nobody") | pairs) as $bare |
([.[] | select(.kernel == "base-irq" and .probes) | .probes] | last // []) as $probes |
result("ns of guest time a pair, and the ratio to a kernel without the preemptirq events";
	["condition", "preempt pair", "ratio", "irq pair around one", "ratio", "getppid()", "ratio"];
	[line("events not compiled in"; $bare; $bare),
	 (("nobody", "empty", "recorder", "tracer") as $name |
	  line({nobody: "compiled in, off", empty: "an empty program on each",
		recorder: "efi-latency record", tracer: "tracer preemptirqsoff"}[$name];
		($samples | condition("base-irq"; $name) | pairs); $bare))];
	[];
	[(if ($probes | length) > 0 then "the recorder had programs on: \($probes | join(", "))"
	  else "the recorder had no program on these events" end),
	 ((("run_preempt", "run_lock", "getppid") as $loop |
	   ($samples | counted("base-irq"; $loop)) | select(. != null) |
	   "a round of \($loop) is \(.[0] | fixed(2)) preempt and \(.[2] | fixed(2)) irq pairs by the events")),
	 ($samples[] | select(.unavailable) | select(.kernel == "base-irq" or .condition == null) |
	  "\(.kernel) \(.condition // ""): \(.unavailable)")])
