#!/usr/bin/env bash
# p8's encoders against ONNX Runtime and PyTorch, in turn on this machine: bench_peers.sh [BUILD_DIR] [peers_bench.py's
# options]. Needs `scripts/setup.sh build bench`, and Node.js with npm.
set -euo pipefail
cd "$(dirname "$0")/.."

build=${1:-build/release}
shift || true
[ -d "$build" ] || { echo "bench_peers.sh: there is no $build; configure it: cmake --preset release" >&2; exit 2; }
cmake --build "$build" --target p8_make_model p8_encode_in_turn >&2
peers=$build/peers
mkdir -p "$peers"
cp tests/bench/node/package.json tests/bench/node/package-lock.json "$peers"
# The package brings its library for Linux; its script would only fetch one for CUDA.
(cd "$peers" && npm ci --ignore-scripts --no-audit --no-fund >&2)
unset OPENBLAS_CORETYPE
exec /usr/bin/python3 tests/bench/peers_bench.py "$build" "$peers/node_modules" "$@"
