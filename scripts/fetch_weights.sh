#!/usr/bin/env bash
# Downloads published model weights and checks them: fetch_weights.sh NAME… [--to DIR] (--help says more).
#
# What is there and right is left alone; what is there and wrong is never touched. A download goes to FILE.part, which the
# next run resumes, and gets its name once its SHA-256 is right. Where the publisher names no SHA-256, or only how it
# starts, the one found first is pinned in weights.lock beside the file (sha256sum -c reads it) and holds from then on.
#
# For mirrors, and for the test:
#   P8_WEIGHTS_BASE=https://HOST[/PATH]  stands in place of scheme and host of every address; http:// for loopback only
#   P8_WEIGHTS_TABLE=FILE                stands in place of the table below, with the same columns
#
# Exit codes: 0 done; 2 command line; 3 not downloadable; 4 wrong SHA-256; 5 DIR cannot be written.
set -euo pipefail

# NAME, about how many MiB, SHA-256 or its start or -, ADDRESS, and if the address is a folder its FILES: these go to
# DIR/NAME/, and of a|b the first that exists is taken.
published() {
  local openai=https://openaipublic.azureedge.net/clip/models hugging_face=https://huggingface.co
  local hash files=config.json,model.safetensors\|pytorch_model.bin,vocab.json,merges.txt,preprocessor_config.json
  while read -r name size hash file; do
    echo "$name $size $hash $openai/$hash/$file"
  done <<'END'
RN50            244  afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762 RN50.pt
RN101           278  8fa8567bab74a42d41c5915025a8e4538c3bdbe8804a470a72f30b0d94fab599 RN101.pt
RN50x4          402  7e526bd135e493cef0776de27d5f42653e6b4c8bf9e0f653bb11773263205fdd RN50x4.pt
RN50x16         630  52378b407f34354e150460fe41077663dd5b39c54cd0bfd2b27167a4a06ec9aa RN50x16.pt
RN50x64         1260 be1cfb55d75a9666199fb2206c106743da0f6468c9d327f3e0d0a543a9919d9c RN50x64.pt
ViT-B/32        338  40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af ViT-B-32.pt
ViT-B/16        335  5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f ViT-B-16.pt
ViT-L/14        890  b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836 ViT-L-14.pt
ViT-L/14@336px  891  3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02 ViT-L-14-336px.pt
END
  cat <<END
bpe 1 924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a https://github.com/openai/CLIP/raw/main/clip/bpe_simple_vocab_16e6.txt.gz
VGG16 528 397923af https://download.pytorch.org/models/vgg16-397923af.pth
openai/clip-vit-base-patch32 580 - $hugging_face/openai/clip-vit-base-patch32/resolve/main/ $files
openai/clip-vit-base-patch16 574 - $hugging_face/openai/clip-vit-base-patch16/resolve/main/ $files
openai/clip-vit-large-patch14 1634 - $hugging_face/openai/clip-vit-large-patch14/resolve/main/ $files
laion/CLIP-ViT-B-32-laion2B-s34B-b79K 580 - $hugging_face/laion/CLIP-ViT-B-32-laion2B-s34B-b79K/resolve/main/ open_clip_config.json,open_clip_model.safetensors|open_clip_pytorch_model.bin,vocab.json,merges.txt
END
}

french=
case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in fr*) french=1 ;; esac

# text ENGLISH FRENCH
text() { if [ -n "$french" ]; then echo "$2"; else echo "$1"; fi; }
say() { text "$@" >&2; }

# fail CODE ENGLISH FRENCH
fail() {
  say "fetch_weights.sh: $2" "fetch_weights.sh : $3"
  exit "$1"
}

