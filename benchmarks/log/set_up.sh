#!/bin/sh
# Makes the environment of the measurements: this library, and the peers that it is measured beside.
# What can't be installed is left out, and the measurements name it as skipped.
set -eu
cd "$(dirname "$0")/../.."
folder=build/bench-venv
mkdir -p build
sh .ci/set-up "$folder"
for peer in "eventsourcing==9.5.*" "eventsource-py==0.8.* aiosqlite"; do
    [ -f "$folder/tried" ] && break
    # The words of one peer are its requirements.
    # shellcheck disable=SC2086
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --python "$folder/bin/python" $peer || echo "skipped: $peer" >&2
    else
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check $peer || echo "skipped: $peer" >&2
    fi
done
touch "$folder/tried"
