#!/usr/bin/env bash
# fetch_weights_test.sh: scripts/fetch_weights.sh against a server on this machine, with curl and, where it is installed,
# with wget. Without node or curl it is skipped (77), or fails where P8_REQUIRE_WEB=1.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
script=$here/../../scripts/fetch_weights.sh

for tool in node curl; do
  command -v "$tool" >/dev/null && continue
  if [ "${P8_REQUIRE_WEB:-}" = 1 ]; then
    echo "FAILED: P8_REQUIRE_WEB=1 but $tool is not installed" >&2
    exit 1
  fi
  echo "SKIPPED: $tool is not installed"
  exit 77
done

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

# ---- What is published here ----
mkdir -p "$work/site/models" "$work/site/org/clip"
head -c 200000 /dev/urandom >"$work/site/models/tiny.pth"
head -c 300000 /dev/urandom >"$work/site/models/CLIP.pt"
head -c 1000 /dev/urandom >"$work/site/bpe.txt.gz"
head -c 150000 /dev/urandom >"$work/site/models/vgg.pth"
for file in config.json pytorch_model.bin vocab.json; do head -c 40000 /dev/urandom >"$work/site/org/clip/$file"; done

hash_of() { sha256sum <"$1" | cut -d ' ' -f 1; }
vgg=$(hash_of "$work/site/models/vgg.pth")
cat >"$work/table" <<END
tiny 1 $(hash_of "$work/site/models/tiny.pth") https://publisher.example/models/tiny.pth
CLIP/a 1 $(hash_of "$work/site/models/CLIP.pt") https://publisher.example/models/CLIP.pt
bpe 1 $(hash_of "$work/site/bpe.txt.gz") https://publisher.example/bpe.txt.gz
VGG 1 ${vgg:0:8} https://publisher.example/models/vgg.pth
gone 1 $vgg https://publisher.example/models/gone.pth
org/clip 1 - https://publisher.example/org/clip/ config.json,model.safetensors|pytorch_model.bin,vocab.json
END
export P8_WEIGHTS_TABLE=$work/table LC_ALL=C

log=$work/requests
start_server() {
  [ -z "$server" ] || kill "$server"
  : >"$work/port"
  node "$here/weights_server.mjs" "$work/site" "$log" >"$work/port" &
  server=$!
  until [ -s "$work/port" ]; do sleep 0.05; done
  address=http://127.0.0.1:$(cat "$work/port")
}

# ---- What a case is made of ----
failures=0
path=$PATH

fail() {
  echo "FAILED: $case: $*" >&2
  failures=$((failures + 1))
}

# begin NAME: an empty directory $to, no requests so far.
begin() {
  case="$1 ($client)"
  to=$work/to
  rm -rf "$to"
  : >"$log"
}

# fetch CODE BEHAVIOUR ARGUMENT…: the script ends with CODE where the server behaves so; $said is what it said.
fetch() {
  local expected=$1 code=0
  said=$(PATH=$path P8_WEIGHTS_BASE=$address/$2 "$script" "${@:3}" --to "$to" 2>&1) || code=$?
  [ "$code" = "$expected" ] || fail "exit code $code, expected $expected; it said: $said"
}

expect_same() { cmp -s "$to/$1" "$work/site/$2" || fail "$1 is not what was published"; }
expect_files() {
  local found
  found=$(cd "$to" && find . -type f ! -name .fetch.lock -printf '%P\n' | sort | tr '\n' ' ')
  [ "$found" = "${1:+$1 }" ] || fail "files: $found, expected: $1"
}
expect_said() { [[ $said == *"$1"* ]] || fail "it said: $said, expected: $1"; }
expect_requests() {
  local found
  found=$(tr '\n' ';' <"$log")
  [ "$found" = "$1" ] || fail "requests: $found, expected: $1"
}

