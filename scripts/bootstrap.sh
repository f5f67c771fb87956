#!/bin/sh
# Makes .venv and installs the pinned packages; does nothing when they are already there.
#
#   scripts/bootstrap.sh        what the portal needs to run
#   scripts/bootstrap.sh dev    the same, and what its tests and checks need
#
# Packages come from wherever the user's own pip configuration says.
set -eu
cd "$(dirname "$0")/.."

lock=requirements.lock
[ "${1:-}" != dev ] || lock=requirements-dev.lock

# The stamp is a copy of the lock beside the Python version; it is written last and removed first,
# so a .venv whose installation was cut short never carries one.
stamp() { printf '.venv/installed-%s' "$1"; }
version() { "$1" -I -S -c 'import sys; print(sys.version)' 2>/dev/null; }

if cmp -s "$lock" "$(stamp "$lock")" 2>/dev/null && [ "$(version .venv/bin/python)" = "$(cat .venv/installed-python)" ]; then
    exit 0
fi

# Every name is tried by running it: a version manager's shim may exist and still refuse.
usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

find_python() {
    for name in python3.13 python3.12 python3.14 python3 python; do
        if command -v "$name" >/dev/null 2>&1 && usable "$name"; then
            command -v "$name"
            return
        fi
    done
    for place in "${HOME:-/nonexistent}"/.pyenv/versions/*/bin /opt/*/bin /usr/local/bin; do
        for name in python3.13 python3.12 python3.14 python3; do
            if [ -x "$place/$name" ] && usable "$place/$name"; then
                echo "$place/$name"
                return
            fi
        done
    done
    return 1
}

# An environment without a stamp is half-made, or made for a Python that has gone: start again.
if [ ! -f .venv/installed-python ] || [ "$(version .venv/bin/python)" != "$(cat .venv/installed-python)" ]; then
    if ! python=$(find_python); then
        echo '没有找到可用的 Python（需要 3.12 或更新，并带 venv）。请先安装，例如：apt install python3 python3-venv' >&2
        echo 'No usable Python was found (3.12 or newer, with venv). Please install one, e.g.: apt install python3 python3-venv' >&2
        exit 1
    fi
    echo "建立 .venv ……  Making .venv with $python" >&2
    rm -rf .venv
    "$python" -m venv .venv
fi

echo "安装 $lock ……  Installing $lock" >&2
rm -f .venv/installed-*
.venv/bin/python -m pip install --disable-pip-version-check --no-input --quiet \
    --require-hashes --requirement "$lock"

# The development lock contains everything in the other one; `make lock` writes both together.
cp requirements.lock "$(stamp requirements.lock)"
[ "$lock" = requirements.lock ] || cp "$lock" "$(stamp "$lock")"
version .venv/bin/python >.venv/installed-python.new
mv .venv/installed-python.new .venv/installed-python
