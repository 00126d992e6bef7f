#!/usr/bin/env bash
# Makes the checkout ready to run, as far as its argument asks: `demo` (the product and its neighbours) or
# `test` (also the tools that test it). Safe to repeat, quick when nothing is missing, silent on stdout.
#   PYTHON   the interpreter to build the environment with (default: python3)
set -euo pipefail

level=${1:?usage: prepare.sh demo|test}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
python=${PYTHON:-python3}
cd "$root"

say() { printf 'setup: %s\n' "$1" >&2; }
fail() { say "$1"; exit 1; }

# What the environment was built from; it is built again when any of it differs.
fingerprint() { { printf '%s\n' "$root"; "$python" -VV; cat pyproject.toml; } | sha256sum | cut -d' ' -f1; }

make_environment() {
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
        || fail "Python 3.11 or newer is needed; say which with PYTHON=…"
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        say "making the Python environment .venv"
        "$python" -m venv --clear .venv >&2 || fail "python3 -m venv failed; on Debian it is the package python3-venv."
    fi
}

install_python_packages() {
    local extras=$1
    say "installing the Python packages of [$extras]; the first time this takes a minute or two"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 5 --timeout 30 \
        --editable ".[$extras]" >&2 || fail "pip could not install the packages; its messages are above."
}

# An environment for tests serves the demo too.
environment_is_ready() {
    local stamp
    for stamp in ".venv/.ready-$level" .venv/.ready-test; do
        [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$print" ] && return 0
    done
    return 1
}

case $level in
    demo) extras=console,server ;;
    test) extras=test ;;
    *) fail "prepare.sh knows demo and test, not $level" ;;
esac

mkdir -p var
exec 9>var/setup.lock
flock --wait 1800 9 || fail "another set-up of this checkout has been running for half an hour."

# 9>&- : what a package starts must not keep the lock.
"$here/system_packages.sh" 9>&-
command -v "$python" >/dev/null || fail "there is no $python here; say which Python with PYTHON=…"
print=$(fingerprint)
if ! environment_is_ready; then
    make_environment
    install_python_packages "$extras"
    printf '%s\n' "$print" > ".venv/.ready-$level"
    say "ready"
fi
if [ -e tests/testbed/exchange.py ]; then
    .venv/bin/python -c 'from tests.testbed.exchange import install; install()' >&2 9>&- \
        || fail "the private Asterisk could not be installed."
fi