# ---- The cases ----
downloads() {
  begin "a file is downloaded once"
  fetch 0 plain tiny
  expect_same tiny.pth models/tiny.pth
  expect_files tiny.pth
  expect_said "$to/tiny.pth: from $address/plain/models/tiny.pth"
  fetch 0 plain tiny
  expect_said "$to/tiny.pth: already there"
  expect_requests "plain models/tiny.pth -;"

  begin "an OpenAI model brings the vocabulary"
  fetch 0 plain CLIP/a
  expect_same CLIP.pt models/CLIP.pt
  expect_same bpe.txt.gz bpe.txt.gz
  expect_files "CLIP.pt bpe.txt.gz"

  begin "two runs at the same time"
  (fetch 0 slow tiny && [ "$failures" -eq 0 ]) &
  fetch 0 slow tiny
  wait $! || fail "the other run failed"
  expect_same tiny.pth models/tiny.pth
  expect_files tiny.pth
  ! command -v flock >/dev/null || expect_requests "slow models/tiny.pth -;"
}

resumes() {
  begin "what was cut off is resumed"
  fetch 0 cut tiny
  expect_same tiny.pth models/tiny.pth
  expect_requests "cut models/tiny.pth -;cut models/tiny.pth bytes=100000-;"

  begin "the next run resumes"
  fetch 3 dying tiny
  expect_files tiny.pth.part
  expect_said "$address/dying/models/tiny.pth: not downloadable: "
  : >"$log"
  fetch 0 plain tiny
  expect_same tiny.pth models/tiny.pth
  expect_files tiny.pth
  expect_requests "plain models/tiny.pth bytes=100000-;"

  begin "a server that cannot resume"
  mkdir "$to"
  head -c 100000 "$work/site/models/tiny.pth" >"$to/tiny.pth.part"
  fetch 0 whole tiny
  expect_same tiny.pth models/tiny.pth
  [ "$client" = wget ] || expect_said "cannot resume" # wget passes over what it has

  begin "a part that is whole already"
  mkdir "$to"
  cp "$work/site/models/tiny.pth" "$to/tiny.pth.part"
  fetch 0 plain tiny
  expect_same tiny.pth models/tiny.pth
  expect_files tiny.pth

  begin "an interrupted run leaves its part"
  set -m
  PATH=$path P8_WEIGHTS_BASE=$address/slow "$script" tiny --to "$to" 2>"$work/said" &
  until [ -s "$to/tiny.pth.part" ]; do sleep 0.05; done
  kill -INT $!
  local code=0
  wait $! || code=$?
  set +m
  said=$(cat "$work/said")
  [ "$code" = 130 ] || fail "exit code $code, expected 130"
  expect_said "the next run resumes"
  expect_files tiny.pth.part
  : >"$log"
  fetch 0 plain tiny
  expect_same tiny.pth models/tiny.pth
  grep -q '^plain models/tiny.pth bytes=[1-9]' "$log" || fail "it did not resume: $(cat "$log")"
}

refuses() {
  begin "a download that is not what was published"
  mkdir "$to"
  echo mine >"$to/notes.txt"
  fetch 4 lying tiny
  expect_files notes.txt
  expect_said "expected $(hash_of "$work/site/models/tiny.pth")"

  begin "another file of that name"
  mkdir "$to"
  echo mine >"$to/tiny.pth"
  fetch 4 plain tiny
  [ "$(cat "$to/tiny.pth")" = mine ] || fail "the file was touched"
  expect_said "tiny.pth is there, but its SHA-256 is $(hash_of "$to/tiny.pth"), expected"
  expect_requests ""

  begin "a file that the server does not have"
  fetch 3 plain gone
  expect_files ""
  expect_said "$address/plain/models/gone.pth: not downloadable: HTTP 404"
  expect_requests "plain models/gone.pth -;"

  begin "a server that fails is asked three times"
  fetch 3 500 tiny
  expect_files ""
  expect_said "HTTP 500"
  expect_requests "500 models/tiny.pth -;500 models/tiny.pth -;500 models/tiny.pth -;"

  begin "an unencrypted redirection"
  fetch 3 elsewhere tiny
  expect_files ""
  expect_requests "elsewhere models/tiny.pth -;"
}

