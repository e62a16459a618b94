#!/usr/bin/env python3
"""Turns collected records into labelled ones for `txtsentry-train fit`.

Usage: label_collected.py COLLECTED.tsv -o LABELLED.tsv

Takes the records of kinds.SOURCES_SEEN whose category is one of LABELS; the labels are those of the
grammars (train/grammars/kind.h): a well-formed kind or plain text is 0, a bare token 1. Categories
that mix both are left out.
"""
import argparse
import pathlib

import kinds

LABELS = {0: kinds.BY_TEXT - {"dkim_policy"} | {"mail_forwarding", "hostname", "free_text"},
          1: {"github_challenge", "acme_challenge", "hex_token", "alnum_token", "base64_token",
              "uuid_token"}}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collected", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    header, *lines = arguments.collected.read_text(encoding="utf-8").split("\n")[:-1]
    columns = header.split("\t")
    text, source, owner, category = (columns.index(name) for name in
                                     ("text", "source", "owner_name", "category_guess"))
    label_of = {name: label for label, names in LABELS.items() for name in names}
    labelled = []
    for line in lines:
        cells = line.split("\t")
        # Both layouts use the same escapes.
        if cells[source] in kinds.SOURCES_SEEN and cells[category] in label_of:
            labelled.append(f"{label_of[cells[category]]}\t{cells[owner]}\t{cells[text]}\n")
    arguments.output.write_text("".join(labelled), encoding="utf-8")
    print(f"{len(labelled)} of {len(lines)} records")


if __name__ == "__main__":
    main()
