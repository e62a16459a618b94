"""Fails when the tree breaks a rule that neither a compiler nor clang-format sees.

Usage: python3 house_rules_test.py SOURCE_FOLDER

Every header has the guard its path asks for; every source file of the programs is listed in a
CMakeLists.txt; files stay within 500 lines; no open note without an issue; scripts can be run.
"""

import os
import pathlib
import re
import sys

CODE = (".h", ".cc", ".py", ".proto", ".cmake")
PROGRAMS = ("core/", "server/", "client/", "train/")
LINES_MAX = 500


def guard_of(path):
    return "TXTSENTRY_" + re.sub(r"[/.-]", "_", path).upper() + "_"


def problems_of(path, text, cmake):
    lines = text.splitlines()
    # A Highway -inl.h is included once a target, which its guard allows for.
    guard = f"#define {guard_of(path)}\n" if path.endswith("-inl.h") else (
        f"#ifndef {guard_of(path)}\n#define {guard_of(path)}\n")
    if path.endswith(".h") and guard not in text:
        yield f"{path}: has no include guard {guard_of(path)}"
    listed = re.search(rf"\b{re.escape(pathlib.Path(path).name)}\b", cmake)
    if path.endswith(".cc") and path.startswith(PROGRAMS) and not listed:
        yield f"{path}: is in no CMakeLists.txt"
    if len(lines) > LINES_MAX:
        yield f"{path}: {len(lines)} lines, at most {LINES_MAX}"
    for number, line in enumerate(lines, 1):
        if re.search(r"\b(TO" r"DO|FIX" r"ME)\b(?!\(issue \d+\))", line):
            yield f"{path}:{number}: a note without an issue"


def main():
    root = pathlib.Path(sys.argv[1])
    found = list(problems_of("core/a.h", "#pragma once\n" * 501, ""))
    assert len(found) == 2, f"self check: {found}"
    tops = ("core", "server", "client", "train", "proto", "tests", "cmake")
    files = [p for top in tops for p in (root / top).rglob("*") if p.suffix in CODE]
    cmake = "\n".join(p.read_text() for top in tops for p in (root / top).rglob("CMakeLists.txt"))
    problems = [line for p in sorted(files)
                for line in problems_of(str(p.relative_to(root)), p.read_text(), cmake)]
    for script in (root / "scripts").iterdir():
        if script.suffix != ".txt" and not os.access(script, os.X_OK):
            problems.append(f"scripts/{script.name}: cannot be run")
    print("\n".join(problems) or f"{len(files)} files keep the house rules")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