usage() {
  text "Usage: fetch_weights.sh NAME… [--to DIR]   downloads model weights and checks their SHA-256
       fetch_weights.sh --list               names and sizes
Without --to, DIR is \$P8_WEIGHTS, else ~/.local/share/p8/weights. An OpenAI model (.pt) brings bpe, its vocabulary.
Run it again after an interruption: it resumes. Mirrors: P8_WEIGHTS_BASE, P8_WEIGHTS_TABLE (see the script).
Exit codes: 0 done; 2 command line; 3 not downloadable; 4 wrong SHA-256; 5 DIR cannot be written." \
    "Usage : fetch_weights.sh NOM… [--to DOSSIER]   télécharge les poids des modèles et vérifie leur SHA-256
        fetch_weights.sh --list                noms et tailles
Sans --to, DOSSIER est \$P8_WEIGHTS, sinon ~/.local/share/p8/weights. Un modèle d'OpenAI (.pt) vient avec bpe, son
vocabulaire. Après une interruption, relancez : le téléchargement reprend. Miroirs : P8_WEIGHTS_BASE et
P8_WEIGHTS_TABLE (voir le script). Codes de sortie : 0 réussi ; 2 ligne de commande ; 3 téléchargement impossible ;
4 SHA-256 faux ; 5 DOSSIER non modifiable."
}

# ---- The table ----
names=()
declare -A sizes hashes addresses folder_files

# What comes is encrypted, or from this machine itself.
expect_safe() {
  [[ $1 =~ ^https://[^/]+/ || $1 =~ ^http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?/ ]] ||
    fail 2 "$1: expected https:// (http:// only for 127.0.0.1, localhost or [::1])" \
      "$1 : https:// attendu (http:// seulement pour 127.0.0.1, localhost ou [::1])"
}

read_table() {
  local name size hash address files
  while read -r name size hash address files || [ -n "$name" ]; do
    [[ -n $name && $name != \#* ]] || continue
    [[ $hash =~ ^([0-9a-f]{1,64}|-)$ && -n $address && "$name/$address/$files" != *..* ]] ||
      fail 2 "the table of weights: $name: expected NAME SIZE SHA-256 ADDRESS [FILES]" \
        "table des poids : $name : NOM TAILLE SHA-256 ADRESSE [FICHIERS] attendus"
    expect_safe "$address"
    names+=("$name")
    sizes[$name]=$size hashes[$name]=${hash#-} addresses[$name]=$address folder_files[$name]=$files
  done
}

# Names that are written almost like this one, else all: ViT-B-32 and vit_b32 both mean ViT-B/32.
suggestions() {
  local wanted name plain close=()
  wanted=$(tr -dc '[:alnum:]' <<<"${1,,}")
  for name in "${names[@]}"; do
    plain=$(tr -dc '[:alnum:]' <<<"${name,,}")
    if [[ -n $wanted && ($plain == *"$wanted"* || $wanted == *"$plain"*) ]]; then close+=("$name"); fi
  done
  [ ${#close[@]} -gt 0 ] || close=("${names[@]}")
  echo "${close[*]}"
}

list() {
  local name unit
  unit=$(text MiB Mio)
  for name in "${names[@]}"; do printf '%-38s %5s %s\n' "$name" "${sizes[$name]}" "$unit"; done
}

# ---- One transfer ----
at_mirror() {
  if [ -n "${P8_WEIGHTS_BASE:-}" ]; then echo "${P8_WEIGHTS_BASE%/}/${1#*://*/}"; else echo "$1"; fi
}

child=
interrupted() {
  trap '' INT TERM
  if [ -n "$child" ]; then
    kill "$child" 2>/dev/null || true
    wait "$child" || true
  fi
  say "Interrupted; the next run resumes." "Interrompu ; la prochaine exécution reprendra."
  exit "$1"
}

# In the background, so that a signal is answered at once. $report gets what the command says of the transfer.
run() {
  "$@" >"$report" &
  child=$!
  local status=0
  wait "$child" || status=$?
  child=
  return "$status"
}

# with_curl ADDRESS PART and with_wget ADDRESS PART go on where PART ends. They set reason, and problem: empty at success,
# absent (asking again is useless), whole (the server only sends it whole), unwritable or passing.
with_curl() {
  local status=0 options=(--proto '=https' --max-redirs 5) progress=--silent
  case $1 in http:*) options=(--proto '=http' --max-redirs 0 --noproxy '*') ;; esac
  if [ -t 2 ]; then progress=--progress-bar; fi
  run curl "$progress" --fail --location --continue-at - --connect-timeout 30 --speed-limit 1 --speed-time 60 "${options[@]}" \
    --write-out '%{http_code} %{errormsg}' --output "$2" -- "$1" || status=$?
  local http
  read -r http reason <"$report" || true
  case $status in
    0) problem='' ;;
    33) problem=whole ;;
    23) problem=unwritable ;;
    22) name_answer "$http" "$2" ;;
    1 | 3 | 47) problem=absent ;; # an address or a redirection that is not followed
    *) problem=passing ;;
  esac
}

