# Starts the built stack in a home of its own and reads what its processes use from /proc. Sourced by the benchmarks.
# CONFIGURATION=Release measures the release build; GREENML_HOME keeps the home (default: a temporary one, removed at exit).

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
configuration=${CONFIGURATION:-Debug}
bin=$root/artifacts/bin
apphost_dll=$bin/GreenMl.AppHost/${configuration,,}/GreenMl.AppHost.dll
resources=6 # the broker and the five services
ticks_per_second=$(getconf CLK_TCK)
page_size=$(getconf PAGESIZE)

[ -f "$apphost_dll" ] || { echo "$apphost_dll is missing: dotnet build GreenMl.sln -c $configuration" >&2; exit 2; }

if [ -z "${GREENML_HOME:-}" ]; then
  GREENML_HOME=$(mktemp -d "${TMPDIR:-/tmp}/greenml-bench-XXXXXX")
  remove_home=yes
fi
export GREENML_HOME DcpPublisher__RandomizePorts=true
state=$GREENML_HOME/state/resources.json

now() { date +%s.%N; }
calc() { awk "BEGIN { printf \"%.${2:-1}f\", $1 }"; }

# Starts the AppHost; its process id is $apphost.
start_stack() {
  dotnet "$apphost_dll" "$@" >"$GREENML_HOME/apphost.log" 2>&1 &
  apphost=$!
  trap stop_stack EXIT
}

# Ends the AppHost and waits for it.
stop_stack() {
  trap - EXIT
  kill -TERM "$apphost" 2>/dev/null || true
  wait "$apphost" 2>/dev/null || true
  if [ -n "${remove_home:-}" ]; then rm -rf "$GREENML_HOME"; fi
}

healthy_resources() { { grep -oE '"health": ?"Healthy"' "$state" 2>/dev/null || true; } | wc -l; }

wait_until_healthy() {
  until [ "$(healthy_resources)" -ge "$resources" ]; do
    kill -0 "$apphost" 2>/dev/null || { cat "$GREENML_HOME/apphost.log" >&2; exit 1; }
    sleep 0.05
  done
}

# The process and all below it, one id a line.
tree() {
  local child
  echo "$1"
  for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree "$child"; done
}

# The program of a process: the assembly that dotnet runs, else the command.
program() {
  tr '\0' '\n' 2>/dev/null <"/proc/$1/cmdline" | grep -m1 -oE '[A-Za-z.]+\.dll$' | sed 's/\.dll$//' || cat "/proc/$1/comm"
}

# User and system time so far, in seconds, of the process and of its children that ended.
cpu_seconds() {
  sed 's/.*) //' "/proc/$1/stat" | awk -v hz="$ticks_per_second" '{ print ($12 + $13 + $14 + $15) / hz }'
}

# Resident megabytes: all pages mapped, and with shared pages divided among their users.
rss_megabytes() { awk -v page="$page_size" '{ printf "%.0f", $2 * page / 1e6 }' "/proc/$1/statm"; }
pss_megabytes() { awk '/^Pss:/ { printf "%.0f", $2 * 1024 / 1e6 }' "/proc/$1/smaps_rollup"; }
threads() { ls "/proc/$1/task" | wc -l; }

# The name of a resource by its process id, else the program.
name_of() {
  local name
  name=$(tr -d '\n' <"$state" | grep -oE '"name": *"[^"]+"[^{}]*"pid": *'"$1"'\b' | sed -E 's/.*"name": *"([^"]+)".*/\1/')
  echo "${name:-$(program "$1")}"
}
