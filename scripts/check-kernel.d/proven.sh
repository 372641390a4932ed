# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# kmod/proven, the record that all rows have passed, holds for the same files
# and the same Linux only.

readonly PROVEN=kmod/proven

# Documentation, and what is run by none of the rows, is left out.
proven_files()
{
	git ls-files -z -- kmod scripts tests/kernel ":!$PROVEN" ':!*.md' \
		':!scripts/check' ':!scripts/demo*'
}

proven_state()
{
	local source

	source=$(scripts/kernel source) || return
	echo "linux $(basename "$(dirname "$source")")"
	echo "files $(proven_files | xargs -0 sha256sum | sha256sum |
		cut -c 1-40)"
}

is_proven()
{
	local state

	state=$(proven_state) || return
	[ "$(grep -E '^(linux|files) ' "$PROVEN" 2>/dev/null)" = "$state" ]
}

write_proven()
{
	if [ -n "$(git status --porcelain -- . ":!$PROVEN")" ]; then
		note "the tree is not clean: $PROVEN is not written"
		return
	fi
	{
		echo "# scripts/check-kernel --all has passed with these;" \
			".ci/run looks here."
		proven_state
		echo "passed $passed"
		date -u '+date %F'
	} >"$PROVEN.new" && mv "$PROVEN.new" "$PROVEN" &&
		note "$PROVEN is written"
}
