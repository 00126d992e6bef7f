#!/usr/bin/env bash
# Installs the Debian packages of tests/testbed/system-packages.txt that are missing; silent when none is.
# DISPATCH120_SYSTEM_PACKAGES=skip leaves the system alone (another distribution, or no rights).
set -euo pipefail

list=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/system-packages.txt
log=$(cd "$(dirname "$list")/../.." && pwd)/var/system-packages.log

wanted() { sed -e 's/#.*//' "$list" | awk 'NF { print $1 }'; }

# Names of installed packages and of what they stand in for (libcups2t64 provides libcups2).
installed() {
    dpkg-query -W -f '${db:Status-Status}|${Package}, ${Provides}\n' \
        | awk -F'|' '$1 == "installed" { n = split($2, names, ","); for (i = 1; i <= n; i++) { split(names[i], word, " "); print word[1] } }'
}

impossible() {
    printf 'setup: %s\n' "$1" >&2
    printf 'setup: these packages are missing: %s\n' "${missing[*]}" >&2
    printf 'setup: install them, or set DISPATCH120_SYSTEM_PACKAGES=skip to go on without them.\n' >&2
    exit 1
}

# Runs a command as root, with a bound on its time; what it says goes to the log.
as_root() {
    local command=("$@")
    if [ "$(id -u)" -ne 0 ]; then command=(sudo "${command[@]}"); fi
    timeout --foreground 1200 "${command[@]}" >>"$log" 2>&1 && return
    tail -n 15 "$log" >&2
    return 1
}

# Runs one apt-get command without questions and with bounds on every wait.
as_root_apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq \
        -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
}

# Debian makes and starts a cluster of its own with PostgreSQL; the tests start theirs.
without_debians_cluster() {
    as_root_apt_get install --no-install-recommends postgresql-common \
        && as_root sed -i 's/^#\? *create_main_cluster *=.*/create_main_cluster = false/' \
            /etc/postgresql-common/createcluster.conf
}

# Debian starts a broker's service when it installs it; the tests start their own. A policy that is there
# already is the administrator's and stays.
install_without_starting_services() {
    local policy=/usr/sbin/policy-rc.d own='' result=0
    if [ ! -e "$policy" ]; then
        own=yes
        as_root sh -c "printf '#!/bin/sh\nexit 101\n' > $policy && chmod 755 $policy"
    fi
    as_root_apt_get install --no-install-recommends "$@" || result=$?
    if [ -n "$own" ]; then as_root rm -f "$policy"; fi
    return "$result"
}

[ "${DISPATCH120_SYSTEM_PACKAGES:-}" != skip ] || exit 0
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    mapfile -t missing < <(wanted)
    impossible 'this is not a Debian system, and the packages have Debian names.'
fi
mapfile -t missing < <(comm -23 <(wanted | sort -u) <(installed | sort -u))
[ "${#missing[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || impossible 'installing packages needs root, and there is no sudo here.'
    sudo -n true 2>/dev/null || [ -t 0 ] || impossible 'installing packages needs root, and sudo asks for a password here.'
fi
printf 'setup: installing %d Debian packages: %s\n' "${#missing[@]}" "${missing[*]}" >&2
mkdir -p "$(dirname "$log")"
: >"$log"
as_root_apt_get update || impossible 'apt-get update failed; its messages are above.'
if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
    without_debians_cluster || impossible 'PostgreSQL could not be prepared; its messages are above.'
fi
install_without_starting_services "${missing[@]}" \
    || impossible 'apt-get install failed; its messages are above.'
