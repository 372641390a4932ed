# SPDX-License-Identifier: GPL-2.0-only
# The table of one part, as text.

def pad($width; $right):
	($width - length) as $n | (if $n > 0 then " " * $n else "" end) as $fill |
	if $right then $fill + . else . + $fill end;

def lines:
	([.columns] + .rows) as $all |
	[range(.columns | length) as $i | [$all[][$i] | length] | max] as $widths |
	$all[] | [to_entries[] | .key as $i | .value | pad($widths[$i]; $i > 0)] |
	join("  ") | sub(" +$"; "");

def verdict:
	if .met == null then "not measured"
	else "\(.shown)\(if .met then ", met" else ", not met" end)"
	end;

"\(.title)", "", lines, "",
(.targets[] | "target: \(.what) <= \(.limit_shown // .limit): \(verdict)"),
.notes[],
"on \(.host | "\(.cpus) CPUs \(.cpu), \(.virt), Linux \(.kernel), load average \(.load)")"
