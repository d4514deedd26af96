#!/usr/bin/env bash
# package_test.sh BUILD: packs a complete build folder as a Debian package, unpacks it in a throw-away folder, and uses
# what is there: the program with its module of vision, the demo, the manual pages, completion, the systemd unit. Then
# `cmake --install` into a prefix of its own.
set -euo pipefail
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
fail() {
  echo "FAIL $1"
  failed=1
}

# What cpack does where dpkg-shlibdeps is missing.
if cpack --config "$build/CPackConfig.cmake" -B "$work/none" -D CPACK_DEBIAN_PACKAGE_SHLIBDEPS=OFF >"$work/log" 2>&1; then
  fail "cpack made a package that depends on no library: $(cat "$work/log")"
fi
grep -q 'run: scripts/setup.sh build' "$work/log" || fail "cpack without dpkg-shlibdeps says: $(cat "$work/log")"
[ -z "$(find "$work/none" -maxdepth 1 -name '*.deb')" ] || fail "a package that depends on no library stays"

cpack --config "$build/CPackConfig.cmake" -B "$work/made" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
package=$(find "$work/made" -maxdepth 1 -name '*.deb')
root=$work/root
dpkg-deb -x "$package" "$root"

[ "$(dpkg-deb -f "$package" Section)" = science ] || fail "section $(dpkg-deb -f "$package" Section)"
depends=$(dpkg-deb -f "$package" Depends)
[[ $depends == "libopenblas0-pthread | libblas.so.3, "* ]] || fail "apt would not take OpenBLAS first: $depends"
for library in libc6 libxgboost libtorch libssl; do
  [[ $depends == *$library* ]] || fail "the package does not depend on $library, but on: $depends"
done
[ "$(find "$root" -type f -perm -o+w)" = "" ] || fail "files that anybody may write"
[ "$(find "$root" -name '*.h' -o -name '*.a' -o -name '*.cmake')" = "" ] || fail "headers and archives, of component dev"

p8=$root/usr/bin/p8
modules=$(find "$root/usr/lib" -name 'libp8_*.so')
[ "$(wc -w <<<"$modules")" = 2 ] || fail "two modules expected, found: $modules"
for file in "$p8" $modules; do
  name=${file##*/} dynamic=$(readelf -dW "$file") headers=$(readelf -lW "$file") symbols=$(readelf -W --dyn-syms "$file")
  [[ $dynamic == *FLAGS*NOW* ]] || fail "$name: not bound when it is loaded"
  [[ $headers == *GNU_RELRO* ]] || fail "$name: its tables can be written"
  [[ $symbols == *__stack_chk_fail* ]] || fail "$name: no stack protector"
  [[ $symbols == *_chk@GLIBC* ]] || fail "$name: no FORTIFY_SOURCE"
done
for program in "$build/apps/p8" "$p8"; do
  runpath=$(readelf -d "$program" | sed -n 's/.*RUNPATH.*\[\(.*\)\]/\1/p')
  [[ :$runpath: == :'$ORIGIN'/* && :$runpath: != *::* ]] || fail "libraries of the working directory run: $runpath"
done
"$p8" --version >/dev/null || fail "p8 --version"
"$p8" doctor --json >"$work/doctor" || fail "p8 doctor, which needs the module of vision"
grep -q '"libtorch"' "$work/doctor" || fail "p8 doctor tells no version of LibTorch: $(cat "$work/doctor")"
expected=2
[ "$("$p8" score 2>/dev/null; echo $?)" = $expected ] || fail "p8 score without arguments does not end with $expected"

# The demo of the installed package, called from anywhere.
mkdir "$work/elsewhere"
share=$root/usr/share/p8
(cd "$work/elsewhere" && "$share/scripts/demo.sh") >"$work/demo" 2>&1 || fail "the installed demo: $(cat "$work/demo")"
[ -s "$work/elsewhere/p8-demo/overview/report.html" ] || fail "the installed demo wrote no page: $(cat "$work/demo")"
"$share/scripts/fetch_weights.sh" --list >/dev/null || fail "the installed fetch_weights.sh"
grep -q CC-BY-4.0 "$root/usr/share/doc/p8/copyright" || fail "no copyright file"

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

unit=lib/systemd/system/p8-serve.service
grep -q '^ExecStart=/usr/bin/p8 ' "$root/usr/$unit" || fail "the package's unit: $(grep ExecStart "$root/usr/$unit")"
cmake --install "$build" --prefix "$work/prefix" >"$work/log" 2>&1 || fail "cmake --install: $(cat "$work/log")"
grep -q "^ExecStart=$work/prefix/bin/p8 " "$work/prefix/$unit" ||
  fail "the unit under another prefix: $(grep ExecStart "$work/prefix/$unit")"
[ -s "$work/prefix/share/man/man1/p8.1" ] || fail "cmake --install brings no p8.1"
"$work/prefix/bin/p8" doctor --json | grep -q '"libtorch"' || fail "p8 doctor under another prefix"
if command -v systemd-analyze >/dev/null; then
  said=$(systemd-analyze verify --man=no "$work/prefix/$unit" 2>&1 | grep -i 'p8-serve' || true)
  [ -z "$said" ] || fail "systemd-analyze verify: $said"
  systemd-analyze security --offline=yes --threshold=15 "$work/prefix/$unit" >"$work/log" 2>&1 ||
    fail "the unit is open to more than 1.5 of 10: $(tail -n 1 "$work/log")"
fi
exit $failed
