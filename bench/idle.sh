#!/usr/bin/env bash
# How long the stack takes to start, and what it uses when nothing is asked of it.
# usage: bench/idle.sh [seconds to observe, default 60]. Targets: healthy within 10 s, 1 CPU-second a minute, 1000 MB.
set -euo pipefail
. "$(dirname "$0")/stack.sh"

observed=${1:-60}
started=$(now)
start_stack
wait_until_healthy
printf 'all healthy after %s s (target 10)\n\n' "$(calc "$(now) - $started")"

sleep 15 # start-up work ends: tiered compilation, first health checks
declare -A before
pids=$(tree "$apphost")
from=$(now)
for pid in $pids; do before[$pid]=$(cpu_seconds "$pid"); done
sleep "$observed"
minutes="(($(now) - $from) / 60)"

printf '%-34s %8s %8s %8s %16s %12s\n' process 'RSS MB' 'PSS MB' threads 'CPU-s a minute' 'CPU-s so far'
total_cpu=0 total_rss=0 total_pss=0
for pid in $pids; do
  cpu=$(cpu_seconds "$pid")
  rate=$(calc "($cpu - ${before[$pid]}) / $minutes" 3)
  rss=$(rss_megabytes "$pid")
  pss=$(pss_megabytes "$pid")
  printf '%-34s %8s %8s %8s %16s %12s\n' "$(name_of "$pid")" "$rss" "$pss" "$(threads "$pid")" "$rate" "$cpu"
  total_cpu=$(calc "$total_cpu + $rate" 3) total_rss=$((total_rss + rss)) total_pss=$((total_pss + pss))
done
printf '%-34s %8s %8s %8s %16s\n' total "$total_rss" "$total_pss" '' "$total_cpu"
printf '%-34s %8s %8s %8s %16s\n' target '' 1000 '' 1.000
