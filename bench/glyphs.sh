#!/usr/bin/env bash
# How long the first example takes, started as a user starts it but without the build. Target: 120 s on 2 cores.
set -euo pipefail
. "$(dirname "$0")/stack.sh"

started=$(now)
status=0
dotnet "$apphost_dll" --run "$root/examples/glyphs.yaml" --exit || status=$?
printf '\nexit code %s after %s s (target 120)\n' "$status" "$(calc "$(now) - $started")"
if [ -n "${remove_home:-}" ]; then rm -rf "$GREENML_HOME"; fi
exit "$status"
