"""Fails when a file can be run and does not say by what, or says so and cannot be run.

Usage: python3 file_modes.py FILE...

A script begins with "#!" and has mode 755; every other file has mode 644.
"""

import os
import pathlib
import sys
import tempfile


def problem_of(path):
    says_so = path.open("rb").read(2) == b"#!"
    runs = os.access(path, os.X_OK)
    if says_so and not runs:
        return f"{path}: begins with #! and cannot be run: chmod +x"
    if runs and not says_so:
        return f"{path}: can be run and does not begin with #!: chmod -x"
    return None


def self_check():
    """The check itself must be able to fail."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a"
        for text, mode, good in (("#!", 0o755, True), ("a", 0o644, True), ("#!", 0o644, False),
                                 ("a", 0o755, False)):
            path.write_text(text)
            path.chmod(mode)
            assert (problem_of(path) is None) == good, f"self check: {text!r} with {mode:o}"


def main():
    self_check()
    problems = list(filter(None, (problem_of(pathlib.Path(name)) for name in sys.argv[1:])))
    print("\n".join(problems) or f"{len(sys.argv) - 1} files have the mode of their kind")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
