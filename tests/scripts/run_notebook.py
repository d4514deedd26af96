#!/usr/bin/env python3
"""run_notebook.py NOTEBOOK: runs the notebook's code cells in order in one namespace, without Jupyter. Refuses a notebook
that was saved with results in it. A cell that fails is named, with its traceback."""
import json
import sys


def main(path):
    with open(path, encoding="utf-8") as file:
        notebook = json.load(file)
    namespace = {"__name__": "__main__"}
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        if cell["outputs"] or cell["execution_count"] is not None:
            sys.exit(f"FAILED: {path}: cell {number} was saved with its results")
        name = f"{path}, cell {number}"
        exec(compile("".join(cell["source"]), name, "exec"), namespace)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: run_notebook.py NOTEBOOK")
    main(sys.argv[1])
