# SPDX-License-Identifier: GPL-2.0-only
# What the recorder stored against what was counted beside it. The map
# "counts" of sched.bpf.c: wakings, switches to tasks that had slept, all switches,
# switches to tasks that were not seen before: those may have slept.

def short($counted; $kept): [$counted - $kept, 0] | max;

.[0] as $s |
if $s == null or $s.inner == null then
	result("flood"; ["", ""]; []; []; ["not measured: the recorder or the count did not start"])
else
($s.ns / 1e9) as $seconds |
(($s.inner[0] + $s.inner[2]) / $seconds) as $rate |
([$s.run.losses | to_entries[] | select(.key != "open_at_end") | .value] | add) as $lost |
($s.run.stored + $lost) as $kept |
($s.outer[1] + $s.outer[3]) as $most |
result("every wakeup stored or counted as lost, \($seconds | fixed(0)) s of wakeups on every CPU";
	["", "seen"];
	[["events a second, million", ($rate / 1e6 | fixed(2))],
	 ["events (sched_waking and sched_switch)", "\($s.inner[0] + $s.inner[2])"],
	 ["wakeups of sleepers counted, around the load", "\($s.inner[1])"],
	 ["wakeups stored by the recorder", "\($s.run.stored)"],
	 ["losses that it counted", "\($lost)"],
	 ["wakeups of sleepers counted, around the recorder", "\($most)"],
	 ["of the stored, outside the load", "\($kept - $s.inner[1])"],
	 ["runs of its programs that the kernel skipped", "\($s.run.missed)"],
	 ["recorder: most memory, MiB", ($s.usage.rss_kib / 1024 | fixed(1))],
	 ["recorder: CPU seconds in user space, in the kernel",
	  "\($s.usage.user_s), \($s.usage.system_s)"],
	 ["run file, KiB", ($s.file_bytes / 1024 | fixed(0))],
	 ["the run is", (if $s.run.valid then "valid" else "invalid" end)]];
	[(target("wakeups neither stored nor counted as lost"; 0; short($s.inner[1]; $kept)) |
		.shown = "\(.value)")];
	["as many as came outside the load (\(($kept - $s.inner[1]) / $s.inner[1] * 100 | fixed(2)) %) could be missing unseen",
	 (if $rate < 1e6 then
		"fewer than a million events a second: what \($host.cpus) CPUs reached"
	  else empty end),
	 (if $kept > $most then "the recorder has more than was counted around it: a count is wrong"
	  else empty end)])
end
