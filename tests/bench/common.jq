# SPDX-License-Identifier: GPL-2.0-only
# What the reports share; each part's own file follows it in one program.

def median:
	sort | length as $n |
	if $n == 0 then null
	elif $n % 2 == 1 then .[($n - 1) / 2]
	else (.[$n / 2 - 1] + .[$n / 2]) / 2
	end;

def ratio($a; $b): if $a == null or $b == null or $b == 0 then null else $a / $b end;

def fixed($digits):
	if . == null then "-"
	else pow(10; $digits) as $scale | . * $scale | round |
		(if . < 0 then "-" else "" end) as $sign | fabs | floor |
		tostring |
		if $digits == 0 then $sign + .
		else ("0" * ([$digits + 1 - length, 0] | max) // "") + . |
			$sign + .[:-$digits] + "." + .[-$digits:]
		end
	end;

def named: . as $tool | $labels[0][$tool] // $tool;

def missing: [.[] | select(.unavailable and .tool) | "\(.tool | named): cannot run here: \(.unavailable)"];

# A target: the value is to be at most the limit.
def target($what; $limit; $value):
	{what: $what, limit: $limit, value: $value, shown: ($value | fixed(2)),
	 met: (if $value == null then null else $value <= $limit end)};

def result($title; $columns; $rows; $targets; $notes):
	{part: $part, host: $host, title: $title, columns: $columns, rows: $rows,
	 targets: $targets, notes: $notes, samples: .};
