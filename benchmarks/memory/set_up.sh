#!/bin/sh
# Makes the environment of the memories: this library, and the ones that it is measured beside. Each of them runs in a
# process of its own. What can't be installed is left out, and the table says so.
set -eu
cd "$(dirname "$0")/../.."
folder=.memory
sh .ci/set-up "$folder"
[ -f "$folder/tried" ] && exit 0
for peer in "memvara==0.21.0 pysqlite3-binary" "inspeximus==3.23.1" "attestari==0.0.8"; do
    # The words of one peer are its requirements.
    # shellcheck disable=SC2086
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --python "$folder/bin/python" $peer || echo "skipped: $peer" >&2
    else
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check $peer || echo "skipped: $peer" >&2
    fi
done
touch "$folder/tried"
