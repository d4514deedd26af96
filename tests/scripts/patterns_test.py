#!/usr/bin/env python3
"""Whether the English and the French pattern of each call of text(), data_error() and their like fit the arguments: both
show the same ones, and all of them. C++17 checks neither while compiling."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|\w+|->|\s+|.', re.S)
FIELD = re.compile(r"\{\{|\}\}|\{(\d*)(?::[^{}]*)?\}")
DEFINITION = re.compile(r"(\w+)\(([^()]*)const char\* en, const char\* fr, const Args&\.\.\. args\)")


def tokens(text):
    """(position, token) without blanks and comments."""
    found = [(match.start(), match.group()) for match in TOKEN.finditer(text)]
    return [(at, token) for at, token in found if not token.isspace() and not token.startswith(("//", "/*"))]


def calls(text, names):
    """(name, line, arguments as lists of tokens) of each call of one of the names."""
    code = tokens(text)
    for i in range(len(code) - 1):
        if code[i][1] not in names or code[i + 1][1] != "(" or (i > 0 and code[i - 1][1] in (".", "->")):
            continue
        depth, arguments = 0, [[]]
        for _, token in code[i + 1 :]:
            depth += token in ("(", "[", "{")
            depth -= token in (")", "]", "}")
            if depth == 0:
                break
            if depth == 1 and token == ",":
                arguments.append([])
            elif len(arguments[-1]) > 0 or len(arguments) > 1 or token != "(":
                arguments[-1].append(token)
        yield code[i][1], text.count("\n", 0, code[i][0]) + 1, arguments


def patterns(argument):
    """The literals that an argument may be: "a" or condition ? "a" : "b". None: it is something else."""
    choices = [[]]
    for token in argument:
        if token in ("?", ":"):
            choices.append([])
        else:
            choices[-1].append(token)
    choices = choices[1:] or choices
    if any(not choice or not all(token.startswith('"') for token in choice) for choice in choices):
        return None
    return ["".join(token[1:-1] for token in choice) for choice in choices]


def fields(pattern):
    """The numbers of the arguments that a pattern shows."""
    numbers = [match.group(1) for match in FIELD.finditer(pattern) if match.group() not in ("{{", "}}")]
    return {int(number) if number else place for place, number in enumerate(numbers)}


def faults(text, names):
    """(line, what is wrong) of each call; and how many calls had patterns to look at.
    names: how many arguments stand before the patterns."""
    found, looked_at = [], 0
    for name, line, arguments in calls(text, names):
        read = [patterns(argument) for argument in arguments]
        first = names[name]
        if len(read) < first + 2 or read[first] is None or read[first + 1] is None:
            continue
        looked_at += 1
        given = set(range(len(arguments) - first - 2 + (name == "file_error")))  # the file's name is its {0}
        for pattern in read[first] + read[first + 1]:
            shown = fields(pattern)
            if shown - given:
                found.append((line, f"no argument for {sorted(shown - given)} of: {pattern}"))
            if given - shown:
                found.append((line, f"does not show {sorted(given - shown)}: {pattern}"))
    return found, looked_at


# The check itself: what it must find, and what it must let pass.
for wrong in ('text("{0} {1}", "{1}", a, b)', 'text("{}: {}", "{}", f(a, b))', 'text("{0}", "{0}", a, b.c(d))',
              'text(x ? "{0}" : "none", "{0}", a)'):
    assert faults(wrong, {"text": 0})[0], wrong
for right in ('text("{0} {1}", "{1} {0}", a, b)', 'text("{:.2f}" " {{}}", "{}", f(a, b))', 'text(x ? "a{}" : "b{}", "{}", a)'):
    assert faults(right, {"text": 0}) == ([], 1), right

sources = [path for top in ("lib", "apps") for path in sorted((ROOT / top).rglob("*")) if path.suffix in (".h", ".cpp")]
texts = {path: path.read_text() for path in sources}
names = {name: before.count(",") for text in texts.values() for name, before in DEFINITION.findall(text)}
wrong, looked_at = [], 0
for path, text in texts.items():
    found, count = faults(text, names)
    looked_at += count
    wrong += [f"{path.relative_to(ROOT)}:{line}: {what}" for line, what in found]
print("\n".join(wrong) or f"{looked_at} pairs of patterns fit their arguments ({', '.join(sorted(names))})")
sys.exit(1 if wrong or looked_at < 500 else 0)
