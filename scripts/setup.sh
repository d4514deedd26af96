#!/usr/bin/env bash
# Installs the Debian 12 packages that p8 needs and that are not there yet: setup.sh [build|test|lint|bench]…
set -euo pipefail

build=(g++ cmake ninja-build libcli11-dev libfmt-dev nlohmann-json3-dev libtomlplusplus-dev libssl-dev libcpp-httplib-dev pkgconf
       libboost-dev libxgboost-dev doctest-dev
       libicu-dev zlib1g-dev libjpeg62-turbo-dev libpng-dev libwebp-dev
       libdnnl-dev libtorch-dev libopenblas0-pthread # without OpenBLAS a matrix product takes a hundred times as long
       dpkg-dev file) # without them cpack makes a package that depends on nothing
tests=(chromium curl fonts-dejavu-core git man-db python3) # the pages' layout is measured with these fonts
lint=(ccache clang-format-14 clang-tidy-14 doxygen git)
bench=(python3 python3-pandas python3-xgboost python3-torch python3-pil python3-numpy wrk)

packages=()
for group in "${@:-build}"; do
  case $group in
    build) packages+=("${build[@]}") ;;
    test)
      packages+=("${tests[@]}")
      # A newer Node.js than Debian's may be installed already.
      command -v node >/dev/null || packages+=(nodejs)
      command -v npm >/dev/null || packages+=(npm)
      ;;
    lint) packages+=("${lint[@]}") ;;
    bench) packages+=("${bench[@]}") ;;
    *) echo "setup.sh: unknown group '$group'; expected build, test, lint or bench" >&2; exit 2 ;;
  esac
done

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

install=(apt-get install -y --no-install-recommends "${missing[@]}")
root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup.sh: packages are missing, and without sudo only root can install them. Run as root, then start again:" >&2
    echo "  apt-get update && ${install[*]}" >&2
    exit 1
  fi
  root=(sudo)
fi
root+=(env LC_ALL=C DEBIAN_FRONTEND=noninteractive)

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed() {
  grep -E '^(E|W): ' "$log" >&2 || tail -n 20 "$log" >&2
  echo "setup.sh: the packages could not be installed; the command was: ${install[*]}" >&2
  exit 1
}

echo "Reading Debian's package lists" >&2
"${root[@]}" apt-get update -q >"$log" 2>&1 || failed
"${root[@]}" "${install[@]}" --print-uris >"$log" 2>&1 || failed
count=$(sed -n 's/.* \([0-9]*\) newly installed.*/\1/p' "$log")
download=$(sed -n 's/^Need to get \([0-9.,]* .B\).*/\1/p' "$log")
disk=$(sed -n 's/^After this operation, \([0-9.,]* .B\) .*/\1/p' "$log")
# Unpacking takes longest: about 5 MB a second where these scripts were timed.
minutes=$(awk -v "size=${disk//,/}" 'BEGIN { split(size, part, " ")
  megabytes = part[1] * (part[2] == "GB" ? 1000 : part[2] == "kB" ? 0.001 : 1); print int(megabytes / 300) + 1 }')
echo "Installing $count packages (${#missing[@]} by name: ${missing[*]})" >&2
echo "$download to download, $disk on the disk; expect about $minutes min" >&2

# apt says on a channel of its own how far it is: first downloads, then unpacking.
show_progress() {
  local kind percent word shown=-1 line=''
  [ -t 2 ] && line=$'\r\e[K'
  while IFS=: read -r kind _ percent _; do
    case $kind in
      dlstatus) word=Downloading ;;
      pmstatus) word=Installing ;;
      *) continue ;;
    esac
    percent=$word\ ${percent%%.*}\ %
    [ "$percent" = "$shown" ] && continue
    shown=$percent
    if [ -n "$line" ]; then
      printf '%s%s' "$line" "$percent" >&2
    elif [[ $percent == *0\ % ]]; then # in a log, every tenth
      echo "$percent" >&2
    fi
  done
  printf '%s' "$line" >&2
}
"${root[@]}" "${install[@]}" -q -o APT::Status-Fd=1 2>&1 | tee "$log" | show_progress || failed
