"""Fails when a file includes what its folder may not depend on.

Usage: python3 include_arrows_test.py SOURCE_FOLDER
"""

import pathlib
import re
import sys

# A folder and what of the project it may include beside itself. Nothing includes server, client,
# train or tests.
ARROWS = {
    "core/base": set(),
    "core/metrics": {"core/base"},
    "core/cache": {"core/base"},
    "core/text": {"core/base"},
    "core/rules": {"core/base"},
    "core/model": {"core/base"},
    "core/engine": {"core/base", "core/model"},
    "core/schedule": {"core/base", "core/engine"},
    "core/explain": {"core/base", "core/text", "core/model", "core/engine"},
    "core/pipeline": {"core/base", "core/text", "core/rules", "core/model", "core/engine",
                      "core/schedule", "core/cache", "core/explain"},
    "server": {"core", "proto"},
    "client": {"core", "proto"},
    "train": {"core"},
}
# Outside libraries and the only folders or files that may include them.
LEAVES = {
    r"torch/|ATen/|c10/": {"core/engine/libtorch_engine.cc", "train"},
    r"grpc(pp)?/": {"server", "client"},
    r"google/protobuf/|.*\.pb\.h": {"server", "client"},
    r"spdlog/": {"server"},
    r"CLI/": {"server", "client", "train"},
}
# <torch/...> makes a file slow to compile and needs C++20: not in a header, wherever it is.
HEADERS_NEVER = re.compile(r"torch/|ATen/|c10/")
INCLUDE = re.compile(r'^\s*#include\s+([<"])([^>"]+)[>"]', re.MULTILINE)


def folder_of(path):
    for folder in sorted(ARROWS, key=len, reverse=True):
        if path.startswith(folder + "/"):
            return folder
    return None


def allowed(path, places):
    return any(path == place or path.startswith(place + "/") for place in places)


def problems_of(path, text):
    folder = folder_of(path)
    found = []
    for _, target in INCLUDE.findall(text):
        to = folder_of(target)
        if to is not None and to != folder and not allowed(to + "/", ARROWS[folder]):
            found.append(f"{path}: includes {target}, but {folder} may not depend on {to}")
        if target.startswith("tests/"):
            found.append(f"{path}: includes {target}: nothing depends on tests")
        for pattern, places in LEAVES.items():
            if re.match(pattern, target) and not allowed(path, places):
                found.append(f"{path}: includes {target}, which belongs in {sorted(places)}")
        if path.endswith(".h") and HEADERS_NEVER.match(target):
            found.append(f"{path}: includes {target} in a header")
    return found


def self_check():
    """The check itself must be able to fail."""
    bad = [("core/text/a.h", '#include "core/engine/engine.h"\n'),
           ("core/schedule/a.cc", "#include <torch/torch.h>\n"),
           ("core/model/a.cc", "#include <spdlog/spdlog.h>\n"),
           ("server/a.cc", '#include "client/client.h"\n'),
           ("core/base/a.cc", '#include "tests/support/random.h"\n')]
    for path, text in bad:
        assert problems_of(path, text), f"self check: {path} with {text!r} went unseen"
    assert not problems_of(
        "core/schedule/a.cc", '#include "core/engine/engine.h"\n#include <vector>\n'
    )


def main():
    self_check()
    root = pathlib.Path(sys.argv[1])
    files = [p for top in ("core", "server", "client", "train") for p in (root / top).rglob("*")
             if p.suffix in (".h", ".cc")]
    assert len(files) > 50, f"only {len(files)} files under {root}"
    problems = [line for p in sorted(files)
                for line in problems_of(str(p.relative_to(root)), p.read_text())]
    print("\n".join(problems) or f"{len(files)} files keep the arrows")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
