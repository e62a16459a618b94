"""Reads records of data files; scores and labels them with the project's command line."""
import base64
import dataclasses
import json
import re
import subprocess

import numpy as np

_ESCAPES = {b"\\t": b"\t", b"\\n": b"\n", b"\\r": b"\r", b"\\\\": b"\\"}


@dataclasses.dataclass(frozen=True)
class Record:
    text: bytes
    owner_name: str
    label: int
    group: str  # The tool or the kind; empty for a generated record.
    source: str = ""  # The repository it was collected from.

    def with_text(self, text):
        return dataclasses.replace(self, text=text)


def unescape(text):
    """Decodes the escapes of train/record.h."""
    def replace(match):
        escape = match[0]
        return _ESCAPES[escape] if escape in _ESCAPES else bytes([int(escape[2:], 16)])

    return re.sub(rb"\\(?:[tnr\\]|x[0-9a-fA-F]{2})", replace, text.encode())


def _lines(path):
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def read(path, label):
    """Reads a collected file, whose first line names its columns."""
    columns, *lines = _lines(path)
    names = columns.split("\t")
    group = names.index("tool" if "tool" in names else "category_guess")
    owner, source = names.index("owner_name"), names.index("source")
    return [Record(unescape(cells[0]), cells[owner], label, cells[group], cells[source])
            for cells in (line.split("\t") for line in lines)]


def read_labelled(path, unseen_in):
    """Reads a generated file without the texts of another file."""
    seen = {line.split("\t", 2)[2] for line in _lines(unseen_in)} if unseen_in.exists() else set()
    records = []
    for line in _lines(path):
        label, owner, text = line.split("\t", 2)
        if text not in seen:
            records.append(Record(unescape(text), owner, int(label), ""))
    return records


def _run(cli, model, records, flags, owners):
    lines = [json.dumps({"strings_b64": [base64.b64encode(record.text).decode()],
                         "owner_name": record.owner_name if owners else ""}) for record in records]
    done = subprocess.run([str(cli), "score", "-i", "ndjson", "-f", "ndjson", "--model", str(model),
                           "--progress", "never", *flags, "-"], input="\n".join(lines).encode(),
                          stdout=subprocess.PIPE, check=True)
    results = [json.loads(line)["txt_score"] for line in done.stdout.splitlines()]
    if len(results) != len(records):
        raise SystemExit(f"{cli}: {len(results)} results for {len(records)} records")
    return results


def score(cli, model, records):
    """Returns the probabilities, computed from the text alone."""
    return np.array([result["probability"] for result in _run(cli, model, records, [], False)])


def labels(cli, model, records, flags):
    """Returns the labels, computed with owner names."""
    return np.array([result["label"] for result in _run(cli, model, records, flags, True)])
