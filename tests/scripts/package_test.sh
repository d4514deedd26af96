#!/usr/bin/env bash
# package_test.sh BUILD: packs a complete build folder as a Debian package, unpacks it in a throw-away folder, and uses
# what is there: the program with its module of vision, the manual pages, completion, the systemd unit.
set -euo pipefail
build=$1
skip() {
  echo "SKIPPED: $1"
  exit 77
}
for tool in cpack dpkg-deb dpkg-shlibdeps; do command -v "$tool" >/dev/null || skip "$tool is not installed"; done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cpack --config "$build/CPackConfig.cmake" -B "$work/made" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
package=$(find "$work/made" -maxdepth 1 -name '*.deb')
root=$work/root
dpkg-deb -x "$package" "$root"
failed=0
fail() {
  echo "FAIL $1"
  failed=1
}

depends=$(dpkg-deb -f "$package" Depends)
for library in libc6 libxgboost libtorch libssl; do
  [[ $depends == *$library* ]] || fail "the package does not depend on $library, but on: $depends"
done
[ "$(find "$root" -type f -perm -o+w)" = "" ] || fail "files that anybody may write"

p8=$root/usr/bin/p8
"$p8" --version >/dev/null || fail "p8 --version"
"$p8" doctor --json >"$work/doctor" || fail "p8 doctor, which needs the module of vision"
grep -q '"libtorch"' "$work/doctor" || fail "p8 doctor tells no version of LibTorch: $(cat "$work/doctor")"
expected=2
[ "$("$p8" score 2>/dev/null; echo $?)" = $expected ] || fail "p8 score without arguments does not end with $expected"

# Every command has its page, and man reads it without complaint.
commands=$("$p8" completion fish | sed -n 's/.*__fish_use_subcommand -a \([a-z]*\) .*/\1/p')
for page in p8 $(printf 'p8-%s ' $commands); do
  file=$root/usr/share/man/man1/$page.1.gz
  [ -e "$file" ] || file=${file%.gz}
  [ -e "$file" ] || { fail "no manual page $page"; continue; }
  if command -v man >/dev/null; then
    said=$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l "$file" 2>&1 >"$work/page") || fail "man $page"
    [ -z "$said" ] || fail "man $page warns: $said"
    grep -q OPTIONS "$work/page" || fail "man $page shows no options"
  fi
done

for file in bash-completion/completions/p8 zsh/vendor-completions/_p8 fish/vendor_completions.d/p8.fish; do
  [ -s "$root/usr/share/$file" ] || fail "no completion in /usr/share/$file"
done

unit=$(find "$root" -name p8-serve.service)
[ -n "$unit" ] || fail "no systemd unit"
if command -v systemd-analyze >/dev/null; then
  sed "s#/usr/bin/p8#$p8#" "$unit" >"$work/p8-serve.service"
  said=$(systemd-analyze verify --man=no "$work/p8-serve.service" 2>&1 | grep -i 'p8-serve' || true)
  [ -z "$said" ] || fail "systemd-analyze verify: $said"
fi
exit $failed
