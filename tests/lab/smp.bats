# SPDX-License-Identifier: GPL-2.0-only
# Two CPUs on a free-running clock: counts are exact, no time is checked.

load helpers

count_on_two()
{
	local dir
	dir=$(guest "$1")
	no_losses "$dir/run.efirun"
	echo "$1:" $(recorded_calls "$dir/run.efirun")
	[ "$(recorded_calls "$dir/run.efirun")" = "$(true_calls "$dir/truth.json")" ]
	[ "$(report "$dir/run.efirun" | jq -r '.host["cpu.online"]')" = 0-1 ]
	[ "$(sqlite3 "$dir/run.efirun" "select count(distinct cpu) from hist
		where source = 'victim'")" = 2 ]
}

@test "arm64 6.12-rt" { count_on_two smp-arm64-6.12; }
@test "arm64 7.3-rt" { count_on_two smp-arm64-7.3; }
@test "x86-64 6.12-rt" { count_on_two smp-x86_64-6.12; }
