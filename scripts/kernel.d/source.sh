# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The distribution's kernel source: one tree per version, which patches are
# put into and taken out of such that the files they do not touch keep their
# times, and make has only the difference to build.

suite_of_linux()
{
	case $1 in
	6.12) echo trixie ;;
	*) echo trixie-backports ;;
	esac
}

set_source()
{
	SOURCE_VERSION=$1
	TREE=$CACHE/source/$LINUX/$1/tree
	PRISTINE=$CACHE/source/$LINUX/$1/pristine
	OUTPUTS=$CACHE/source/$LINUX/$1
}

find_newest_source()
{
	local note=$CACHE/source/$LINUX/newest

	[ -f "$note" ] && set_source "$(cat "$note")" && [ -d "$TREE" ]
}

unpack_source()
{
	local store=$CACHE/source/$LINUX/$1 archive

	apt_unpack "$WORK/raw" "linux-source-$LINUX" || return
	archive=$(find "$WORK/raw" -name 'linux-source-*.tar.xz' | head -n 1)
	[ -n "$archive" ] || return
	say "unpacking $(basename "$archive")"
	rm -rf "$store/.new"
	mkdir -p "$store/.new" || return
	tar -C "$store/.new" --strip-components=1 -xf "$archive" || return
	rm -rf "$WORK/raw"
	mv -T "$store/.new" "$store/tree"
}

resolve_source()
{
	local version

	apt_open "$(suite_of_linux "$LINUX")" arm64 || return
	version=$(apt_version "linux-source-$LINUX")
	[ -n "$version" ] || return
	[ -d "$CACHE/source/$LINUX/$version/tree" ] ||
		unpack_source "$version" || return
	mkdir -p "$CACHE/source/$LINUX" &&
		echo "$version" >"$CACHE/source/$LINUX/newest"
}

# Once there, a source stays: the archive's newest one would make every
# kernel of the lab stale. Remove the note "newest" to follow the archive.
find_source()
{
	find_newest_source && return
	with_lock "source-$LINUX" fetch_source
	find_newest_source
}

fetch_source()
{
	find_newest_source || resolve_source ||
		die "$EXIT_LAB" "no source of Linux $LINUX: not cached," \
			"and the archive did not give it"
}

# Every file that any patch for this version touches, one a line.
touched_files()
{
	find "$TOP/kmod/patches/$LINUX" -name '*.patch' -exec cat {} + |
		sed -n 's|^+++ b/\([^\t]*\).*|\1|p' | sort -u
}

# A file is copied before a patch touches it for the first time.
keep_pristine()
{
	local file

	mkdir -p "$PRISTINE" || return
	while read -r file; do
		[ -e "$TREE/$file" ] && [ ! -e "$PRISTINE/$file" ] || continue
		grep -qxF "$file" "$PRISTINE/.added" 2>/dev/null && continue
		mkdir -p "$PRISTINE/$(dirname "$file")" &&
			cp -p "$TREE/$file" "$PRISTINE/$file" || return
	done < <(touched_files)
	for file in $(touched_files); do
		[ -e "$PRISTINE/$file" ] || echo "$file"
	done | sort -u - <(cat "$PRISTINE/.added" 2>/dev/null) \
		>"$WORK/added" && cp "$WORK/added" "$PRISTINE/.added"
}

# Make the tree the pristine one plus these patches, if any.
# shellcheck disable=SC2120
apply_patches()
{
	local patch stage=$WORK/stage file

	keep_pristine || return
	rm -rf "$stage"
	cp -a "$PRISTINE" "$stage" || return
	rm -f "$stage/.added"
	for patch in "$@"; do
		patch -d "$stage" -p1 -s --no-backup-if-mismatch \
			<"$patch" >"$WORK/patch.log" 2>&1 ||
			die_with_log "$WORK/patch.log" \
				"$(basename "$patch") does not apply"
	done
	while read -r file; do
		[ -e "$stage/$file" ] || rm -f "$TREE/$file"
	done <"$PRISTINE/.added"
	rsync -r --checksum --no-times "$stage/" "$TREE/"
}

