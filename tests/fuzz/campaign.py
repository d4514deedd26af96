#!/usr/bin/env python3
"""Runs p8 on damaged and hostile files: mutations of every model, data and run file, drawn from a seed.

    tests/fuzz/campaign.py build/release/apps/p8 [--count 300] [--seed 1] [--only NAME]… [--clip DIR] [--keep DIR]

Each run must end with 0, 2, 3 or 4; one that fails says so in one line; it takes at most the processor time of its case
(2 s unless the case says more) and 500 MB, and leaves nothing behind. A server must go on with its old model.
Prints JSON: for each case the runs, exit codes, slowest run, most memory and what broke a rule; exits with 1 where
anything did. --keep keeps the files that did. --clip names another model's folder than the carried one, whose ResNet
LibTorch encodes: a vision transformer's goes through the fused engine.
"""
import argparse
import http.server
import json
import os
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "configs/demo"
VGG16 = ROOT / "configs/models/p8-mini-vgg16.safetensors"
ALLOWED = {0, 2, 3, 4}
MAX_MB = 500
MAX_WAIT = 120  # seconds; a run that waits for something is ended


# ---- Mutations ----

DEEP = 200_000
VALUES = ["-5", "0.5", "1e87", "-1e300", "1e999", "true", "null", '""', '"x"', "[]", "{}", "0", "-1", "18446744073709551615",
          "99999999999999999999", '"' + "A" * 100_000 + '"', "[" * DEEP, "[" * DEEP + "]" * DEEP, '{"a":' * DEEP,
          "[" * 64 + "]" * 64, '"\\ud800"', '"\\u0000"', "NaN"]
TEXTS = [b"[" * DEEP, b"a." * DEEP, b'{"a":' * DEEP, b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"-5", b"1e400", b"nan", b"-0",
         b"99999999999999999999", b"\n" * 1000, b"," * 5000, b'"', b"'''", b"\r", b"=", b"A" * 100_000, b"<script>"]


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, path + (key,))


def structural(data, rng):
    """One value of a JSON text replaced, taken out or doubled; None where it is not JSON."""
    try:
        document = json.loads(data)
    except ValueError:
        return None
    path = rng.choice(list(places(document)))
    if not path:
        return rng.choice(VALUES).encode()
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    kind = rng.randrange(10)
    if kind == 0:
        del parent[path[-1]]
    elif kind == 1 and isinstance(parent, list):
        parent.extend([parent[path[-1]]] * rng.choice([1, 100, 100_000]))
    else:
        parent[path[-1]] = "@@here@@"
        return json.dumps(document).replace('"@@here@@"', rng.choice(VALUES)).encode()
    return json.dumps(document).encode()


def bytewise(data, rng):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 8])):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(9)
        if kind == 0 and data:
            data[at % len(data)] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del data[at:]
        elif kind == 2:
            del data[at:at + rng.choice([1, 2, 7, 64, 1000])]
        elif kind == 3:
            data[at:at] = rng.choice(TEXTS)
        elif kind == 4:
            data[at:at] = bytes(rng.randrange(256) for _ in range(rng.choice([1, 4, 40])))
        elif kind == 5:
            part = data[at:at + rng.choice([1, 10, 100])]
            data[at:at] = part * rng.choice([1, 10, 1000])
        elif kind == 6:  # a count or an offset
            word = rng.choice([0, 1, 0x7f, 0x80, 0xff, 0x7fffffff, 0xffffffff, 1 << 62, (1 << 64) - 1])
            data[at:at + 8] = struct.pack(rng.choice("<>") + "Q", word)
        elif kind == 7:
            data[at:at + 4] = struct.pack(rng.choice("<>") + "f", rng.choice([0.0, -1.0, 1e38, float("inf"), float("nan")]))
        else:
            digits = [i for i, byte in enumerate(data) if 48 <= byte <= 57]
            if digits:
                at = rng.choice(digits)
                data[at:at + 1] = rng.choice([b"-5", b"1e87", b"9" * 25, b"0.5", b"", b"x", b"nan"])
    return bytes(data)


