"""Timing whole processes, for the benchmarks."""
import argparse
import os
import statistics
import subprocess
import sys
import time


def bench_options():
    """BUILD_DIR [--rows N] [--runs N] [--threads N]."""
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--rows", type=int, default=307511)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def timed(command):
    """Wall seconds and peak megabytes of one whole process."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def summary(runs):
    return {"seconds_median": round(statistics.median(s for s, _ in runs), 3),
            "seconds_min": round(min(s for s, _ in runs), 3), "seconds_max": round(max(s for s, _ in runs), 3),
            "peak_mb": round(max(m for _, m in runs), 1)}


def speedup(runs, peer_runs):
    """How many times the peer's seconds, pair by pair."""
    ratios = sorted(peer[0] / own[0] for own, peer in zip(runs, peer_runs))
    return {"median": round(statistics.median(ratios), 2), "min": round(ratios[0], 2), "max": round(ratios[-1], 2)}
