"""Writes tests/golden/tokenizer.golden.gz: strings, and what scikit-learn makes of them.

Usage: python3 make_tokenizer_golden.py tests/golden/tokenizer.golden.gz

Lines after the header: first `vocabulary N` and N escaped n-grams (ids 0, 1, ...; 1 is <unk>), then
`strings N` and N lines of token count, FNV-1a 64 of the token ids (each as 4 bytes, little-endian)
and the escaped string, separated by tabs. A hash that agrees means ids that agree to the last one.
"""

import collections
import gzip
import platform
import random
import struct
import sys
import unicodedata

import sample_strings
import sklearn
import sklearn_tokens

SEED = 20261124
STRINGS = 20_500
VOCABULARY = 6_000


def escape(data):
    return "".join(chr(b) if 0x20 <= b < 0x7F and b != 0x5C else f"\\x{b:02x}" for b in data)


def fnv1a(ids):
    value = 0xCBF29CE484222325
    for byte in struct.pack(f"<{len(ids)}i", *ids):
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def main():
    records = sample_strings.strings(SEED, STRINGS)
    tokens = [sklearn_tokens.ngrams(r) for r in records]
    counts = collections.Counter(t for found in tokens for t in found)
    # The frequent ones and as many drawn from the rest, so that rare Unicode n-grams have ids too.
    frequent = [t for t, _ in counts.most_common(VOCABULARY // 2)]
    rest = sorted(set(counts) - set(frequent))
    vocabulary = ["<pad>", "<unk>"] + frequent + random.Random(SEED).sample(rest, VOCABULARY // 2)
    ids = {t: i for i, t in enumerate(vocabulary)}
    lines = [f"# txtsentry tokenizer golden; seed {SEED}; CPython {platform.python_version()}; "
             f"Unicode {unicodedata.unidata_version}; scikit-learn {sklearn.__version__}",
             f"vocabulary {len(vocabulary)}"]
    lines += [escape(t.encode()) for t in vocabulary]
    lines.append(f"strings {len(records)}")
    for record, found in zip(records, tokens):
        row = [ids.get(t, 1) for t in found]
        lines.append(f"{len(row)}\t{fnv1a(row):016x}\t{escape(record)}")
    with open(sys.argv[1], "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    main()