def mutated(data, rng):
    if rng.random() < 0.02:
        return rng.choice([b"", b"\0" * 1000, b"[" * DEEP, bytes(rng.randrange(256) for _ in range(2000))])
    if data[:1] in b"{[" and rng.random() < 0.6:
        changed = structural(data, rng)
        if changed is not None:
            return changed
    return bytewise(data, rng)


# ---- Runs ----

class Run:
    """How a command ended: exit code (-signal), standard error, seconds of processor, MB, what it left behind."""

    def __init__(self, words, out, environment=None):
        before = set(os.listdir(out.parent))
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
                                       env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})})
            timer = threading.Timer(MAX_WAIT, process.kill)
            timer.start()
            _, status, usage = os.wait4(process.pid, 0)
            timer.cancel()
            process.returncode = 0  # waited for here
            said.seek(0)
            self.said = said.read().decode("utf-8", "replace")
        self.exit = os.waitstatus_to_exitcode(status)
        self.seconds = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024
        self.left = sorted(set(os.listdir(out.parent)) - before - ({out.name} if self.exit == 0 else set()))
        shutil.rmtree(out, ignore_errors=True)
        for name in self.left:
            shutil.rmtree(out.parent / name, ignore_errors=True)

    def broken(self, seconds, megabytes, allowed=frozenset(ALLOWED)):
        """The rules that the run broke."""
        if self.exit not in allowed:
            yield f"exit {self.exit}: {self.said[-300:]}"
        errors = [line for line in self.said.splitlines() if line.startswith("p8: error: ")]
        others = [line for line in self.said.splitlines() if not line.startswith("p8: ")]
        if self.exit != 0 and (len(errors) != 1 or others):
            yield f"{len(self.said.splitlines())} lines: {self.said[:300]}"
        if self.seconds > seconds:
            yield f"{self.seconds:.1f} s"
        if self.megabytes > megabytes:
            yield f"{self.megabytes:.0f} MB"
        if self.left:
            yield f"left {', '.join(self.left)}"


class Case:
    """A file that is mutated in place, and the command that reads it; `limit` in seconds of processor time. The file
    itself does well unless it is a kept input of a fuzz target."""

    def __init__(self, name, file, words, limit=2.0, reset=lambda: None, is_good=True, allowed=frozenset(ALLOWED)):
        self.name, self.file, self.words, self.limit, self.reset, self.is_good = name, file, words, limit, reset, is_good
        self.allowed = allowed


class Campaign:
    def __init__(self, options, work):
        self.p8, self.seed, self.count, self.only = options.p8, options.seed, options.count, options.only
        self.keep, self.clip, self.work, self.report, self.faults = options.keep, options.clip, work, {}, 0
        self.out = work / "results" / "out"
        self.out.parent.mkdir()

    def wants(self, name):
        return not self.only or any(name.startswith(only) for only in self.only)

    def p8_run(self, *words):
        done = subprocess.run([self.p8, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, words))}: {done.stderr}")

    def note(self, name, number, data, what):
        self.report[name]["broken"].append({"mutation": number, "what": what})
        self.faults += 1
        if self.keep:
            Path(self.keep).mkdir(parents=True, exist_ok=True)
            (Path(self.keep) / f"{name.replace(' ', '_').replace('/', '_')}.{number}").write_bytes(data)

    def begin(self, name):
        self.report[name] = {"runs": 0, "exits": {}, "slowest_seconds": 0.0, "most_megabytes": 0.0, "broken": []}

    def add(self, name, run):
        entry = self.report[name]
        entry["runs"] += 1
        entry["exits"][str(run.exit)] = entry["exits"].get(str(run.exit), 0) + 1
        entry["slowest_seconds"] = round(max(entry["slowest_seconds"], run.seconds), 2)
        entry["most_megabytes"] = round(max(entry["most_megabytes"], run.megabytes))

    def case(self, case):
        if not self.wants(case.name):
            return
        self.begin(case.name)
        good = case.file.read_bytes()
        words = [self.p8, *map(str, case.words), "--out", str(self.out), "--threads", "1", "--lang", "en", "--no-progress"]
        for number in range(-1, self.count):
            data = good if number < 0 else mutated(good, random.Random(f"{self.seed} {case.name} {number}"))
            case.file.write_bytes(data)
            case.reset()
            run = Run(words, self.out)
            self.add(case.name, run)
            for what in run.broken(case.limit, MAX_MB, case.allowed):
                self.note(case.name, number, data, what)
            if number < 0 and case.is_good and run.exit != 0:
                self.note(case.name, number, data, f"the good file: {run.said[:300]}")
        case.file.write_bytes(good)
        print(f"{case.name}: {self.report[case.name]['exits']}", file=sys.stderr, flush=True)


