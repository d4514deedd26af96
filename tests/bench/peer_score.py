"""The peer of `p8 score --reasons 0`: what an analyst writes with pandas and XGBoost.

peer_score.py BUNDLE CLIENTS.csv ID OUT.csv [THREADS]: prints the seconds of each step as JSON.
"""
import json
import sys
import time

begin = time.perf_counter()
import numpy as np
import pandas as pd
import xgboost as xgb

seconds = {"import": time.perf_counter() - begin}


def step(name, start):
    seconds[name] = time.perf_counter() - start


bundle_dir, clients, id_column, out = sys.argv[1:5]
threads = int(sys.argv[5]) if len(sys.argv) > 5 else 2
with open(f"{bundle_dir}/bundle.json", encoding="utf-8") as file:
    bundle = json.load(file)

start = time.perf_counter()
names = [feature["name"] for feature in bundle["features"]]
categories = {f["name"]: f["categories"] for f in bundle["features"] if f["kind"] == "category"}
data = pd.read_csv(clients, dtype={name: "category" for name in categories})
step("read", start)

start = time.perf_counter()
for name, known in categories.items():
    codes = data[name].cat.set_categories(known).cat.codes
    data[name] = np.where(codes < 0, np.nan, codes)
step("encode", start)

start = time.perf_counter()
booster = xgb.Booster({"nthread": threads}, model_file=f"{bundle_dir}/model.ubj")
p = booster.inplace_predict(data[names])
step("predict", start)

start = time.perf_counter()
decision = np.where(p > bundle["threshold"], "refused", "accepted")
pd.DataFrame({"id": data[id_column], "probability_default": p, "decision": decision}).to_csv(out, index=False)
step("write", start)
seconds["total"] = time.perf_counter() - begin
print(json.dumps({key: round(value, 3) for key, value in seconds.items()}))
