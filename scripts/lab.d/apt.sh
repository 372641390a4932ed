# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Packages of other suites and architectures, by an apt of our own: nothing
# of it reaches the machine's apt state, and nothing is installed.

readonly KEYRINGS=/usr/share/keyrings

# The Debian archive that this machine already uses.
archive_site()
{
	# $(...) is apt's own syntax.
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(SITE)|$(RELEASE)|$(LABEL)' \
		'Origin: Debian' 'Created-By: Packages' 2>/dev/null |
		awk -F'|' '$3 == "Debian" && $2 !~ /-/ { print $1; exit }'
}

find_archive()
{
	ARCHIVE=$(archive_site)
	if [ -z "$ARCHIVE" ] && [ "$(id -u)" -eq 0 ]; then
		say "updating the package index to learn the archive's address"
		apt-get -qq update >/dev/null 2>&1
		ARCHIVE=$(archive_site)
	fi
	[ -n "$ARCHIVE" ]
}

# trixie is signed by keys that only newer keyring packages hold.
archive_keyring()
{
	local release=${1%-backports}

	if [ -e "$KEYRINGS/debian-archive-$release-automatic.gpg" ]; then
		echo "$KEYRINGS/debian-archive-keyring.gpg"
		return
	fi
	say "the archive keys of $release are missing:" \
		"apt-get install debian-archive-keyring"
	return 1
}

# #clear keeps the machine's proxy settings but not its update hooks.
write_apt_conf()
{
	local root=$1 arch=$2

	cat >"$root/apt.conf" <<-END
	#clear APT::Update;
	#clear DPkg;
	APT::Architecture "$arch";
	APT::Architectures "$arch";
	APT::Get::List-Cleanup "false";
	APT::Sandbox::User "root";
	Acquire::Languages "none";
	Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
	Acquire::Retries "3";
	Dir::Etc::SourceList "$root/sources.list";
	Dir::Etc::SourceParts "/dev/null";
	Dir::Etc::Preferences "/dev/null";
	Dir::Etc::PreferencesParts "/dev/null";
	Dir::State "$root/state";
	Dir::State::status "$root/status";
	Dir::Cache "$root/cache";
	END
}

# Sets APT_ROOT to a private apt that knows one suite for one architecture.
apt_open()
{
	local suite=$1 arch=$2 keyring

	[ "${APT_ROOT:-}" != "$CACHE/apt/$suite-$arch" ] || return 0
	APT_ROOT=$CACHE/apt/$suite-$arch
	find_archive || return
	keyring=$(archive_keyring "$suite") || return
	mkdir -p "$APT_ROOT"/{state/lists/partial,cache/archives/partial} ||
		return
	: >"$APT_ROOT/status"
	printf 'deb [signed-by=%s] %s %s main\n' \
		"$keyring" "$ARCHIVE" "$suite" >"$APT_ROOT/sources.list"
	write_apt_conf "$APT_ROOT" "$arch"
	say "reading the index of $suite for $arch"
	apt-get -c "$APT_ROOT/apt.conf" -qq -o APT::Update::Error-Mode=any \
		update >"$WORK/apt.log" 2>&1
}

apt_version()
{
	apt-cache -c "$APT_ROOT/apt.conf" show --no-all-versions "$1" |
		sed -n 's/^Version: //p'
}

apt_depends()
{
	apt-cache -c "$APT_ROOT/apt.conf" show --no-all-versions "$1" |
		sed -n 's/^Depends: //p' | tr ',|' '\n' |
		sed 's/^ *//; s/[ (:].*//'
}

# Download packages and unpack them below a folder.
apt_unpack()
{
	local dest=$1 deb

	shift
	mkdir -p "$WORK/debs" "$dest" || return
	say "downloading $*"
	(cd "$WORK/debs" &&
		apt-get -c "$APT_ROOT/apt.conf" -qq download "$@") \
		>"$WORK/apt.log" 2>&1 || return
	for deb in "$WORK"/debs/*.deb; do
		dpkg -x "$deb" "$dest" || return
	done
	rm -rf "$WORK/debs"
}