# ---- What is mutated ----

def copied(path, folder):
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(path, folder / path.name))


def credit(campaign):
    work = campaign.work / "credit"
    bundle, clients = work / "bundle", work / "clients.csv"
    work.mkdir()
    campaign.p8_run("train", "--data", DEMO / "german_credit.csv", "--label", "default", "--trees", 20, "--folds", 2, "--out", bundle)
    rows = (DEMO / "german_credit.csv").read_text().splitlines(keepends=True)
    clients.write_text("".join(rows[:12]))
    score = ["score", "--model", bundle, "--data", clients]
    explain = ["explain", "--model", bundle, "--data", clients, "--top", 1]
    campaign.case(Case("bundle.json", bundle / "bundle.json", score))
    campaign.case(Case("bundle.json, counterfactual", bundle / "bundle.json", explain + ["--counterfactual"]))
    campaign.case(Case("model.ubj", bundle / "model.ubj", score))
    campaign.case(Case("clients.csv", clients, score))
    campaign.case(Case("clients.csv, reference", copied(clients, work / "reference"), score + ["--reference", work / "reference" / "clients.csv"]))
    campaign.case(Case("training.csv", clients, ["train", "--data", clients, "--label", "default", "--trees", 2, "--folds", 2]))
    for model in sorted((ROOT / "tests/fuzz/xgboost_model").iterdir()) + sorted((ROOT / "tests/fuzz/lightgbm_model").iterdir()):
        file = copied(model, work / "models")
        campaign.case(Case(f"model {model.name}", file, ["score", "--model", file, "--data", clients, "--allow-missing"], is_good=False))
    config = work / "config.toml"
    config.write_text('threshold = 0.3\nreasons = 2\n[score]\nscore-base = 500.0\n[train]\ntrees = 10\n')
    campaign.case(Case("config.toml", config, score + ["--config", config]))
    for name in ("columns.toml", "reasons.en.toml", "reasons.fr.toml"):
        copied(ROOT / "configs" / name, work / "catalogue")
    for name in ("columns.toml", "reasons.en.toml", "reasons.fr.toml"):
        campaign.case(Case(f"catalogue {name}", work / "catalogue" / name, explain + ["--catalogue", work / "catalogue"]))
    words = work / "descriptions.csv"
    words.write_text("Table,Row,Description,Special\napplication,age,Age of the client,\napplication,purpose,Purpose,\n")
    campaign.case(Case("descriptions.csv", words, explain + ["--descriptions", words]))
    campaign.p8_run(*score, "--out", work / "runs" / "score")
    for name in ("run.json", "metrics.json"):
        campaign.case(Case(f"overview {name}", work / "runs" / "score" / name, ["overview", work / "runs"]))
    return bundle, clients