pins() {
  begin "a SHA-256 of which only the start is known"
  fetch 0 plain VGG
  expect_same vgg.pth models/vgg.pth
  expect_files "vgg.pth weights.lock"
  (cd "$to" && sha256sum --check --status weights.lock) || fail "weights.lock: $(cat "$to/weights.lock")"
  fetch 0 plain VGG
  expect_requests "plain models/vgg.pth -;"
  rm "$to/vgg.pth"
  echo "${vgg:0:63}! vgg.pth" >"$to/weights.lock"
  fetch 4 plain VGG
  expect_said "expected ${vgg:0:63}! (weights.lock)"
  expect_files weights.lock

  begin "a start that is wrong"
  fetch 4 lying VGG
  expect_said "expected ${vgg:0:8}…"
  expect_files ""

  begin "a folder of which no SHA-256 is known, with the file of other format"
  fetch 0 plain org/clip
  expect_files "org/clip/config.json org/clip/pytorch_model.bin org/clip/vocab.json org/clip/weights.lock"
  expect_same org/clip/pytorch_model.bin org/clip/pytorch_model.bin
  (cd "$to/org/clip" && sha256sum --check --status weights.lock) || fail "weights.lock: $(cat "$to/org/clip/weights.lock")"
  : >"$log"
  fetch 0 plain org/clip
  expect_requests ""
  rm "$to/org/clip/vocab.json"
  fetch 4 lying org/clip
  expect_said "expected $(hash_of "$work/site/org/clip/vocab.json") (weights.lock)"
  echo changed >>"$to/org/clip/config.json"
  fetch 4 plain org/clip
  expect_said "config.json is there, but its SHA-256 is"
  grep -q changed "$to/org/clip/config.json" || fail "the changed file was touched"

  begin "a file that somebody else brought, of which no SHA-256 is known"
  mkdir -p "$to/org/clip"
  echo theirs >"$to/org/clip/vocab.json"
  fetch 0 plain org/clip
  expect_said "vocab.json: already there, not checked"
}

command_line() {
  begin "a name that is not known"
  fetch 2 plain clip_A
  expect_said "unknown name 'clip_A'; known: CLIP/a"
  fetch 2 plain x
  expect_said "known: tiny CLIP/a bpe VGG gone org/clip"
  fetch 2 plain ''
  fetch 2 plain
  fetch 2 plain --from
  fetch 2 plain tiny --to ''
  expect_requests ""

  begin "an address without encryption"
  for base in http://publisher.example http://127.0.0.1:80@publisher.example http://localhost.example ftp://localhost; do
    address=$base fetch 2 plain tiny
    expect_said "expected https://"
  done
  [ ! -e "$to" ] || fail "something was written"

  begin "the published table"
  said=$(P8_WEIGHTS_TABLE='' "$script" --list)
  for name in RN50 ViT-L/14@336px VGG16 bpe openai/clip-vit-base-patch32; do expect_said "$name  "; done
  P8_WEIGHTS_TABLE='' fetch 2 plain RN51

  begin "in French"
  said=$(LC_ALL='' LANG=fr_FR.UTF-8 "$script" x 2>&1) && fail "it succeeded"
  expect_said "fetch_weights.sh : nom « x » inconnu"

  begin "neither curl nor wget"
  mkdir -p "$work/bare"
  ln -sf "$(command -v bash)" "$(command -v env)" "$work/bare"
  path=$work/bare fetch 3 plain tiny
  expect_said "apt-get install curl"

  begin "a directory that cannot be made"
  touch "$work/file"
  to=$work/file/to fetch 5 plain tiny
  expect_said "cannot be written"
}

client=curl
start_server
downloads
resumes
refuses
pins
command_line

if command -v wget >/dev/null; then
  client=wget
  start_server # which has not been asked anything yet
  path=$work/without_curl
  mkdir "$path"
  for tool in bash cat env find flock grep mkdir mktemp mv realpath rm sed sha256sum sleep tail tr wget; do
    ! command -v "$tool" >/dev/null || ln -s "$(command -v "$tool")" "$path"
  done
  downloads
  resumes
  refuses
fi
[ "$failures" -eq 0 ]
