#!/usr/bin/env bash
# readme_test.sh P8: every command in the README's code blocks, as written and in order, in a folder that holds what the
# project carries and the built program where the README puts it. Not run: blocks of ```console, which show what a
# terminal shows, and those below a comment "<!-- not run by readme_test.sh: WHY -->".
set -euo pipefail
p8=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/p8/build/release"
cp -r "$root/configs" "$root/scripts" "$root/README.md" "$work/p8"
ln -s "$(dirname "$p8")" "$work/p8/build/release/apps"

# The commands of the blocks to run, one a line: "LINE COMMAND", continued lines joined.
commands() {
  awk '
    /^<!-- not run by readme_test.sh: .* -->$/ { skip = 1; next }
    /^```/ { inside = !inside; if (inside) { run = !skip && $0 == "```"; skip = 0 } else run = 0; next }
    !inside && NF { skip = 0 }
    run && NF {
      if (command == "") first = NR
      command = command $0
      if (sub(/\\$/, "", command)) next
      print first " " command
      command = ""
    }' "$1"
}

# A server is started on a free port, asked for nothing, and told to stop.
serve() {
  "$@" --port 0 >"$work/served" 2>"$work/said" &
  local server=$!
  for _ in $(seq 300); do
    [ -s "$work/served" ] && break
    kill -0 $server 2>/dev/null || break
    sleep 0.1
  done
  kill -TERM $server 2>/dev/null || true
  wait $server && grep -q http:// "$work/served"
}

cd "$work/p8"
count=0
failed=0
begin=$SECONDS
while read -r line command; do
  count=$((count + 1))
  started=$SECONDS
  [[ $command != "p8 serve "* ]] || command="serve $command"
  # In this shell, so that what a command exports holds for the next one.
  if eval "$command" </dev/null >"$work/out" 2>"$work/said"; then
    echo "ok: README.md:$line ($((SECONDS - started)) s) $command"
  else
    echo "FAILED: README.md:$line: $command"
    cat "$work/out" "$work/said"
    failed=1
  fi
done < <(commands README.md)
[ $count -ge 10 ] || { echo "FAILED: only $count commands found in README.md"; failed=1; }
echo "$count commands in $((SECONDS - begin)) s"
exit $failed