def photos(campaign):
    work = campaign.work / "photos"
    images = work / "images"
    images.mkdir(parents=True)
    rows = ["image,label\n"]
    for image in sorted((DEMO / "products/images").iterdir()):
        if image.name.split("-")[0] in ("cameras", "plants", "sports"):
            shutil.copy(image, images)
            rows.append(f"{image.name},{image.name.split('-')[0]}\n")
    data, clip = work / "rows.csv", work / "clip"
    data.write_text("".join(rows))
    shutil.copytree(campaign.clip, clip)
    shown = ["--images", images, "--data", data, "--label-col", "label"]
    zeroshot = ["zeroshot", "--model", clip, *shown]
    for file in sorted(clip.iterdir()):
        if file.suffix in (".json", ".txt", ".safetensors"):
            campaign.case(Case(f"clip {file.name}", file, zeroshot, limit=6.0))
    campaign.case(Case("rows.csv", data, zeroshot, limit=60.0))  # a hundred rows repeated a thousand times are work
    campaign.case(Case("photo.jpg", images / "cameras-lens.jpg", zeroshot, limit=6.0))
    for name, text in (("templates.txt", "a photo of {}\n{}, for sale\n"), ("class-names.csv", "class,name\ncameras,camera\n")):
        file = work / name
        file.write_text(text)
        campaign.case(Case(name, file, zeroshot + ["--" + file.stem, file], limit=6.0))
    for seed in sorted((ROOT / "tests/fuzz/torch_file").iterdir()):
        file = copied(seed, work / "torch")
        campaign.case(Case(f"torch {seed.name}", file, ["zeroshot", "--model", file, *shown], limit=6.0, is_good=False))
    run, state = work / "runs" / "trained", work / "state"
    finetune = ["finetune", "--backbone", f"clip:{campaign.clip}", *shown, "--epochs", 3, "--cache", work / "cache"]
    campaign.p8_run(*finetune, "--out", run)
    campaign.p8_run(*zeroshot, "--out", work / "runs" / "zeroshot")
    for name in ("classifier.json", "head.safetensors"):
        campaign.case(Case(name, run / name, ["predict", "--model", run, "--image", images / "sports-football.jpg"], limit=6.0))
    for name in ("run.json", "metrics.json", "predictions.csv", "history.csv", "split.csv", "classifier.json"):
        campaign.case(Case(f"compare {name}", run / name, ["compare", run, work / "runs" / "zeroshot"], limit=6.0))
    campaign.case(Case("split-file", copied(run / "split.csv", work), finetune + ["--split-file", work / "split.csv"], limit=6.0))
    campaign.p8_run(*finetune, "--checkpoint", state, "--out", work / "again")
    kept = work / "kept"
    shutil.copytree(state, kept)

    def restored(mutated_name):  # the others as they were: a run that goes on writes them anew
        def reset():
            for file in kept.iterdir():
                if file.name != mutated_name:
                    shutil.copy(file, state)
        return reset
    for file in sorted(kept.iterdir()):  # 5: one that is no checkpoint of p8 is left alone
        allowed = ALLOWED | {5} if file.name == "checkpoint.json" else ALLOWED
        campaign.case(Case(f"state {'tensors' if file.suffix == '.safetensors' else file.name}", state / file.name,
                           finetune + ["--checkpoint", state, "--resume"], limit=6.0, reset=restored(file.name), allowed=allowed))
    study = work / "study.toml"
    study.write_text(f'[[run]]\nname = "a"\ncommand = "zeroshot"\nmodel = "{campaign.clip}"\n[[run]]\nname = "b"\ncommand = "zeroshot"\n'
                     f'model = "{campaign.clip}"\ntemplate = ["{{}}"]\n')
    campaign.case(Case("study.toml", study, ["compare", "--config", study, *shown, "--cache", work / "cache"], limit=20.0))


# ---- Servers ----

