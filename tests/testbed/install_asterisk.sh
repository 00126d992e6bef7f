#!/usr/bin/env bash
# Installs Asterisk for the tests into a private folder, from Debian's packages, without touching
# the system's own packages. Safe to run again: does nothing when the folder is complete.
#   install_asterisk.sh PREFIX MODULES_CONF
# Debian 12 has no asterisk, so the packages come from a later suite. Everything runs through the
# dynamic loader that comes with them: the system's own libc does not matter.
set -euo pipefail
prefix=$1
modules_conf=$2
suites=${ASTERISK_SUITES:-forky sid}
layout=1   # raise when what is installed changes
say() { printf '[asterisk] %s\n' "$*"; }
die() { printf '[asterisk] FAILED: %s\n' "$*" >&2; exit 1; }
trap 'die "line $LINENO: $BASH_COMMAND"' ERR

modules=$(sed -n 's/^\(require\|load\) = \(.*\)\.so$/\2/p' "$modules_conf")
want="$layout $(printf '%s' "$modules" | sha256sum | cut -c1-16)"
complete() { [ "$(cat "$prefix/.complete" 2>/dev/null || true)" = "$want" ]; }
if complete; then exit 0; fi
for tool in apt-get dpkg dpkg-deb awk sed sha256sum flock; do
  command -v $tool >/dev/null || die "needs $tool"
done
arch=$(dpkg --print-architecture)

# The mirror the system itself uses.
mirror=''
if [ -r /etc/apt/sources.list.d/debian.sources ]; then
  mirror=$(sed -n 's/^URIs:[[:space:]]*//p' /etc/apt/sources.list.d/debian.sources | head -n1 | awk '{print $1}')
elif [ -r /etc/apt/sources.list ]; then
  mirror=$(awk '$1=="deb"{for(i=2;i<=NF;i++) if($i ~ /:\/\//){print $i; exit}}' /etc/apt/sources.list)
fi
[ -n "$mirror" ] || die "no Debian mirror found below /etc/apt"
keyring=''
for found in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
  if [ -e "$found" ]; then keyring=$found; break; fi
done
[ -n "$keyring" ] || die "the package debian-archive-keyring is missing"

# Two runs at once: the second waits, then finds it complete.
mkdir -p "$(dirname "$prefix")"
exec 9>"$prefix.lock"
flock 9
if complete; then exit 0; fi

work=$(mktemp -d "${TMPDIR:-/tmp}/asterisk-install.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,cache/archives/partial,stage,preferences}
: > "$work/status"
from=''
for suite in $suites; do
  say "reading the package list of $suite"
  echo "deb [arch=$arch signed-by=$keyring] $mirror $suite main" > "$work/sources.list"
  cat > "$work/apt.conf" <<C
Dir::State "$work"; Dir::State::lists "$work/lists"; Dir::State::status "$work/status";
Dir::Cache "$work/cache"; Dir::Etc::sourcelist "$work/sources.list"; Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-"; Dir::Etc::preferencesparts "$work/preferences";
APT::Install-Recommends "false"; Acquire::Languages "none"; Acquire::Retries "3";
APT::Sandbox::User "root"; Debug::NoLocking "true"; APT::Get::Assume-Yes "true";
C
  export APT_CONFIG=$work/apt.conf
  if ! apt-get update -qq >"$work/update.log" 2>&1 || ! apt-cache show asterisk >/dev/null 2>&1; then
    say "no asterisk in $suite"
    continue
  fi
  say "downloading from $suite"
  if apt-get install -qq --download-only asterisk >"$work/get.log" 2>&1; then
    from=$suite
    break
  fi
  tail -n 5 "$work/get.log" >&2
  rm -f "$work"/cache/archives/*.deb
done
[ -n "$from" ] || { tail -n 5 "$work/update.log" >&2; die "asterisk could not be downloaded from: $suites"; }

say "unpacking"
for deb in "$work"/cache/archives/*.deb; do
  case ${deb##*/} in
    libperl*|libsnmp*|libicu*|libc-gconv*|libnss3*|libpam-*|libdebconf*) ;;
    asterisk_*|asterisk-modules_*|lib*|zlib1g*) dpkg-deb -x "$deb" "$work/stage" ;;
  esac
done
stage=$work/stage
loader=$(find "$stage" -name 'ld-linux*.so.*' | head -n1)
[ -n "$loader" ] || die "no dynamic loader in the libc package"
triplet=$(cd "$stage/usr/lib" && ls -d *-linux-gnu* | head -n1)
search="$stage/usr/lib/$triplet:$stage/lib/$triplet"

say "choosing modules and libraries"
new=$prefix.new
rm -rf "$new"
mkdir -p "$new"/{sbin,lib,modules,share}
cp "$stage/usr/sbin/asterisk" "$new/sbin/"
cp -L "$loader" "$new/lib/ld.so"
missing=''
for module in $modules; do
  file=$stage/usr/lib/$triplet/asterisk/modules/$module.so
  if [ -e "$file" ]; then cp "$file" "$new/modules/"; else missing="$missing $module"; fi
done
[ -z "$missing" ] || die "this Asterisk has no module:$missing"
for binary in "$new/sbin/asterisk" "$new"/modules/*.so; do
  "$loader" --inhibit-cache --library-path "$search" --list "$binary" 2>/dev/null || true
done > "$work/needs"
if grep 'not found' "$work/needs" | sort -u >&2; then die "libraries missing"; fi
awk '{for(i=1;i<=NF;i++) if($i ~ /^\//) print $i}' "$work/needs" | sort -u | while read -r library; do
  case $library in
    */ld-linux*) ;;
    "$stage"/*) cp -L "$library" "$new/lib/" ;;
    *) die "outside the unpacked packages: $library" ;;
  esac
done
cp -a "$stage/usr/share/asterisk/documentation" "$new/share/"
"$new/lib/ld.so" --inhibit-cache --library-path "$new/lib" "$new/sbin/asterisk" -V > "$new/VERSION"
echo "$want" > "$new/.complete"
rm -rf "$prefix.old"
[ ! -e "$prefix" ] || mv "$prefix" "$prefix.old"
mv "$new" "$prefix"
rm -rf "$prefix.old"
say "installed $(cat "$prefix/VERSION") from $from in $prefix"