with_wget() {
  local status=0 options=(--max-redirect=5)
  case $1 in http:*) options=(--max-redirect=0 --no-proxy) ;; esac
  run wget --no-verbose --server-response --continue --tries=1 --timeout=60 "${options[@]}" --output-file="$report.log" \
    --output-document="$2" -- "$1" || status=$?
  [ -s "$2" ] || rm -f "$2"
  local http
  http=$(sed -n 's|^ *HTTP/[0-9.]* \([0-9]*\).*|\1|p' "$report.log" | tail -n 1)
  reason=$(tail -n 1 "$report.log")
  # Unlike curl, wget follows a redirection out of encryption.
  if [[ $1 == https:* ]] && grep -qi '^ *Location: *http:' "$report.log"; then
    rm -f "$2"
    problem=absent reason='http://'
  elif [ "$status" -eq 0 ]; then
    problem=''
  elif [ "$status" -eq 3 ]; then
    problem=unwritable
  elif [ "$status" -eq 8 ]; then
    name_answer "$http" "$2"
  else
    problem=passing
  fi
}

name_answer() {
  problem=absent reason="HTTP $1"
  case $1 in
    408 | 429 | 5??) problem=passing ;;
    416) [ ! -s "$2" ] || problem='' ;; # there is nothing behind the part; its hash will tell
  esac
}

# download ADDRESS PART [optional]. Sets got; empty where the server does not have the file and it is optional.
download() {
  local address=$1 part=$2 optional=$3 pause
  got=1
  for pause in 1 2 ''; do
    "with_$client" "$address" "$part"
    case $problem in
      '') return ;;
      absent)
        [ -n "$optional" ] || break
        got=
        return
        ;;
      unwritable) fail 5 "$part: cannot be written" "$part : écriture impossible" ;;
      whole)
        say "  the server cannot resume: from the start" "  le serveur ne sait pas reprendre : depuis le début"
        rm -f -- "$part"
        ;;
      *) [ -z "$pause" ] || sleep "$pause" ;;
    esac
  done
  fail 3 "$address: not downloadable: $reason" "$address : téléchargement impossible : $reason"
}

# ---- One file ----
hash_of() {
  local line
  line=$(sha256sum <"$1")
  echo "${line%% *}"
}

# The hash that weights.lock beside the file holds for it, if any.
pinned_hash() {
  local lock=${1%/*}/weights.lock hash name
  [ ! -e "$lock" ] || while read -r hash name; do
    if [ "$name" = "${1##*/}" ]; then echo "$hash"; fi
  done <"$lock"
}

