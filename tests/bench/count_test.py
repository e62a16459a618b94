"""Counts the instructions of a fixed piece of work and holds them to
docs/benchmarks/callgrind.json.

Usage: python3 count_test.py COUNT_PROGRAM MODEL CALLGRIND.json [--write]

A wall clock on a shared machine says little about a change of some percent; the number of
instructions says it at once. Compilers differ, so the guard is only for the one that the file
names. Valgrind has no AVX-512, so what is counted is the AVX2 kernel.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FUNCTIONS = {"tokenizer": "txtsentry::bench::CountTokenizer()",
             "engine": "txtsentry::bench::CountEngine(txtsentry::engine::Engine const&)"}
SLACK = 0.03


def count(program, model, function):
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out",
             f"--toggle-collect={function}", program, model],
            env={"TXTSENTRY_KERNEL": "AVX2"}, capture_output=True, text=True, check=True)
    tokens = int(re.search(r"tokens (\d+)", ran.stdout).group(1))
    return int(re.search(r"Collected : (\d+)", ran.stderr).group(1)), tokens


def compiler(program):
    text = pathlib.Path(program).read_bytes()
    found = re.search(rb"GCC: \([^)]*\) (\d+)", text)
    return f"gcc {found.group(1).decode()}" if found else "another"


def main():
    program, model, path = sys.argv[1:4]
    if shutil.which("valgrind") is None:
        print("SKIPPED: no valgrind here")
        sys.exit(77)
    measured = {"compiler": compiler(program), "kernel": "AVX2"}
    for name, function in FUNCTIONS.items():
        instructions, measured["tokens"] = count(program, model, function)
        measured[f"{name}_instructions"] = instructions
        measured[f"{name}_instructions_a_token"] = round(instructions / measured["tokens"], 1)
    print(json.dumps(measured, indent=2))
    if "--write" in sys.argv:
        pathlib.Path(path).write_text(json.dumps(measured, indent=2) + "\n")
        return
    expected = json.loads(pathlib.Path(path).read_text())
    if expected["compiler"] != measured["compiler"]:
        print(f"SKIPPED: the counts are of {expected['compiler']}, this is {measured['compiler']}")
        sys.exit(77)
    for name in FUNCTIONS:
        key = f"{name}_instructions"
        change = measured[key] / expected[key] - 1
        print(f"{name}: {change:+.2%}")
        if change > SLACK:
            sys.exit(f"{key} {measured[key]} is {change:.1%} over {expected[key]}; if that is "
                     "meant, write the file anew with --write")


if __name__ == "__main__":
    main()
