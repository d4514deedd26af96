#!/usr/bin/env bash
# completion_test.sh P8: the completion scripts of `p8 completion SHELL`, asked by the shells themselves what follows
# "p8 sc" and "p8 score --ref". bash always; zsh and fish where they are installed.
set -euo pipefail
p8=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for shell in bash zsh fish; do "$p8" completion "$shell" >"$work/p8.$shell"; done

failed=0
expect() {  # WHAT EXPECTED GOT
  [ "$2" = "$3" ] && return
  echo "FAIL $1: expected '$2', got '$3'"
  failed=1
}

# What bash would offer for the words of a line, the last of which is being typed.
in_bash() {
  # shellcheck disable=SC2016  # for the inner shell
  bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _p8; echo "${COMPREPLY[*]}"' - "$work/p8.bash" "$@"
}
expect "bash, a command" score "$(in_bash p8 sc)"
expect "bash, an option" --reference "$(in_bash p8 score --ref)"
expect "bash, an option of another command" "" "$(in_bash p8 doctor --ref)"
touch "$work/clients.csv"
expect "bash, a file" "$work/clients.csv" "$(in_bash p8 score --data "$work/cli")"
expect "bash, registered" _p8 "$(bash -c "source '$work/p8.bash'; complete -p p8" | grep -o '_p8')"

if command -v fish >/dev/null; then
  fish --no-execute "$work/p8.fish" || failed=1
  in_fish() { HOME=$work fish --no-config -c "source '$work/p8.fish'; complete -C '$1'" | cut -f1 | paste -sd' '; }
  expect "fish, a command" score "$(in_fish 'p8 sc')"
  expect "fish, an option" --reference "$(in_fish 'p8 score --ref')"
else
  echo "fish is not installed: not tried"
fi

if command -v zsh >/dev/null; then
  zsh -n "$work/p8.zsh" || failed=1
  mkdir "$work/functions"
  cp "$work/p8.zsh" "$work/functions/_p8"
  # An interactive zsh in a terminal of its own, in which a line and a tab are typed, until the line has become LINE.
  cat >"$work/type.zsh" <<'END'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1='> '; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -d $1/dump; print ready-\$((1+1))"
zpty -r shell answer '*ready-2*'
zpty -w -n shell "$2"$'\t'
zpty -r shell answer "*$3*" && print -r -- "$3"
zpty -d shell
END
  in_zsh() { HOME=$work TERM=dumb timeout 60 zsh -f "$work/type.zsh" "$work/functions" "$@" || true; }
  expect "zsh, a command" "p8 score" "$(in_zsh 'p8 sc' 'p8 score')"
  expect "zsh, an option" "p8 score --reference" "$(in_zsh 'p8 score --ref' 'p8 score --reference')"
else
  echo "zsh is not installed: not tried"
fi
exit $failed
