#!/usr/bin/env bash
# Before a commit: format, lint the changed sources, build, test. check.sh [BASE]: what changed since BASE (HEAD).
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh build lint
mapfile -t changed < <({ git diff --name-only --diff-filter=d "${1:-HEAD}"; git ls-files --others --exclude-standard; } |
                       grep -E '^(apps|lib|tests)/.*\.(cpp|h)$' | sort -u)
if [ ${#changed[@]} -gt 0 ]; then
  clang-format-14 --dry-run --Werror "${changed[@]}"
  mapfile -t sources < <(printf '%s\n' "${changed[@]}" | grep '\.cpp$' || true)
  cmake --preset release -DP8_WERROR=ON >/dev/null
  [ ${#sources[@]} -eq 0 ] || clang-tidy-14 --quiet -p build/release "${sources[@]}"
fi
P8_WERROR=ON scripts/test.sh