def api(campaign, bundle, clients):
    """An API that answers with mutations of a good answer, and its kept answers mutated."""
    good = json.dumps({"prediction": 1, "probability": 0.75, "shap_values": [[0.1, 0.1]], "margin": 1.0986122886681098,
                       "base_value": 0.8986122886681098}).encode()
    answer = {"body": good}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer["body"])))
            self.end_headers()
            self.wfile.write(answer["body"])

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    few = campaign.work / "few.csv"
    few.write_text("id,a,b\n1,2,3\n2,3,4\n")
    cache = campaign.work / "answers"
    words = [campaign.p8, "score", "--model", f"http://127.0.0.1:{server.server_port}/predict", "--data", str(few), "--id", "id",
             "--api-retries", "0", "--out", str(campaign.out), "--threads", "1", "--lang", "en"]
    if campaign.wants("API answer"):
        campaign.begin("API answer")
        for number in range(campaign.count):
            answer["body"] = mutated(good, random.Random(f"{campaign.seed} api {number}"))
            run = Run(words, campaign.out)
            campaign.add("API answer", run)
            for what in run.broken(2.0, MAX_MB):
                campaign.note("API answer", number, answer["body"], what)
    answer["body"] = good
    if campaign.wants("answers.log"):
        campaign.begin("answers.log")
        subprocess.run([*words, "--api-cache", str(cache)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(campaign.out, ignore_errors=True)
        kept = (cache / "answers.log").read_bytes() if (cache / "answers.log").exists() else b""
        for number in range(campaign.count):
            data = mutated(kept, random.Random(f"{campaign.seed} cache {number}"))
            cache.mkdir(exist_ok=True)
            (cache / "answers.log").write_bytes(data)
            run = Run([*words, "--api-cache", str(cache)], campaign.out)
            campaign.add("answers.log", run)
            for what in run.broken(2.0, MAX_MB, ALLOWED | {5}):  # 5: one in which no line is an answer is left alone
                campaign.note("answers.log", number, data, what)
    server.shutdown()


def reload(campaign, bundle, clients):
    """A server that is told to read a mutated bundle: it goes on, with the old model where it is refused."""
    name = "serve, SIGHUP"
    if not campaign.wants(name):
        return
    campaign.begin(name)
    process = subprocess.Popen([campaign.p8, "serve", "--model", str(bundle), "--data", str(clients), "--port", "0", "--threads", "1",
                                "--lang", "en"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    address = process.stdout.readline().split()[-1]

    def reloads():
        with urllib.request.urlopen(address + "metrics", timeout=20) as answer:
            lines = [line for line in answer.read().decode().splitlines() if line.startswith("p8_reloads_total")]
        return sum(int(line.split()[-1]) for line in lines)

    file = bundle / "bundle.json"
    good = file.read_bytes()
    for number in range(campaign.count):
        data = mutated(good, random.Random(f"{campaign.seed} bundle.json {number}"))
        file.write_bytes(data)
        before, what, end = reloads(), None, time.monotonic() + MAX_WAIT
        process.send_signal(signal.SIGHUP)
        while what is None:
            try:
                if reloads() > before:
                    break
                what = "no answer to SIGHUP" if time.monotonic() > end else None
                time.sleep(0.02)
            except OSError:
                what = f"the server is gone: {process.poll()}"
        campaign.report[name]["runs"] += 1
        if what:
            campaign.note(name, number, data, what)
            break
    file.write_bytes(good)
    process.terminate()
    campaign.report[name]["exits"] = {str(process.wait()): 1}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("p8", type=lambda path: str(Path(path).resolve()))
    parser.add_argument("--count", type=int, default=300, help="mutations of each file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", help="cases whose name begins so")
    parser.add_argument("--clip", type=lambda path: Path(path).resolve(), default=ROOT / "configs/models/p8-mini-clip")
    parser.add_argument("--keep", help="folder for files that broke a rule")
    parser.add_argument("--skip-photos", action="store_true")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="p8_campaign_") as folder:
        campaign = Campaign(options, Path(folder))
        bundle, clients = credit(campaign)
        api(campaign, bundle, clients)
        reload(campaign, bundle, clients)
        if not options.skip_photos:
            photos(campaign)
    print(json.dumps({"seed": options.seed, "count": options.count, "runs": sum(entry["runs"] for entry in campaign.report.values()),
                      "broken": campaign.faults, "cases": campaign.report}, indent=1))
    sys.exit(1 if campaign.faults else 0)


if __name__ == "__main__":
    main()
