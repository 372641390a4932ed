# SPDX-License-Identifier: GPL-2.0-only
# What the lab tests share; the guests were booted by tests/lab/boots.

# The folder of a guest; fails with what went wrong when it did not get through.
guest()
{
	local dir=$BATS_TEST_DIRNAME/../../out/check/lab/$1
	if [ "$(cat "$dir/status" 2>/dev/null)" != 0 ]; then
		echo "guest $1: exit status $(cat "$dir/status"): $(tail -n 1 "$dir/lab.txt")" >&2
		return 1
	fi
	echo "$dir"
}

tool=$BATS_TEST_DIRNAME/../../build/efi-latency

report()
{
	"$tool" report --json "$1"
}

# "SERVICE calls" of a run file, by name.
recorded_calls()
{
	sqlite3 -separator ' ' "$1" \
		'select service, count(*) from call_phase group by service order by service'
}

# The same as the stall driver counted it.
true_calls()
{
	jq -r 'to_entries | sort_by(.key)[] | select(.value.calls > 0) |
		"\(.key) \(.value.calls)"' "$1"
}

# A run that lost nothing. A soft timer's own thread can be interrupted while its
# event is handled: then the interrupt's own is missed, and that is no call.
no_losses()
{
	local losses
	losses=$(sqlite3 "$1" "select name, lost_cnt from loss
		where lost_cnt > 0 and name <> 'open_at_end'
		union all select target, missed_cnt from probe
			where missed_cnt > 0 and target not like 'hrtimer%'")
	[ -z "$losses" ] || { echo "$1 lost: $losses" >&2; return 1; }
}
