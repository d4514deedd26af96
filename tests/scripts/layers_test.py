#!/usr/bin/env python3
"""Whether lib/CMakeLists.txt is the diagram it says it is: every include of lib/p8 goes to a folder that the line of its
own folder reaches, each folder has one line, below those it needs, and no folder has more than 30 sources."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAX_SOURCES = 30

faults, reaches = [], {}
for folder, words in re.findall(r"^p8_layer\(([a-z0-9_/]+)\s+([^)]*)\)", (ROOT / "lib/CMakeLists.txt").read_text(), re.M):
    needed = [word for word in words.split("PRIVATE_DEPENDS")[0].split() if (ROOT / "lib/p8" / word).is_dir()]
    reaches[folder] = {folder}
    for other in needed:
        if other not in reaches:
            faults.append(f"lib/CMakeLists.txt: {folder} stands above {other}, which it needs")
        reaches[folder] |= reaches.get(other, set())

sources = [path for path in (ROOT / "lib/p8").rglob("*") if path.suffix in (".h", ".cpp")]
for path in sources:
    folder = path.parent.relative_to(ROOT / "lib/p8").as_posix()
    if path.name == "module.cpp":
        continue  # of a library that is loaded on demand; its line is a p8_module
    if folder not in reaches:
        faults.append(f"{folder}: no line in lib/CMakeLists.txt")
        reaches[folder] = {folder}
    for header in re.findall(r'^#include "p8/([^"]+)"', path.read_text(), re.M):
        other = str(Path(header).parent)
        if other not in reaches[folder]:
            faults.append(f"{path.relative_to(ROOT)} includes p8/{header}, which is not below it")

for folder in {path.parent for top in ("lib", "apps") for path in (ROOT / top).rglob("*.cpp")}:
    count = sum(1 for path in folder.iterdir() if path.suffix in (".h", ".cpp"))
    if count > MAX_SOURCES:
        faults.append(f"{folder.relative_to(ROOT)}: {count} sources, at most {MAX_SOURCES}")

print("\n".join(sorted(set(faults))) or f"{len(reaches)} folders, {len(sources)} sources, includes only downwards")
sys.exit(1 if faults else 0)
