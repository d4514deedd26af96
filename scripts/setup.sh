#!/usr/bin/env bash
# Installs the Debian 12 packages that p8 needs and that are not there yet: setup.sh [build|test|lint|bench]…
set -euo pipefail

build=(g++ cmake ninja-build ccache libcli11-dev libfmt-dev nlohmann-json3-dev libtomlplusplus-dev libssl-dev libcpp-httplib-dev pkgconf
       libboost-dev libxgboost-dev doctest-dev
       libicu-dev zlib1g-dev libjpeg62-turbo-dev libpng-dev libwebp-dev
       libdnnl-dev libtorch-dev libopenblas0-pthread) # without OpenBLAS a matrix product takes a hundred times as long
tests=(chromium curl fonts-dejavu-core git python3) # the pages' layout is measured with these fonts
lint=(clang-format-14 clang-tidy-14 git)
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

echo "Installing: ${missing[*]}" >&2
root=()
[ "$(id -u)" -eq 0 ] || root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${root[@]}" apt-get update -qq
"${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
