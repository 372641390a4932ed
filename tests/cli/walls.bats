# SPDX-License-Identifier: GPL-2.0-only
# Who may include what (docs/map.md), read off every #include.

cd_root() { cd "$BATS_TEST_DIRNAME/../.."; }

# Quoted includes of the files $1 (a glob) that do not match $2.
strangers()
{
	# shellcheck disable=SC2086
	grep -HE '^#include "' $1 | grep -vE "#include \"($2)\"" || true
}

# $1: glob, $2: what it may include of ours.
wall()
{
	cd_root
	compgen -G "${1%% *}" >/dev/null
	found=$(strangers "$1" "$2")
	[ -z "$found" ] || { echo "$found" >&2; return 1; }
}

# Only files that match $2 may include <or "$1".
only()
{
	cd_root
	found=$(grep -lrE "^#include [<\"]$1" bpf cli reports --include='*.[ch]' |
		grep -vE "^($2)$" || true)
	[ -z "$found" ] || { echo "$1 in $found" >&2; return 1; }
}

@test "the event ABI and the histogram include nothing of ours" {
	wall 'bpf/event.h bpf/hist.h' 'none'
}

@test "BPF programs see bpf/ only" {
	wall 'bpf/*.[ch]' '(kernel|state|event|hist|entry_points)\.h'
}

@test "the run sees the ABI and itself" {
	wall 'cli/run/*.[ch]' 'bpf/(event|hist)\.h|cli/run/.*'
}

@test "the analysis sees the run and itself, and does no I/O" {
	wall 'cli/analysis/*.[ch]' 'bpf/(event|hist)\.h|cli/run/run\.h|cli/analysis/.*'
	only '(unistd|time|fcntl|pthread)\.h>' 'bpf/.*|cli/(collect|record|run|stress|doctor|util)/.*|cli/[a-z_]*\.[ch]|reports/.*'
	! grep -nE '\b(f?printf|fopen|open|puts|fputs|getenv|system)\(' cli/analysis/*.[ch]
}

@test "renderers see the report model, and what it is made of" {
	wall 'reports/*.[ch]' 'reports/.*|cli/analysis/(analysis|compare|dist|limit|plan)\.h|cli/run/run\.h|bpf/(event|hist)\.h'
	wall 'reports/text*.[ch] reports/json*.[ch]' 'reports/.*|cli/analysis/(analysis|compare|dist|limit|plan)\.h|cli/run/run\.h|bpf/event\.h'
}

@test "the collectors see the run, never its file" {
	wall 'cli/collect/*.[ch]' 'bpf/(event|hist|entry_points)\.h|cli/collect/.*|cli/run/run\.h|(recorder|calibrate)\.skel\.h'
}

@test "the recording joins collector and run file, and knows no backend" {
	wall 'cli/record/*.[ch]' 'cli/record/.*|cli/collect/(collector|noise|platform)\.h|cli/run/run_file\.h|cli/util/.*'
}

@test "only the BPF backend sees skeletons and libbpf" {
	only '.*\.skel\.h' 'cli/collect/bpf_[a-z]*\.c'
	only 'bpf/(libbpf|bpf|btf)\.h>' 'cli/collect/bpf_[a-z]*\.[ch]'
}

@test "only the run file sees SQLite, only the JSON renderer and doctor json-c" {
	only 'sqlite3\.h' 'cli/run/run_file[a-z_]*\.[ch]|cli/run/run_schema\.[ch]'
	only 'json-c/' 'reports/json[a-z_]*\.[ch]|cli/cmd_doctor\.c'
}

@test "only commands and main know exit codes and the other commands" {
	only 'cli/exit_code\.h' 'cli/cmd_[a-z]*\.[ch]|cli/main\.c'
	only 'cli/commands\.h' 'cli/cmd_[a-z]*\.c|cli/main\.c'
	only 'getopt\.h' 'cli/util/options\.c'
}

@test "util sees only itself" {
	wall 'cli/util/*.[ch]' 'cli/util/.*|bpf/hist\.h'
}