# check FILE STORED KNOWN: FILE's contents, which lie in STORED, have the known hash (or start of it) and the pinned one.
# Sets found, expected.
check() {
  local pinned
  pinned=$(pinned_hash "$1")
  found=$(hash_of "$2") expected="${pinned:+$pinned (weights.lock)}"
  expected=${expected:-${3:+$3$([ ${#3} -eq 64 ] || echo …)}}
  [[ $found == "$3"* && (-z $pinned || $found == "$pinned") ]]
}

pin() {
  [ ${#2} -eq 64 ] || [ -n "$(pinned_hash "$1")" ] || echo "$found  ${1##*/}" >>"${1%/*}/weights.lock"
}

# fetch FILE ADDRESS KNOWN [optional]. Sets got, as download does.
fetch() {
  got=1
  local file=$1 known=$3 part=$1.part address
  if [ -e "$file" ]; then
    check "$file" "$file" "$known" ||
      fail 4 "$file is there, but its SHA-256 is $found, expected $expected; move it away to fetch it anew" \
        "$file est là, mais son SHA-256 est $found, $expected attendu ; déplacez-le pour le télécharger à nouveau"
    if [ -z "$expected" ]; then
      say "$file: already there, not checked: it was not fetched by this script" \
        "$file : déjà là, non vérifié : ce script ne l'a pas téléchargé"
      return
    fi
    pin "$file" "$known"
    say "$file: already there" "$file : déjà là"
    return
  fi
  address=$(at_mirror "$2")
  say "$file: from $address" "$file : depuis $address"
  # Where no hash would tell, do not join halves of two versions: resume what is of today only.
  if [ -z "$known$(pinned_hash "$file")" ]; then find "$part" -mmin +1440 -delete 2>/dev/null || true; fi
  download "$address" "$part" "${4:-}"
  [ -n "$got" ] || return 0
  if ! check "$file" "$part" "$known"; then
    rm -f -- "$part"
    fail 4 "$address: the SHA-256 of what came is $found, expected $expected; it was removed" \
      "$address : le SHA-256 du fichier reçu est $found, $expected attendu ; il a été supprimé"
  fi
  pin "$file" "$known"
  mv -n -- "$part" "$file"
}

# The first of a|b that is there or, failing that, that the server has.
fetch_one_of() {
  local folder=$1 address=$2 choices choice
  IFS='|' read -ra choices <<<"$3"
  for choice in "${choices[@]}"; do
    if [ -e "$folder/$choice" ]; then choices=("$choice"); fi
  done
  while [ ${#choices[@]} -gt 1 ]; do
    fetch "$folder/${choices[0]}" "$address${choices[0]}" '' optional
    [ -z "$got" ] || return 0
    choices=("${choices[@]:1}")
  done
  fetch "$folder/${choices[0]}" "$address${choices[0]}" ''
}

make_folder() {
  if ! mkdir -p -- "$1" 2>/dev/null || ! [ -w "$1" ]; then fail 5 "$1: cannot be written" "$1 : écriture impossible"; fi
}

fetch_name() {
  local name=$1 address=${addresses[$1]} files file
  if [ -n "${folder_files[$name]}" ]; then
    make_folder "$to/$name"
    IFS=, read -ra files <<<"${folder_files[$name]}"
    for file in "${files[@]}"; do fetch_one_of "$to/$name" "${address%/}/" "$file"; done
    return
  fi
  fetch "$to/${address##*/}" "$address" "${hashes[$name]}"
  if [[ $address == *.pt && -n ${addresses[bpe]:-} ]]; then fetch_name bpe; fi
}

# ---- The command line ----
if [ -z "${P8_WEIGHTS_TABLE:-}" ]; then
  read_table < <(published)
elif [ -r "$P8_WEIGHTS_TABLE" ]; then
  read_table <"$P8_WEIGHTS_TABLE"
else
  fail 2 "P8_WEIGHTS_TABLE: no such file: $P8_WEIGHTS_TABLE" "P8_WEIGHTS_TABLE : fichier introuvable : $P8_WEIGHTS_TABLE"
fi
[ -z "${P8_WEIGHTS_BASE:-}" ] || expect_safe "${P8_WEIGHTS_BASE%/}/"

wanted=()
to=${P8_WEIGHTS:-${HOME:-}/.local/share/p8/weights}
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit ;;
    --list) list; exit ;;
    --to)
      [ -n "${2:-}" ] || fail 2 "--to: expected a directory" "--to : dossier attendu"
      to=$2
      shift
      ;;
    -*) fail 2 "unknown option '$1'; see --help" "option « $1 » inconnue ; voir --help" ;;
    *)
      [[ -n $1 && -n ${addresses[$1]:-} ]] || fail 2 "unknown name '$1'; known: $(suggestions "$1")" \
        "nom « $1 » inconnu ; connus : $(suggestions "$1")"
      wanted+=("$1")
      ;;
  esac
  shift
done
if [ ${#wanted[@]} -eq 0 ]; then
  usage >&2
  exit 2
fi

client=curl
command -v curl >/dev/null || client=wget
command -v "$client" >/dev/null ||
  fail 3 "curl is not installed: apt-get install curl (or wget)" "curl n'est pas installé : apt-get install curl (ou wget)"

to=$(realpath -m -- "$to")
make_folder "$to"
report=$(mktemp)
trap 'rm -f "$report" "$report.log"' EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM

# One run at a time in a directory; curl inherits the lock, which so lasts as long as anything writes.
if command -v flock >/dev/null; then
  exec 9>"$to/.fetch.lock"
  if ! flock -n 9; then
    say "Waiting for another run in $to" "En attente d'une autre exécution dans $to"
    flock 9
  fi
fi
for name in "${wanted[@]}"; do fetch_name "$name"; done
