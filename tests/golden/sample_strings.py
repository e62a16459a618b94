"""Seeded strings that put a TXT tokenizer to the test. Each is bytes, as a record's content is."""

import random
import unicodedata

SPACES = [chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF and chr(c).isspace()]
# Letters whose lower case is not one-to-one or depends on their neighbours, and what may stand
# between a sigma and them.
CASE = ["\u0130", "\u03a3", "\u03c3", "\u03c2", "\u00df", "\u1e9e", "\ufb01", "\ufb03", "\u01c4",
        "\u01c5", "\u1f88", "\u1fbc", "\u2126", "\u212a", "\u212b", "A", "z", ".", "'", "\u00ad",
        "\u0345", "\u2019", ":", "\u00b7", " ", "\u0391", "1", "\u10a0", "\u13a0", "\ua77d"]
COMBINING = [chr(c) for c in range(0x300, 0x370)] + ["e", "a", "\u0915", "\u093f", "\u200d"]
ASTRAL = ["\U0001f600", "\U0001f468", "\u200d", "\U00010400", "\U0001d400", "\U0001e900",
          "\U000e0001", "\U0002f800", "\U0010ffff", "x", " "]
KEY_VALUE = [" = ", " =", "= ", "=", " - ", " -", "- ", "-", " : ", ": ", " :", ":", " ", "  ", "a",
             "B", "7", '"', "'", "\t"]
BROKEN = [b"\xff", b"\xc0\xaf", b"\xc2", b"\xe0\x80\x80", b"\xe2\x82", b"\xed\xa0\x80", b"\xf0\x90",
          b"\xf0\x9f\x98", b"\xf4\x90\x80\x80", b"\xf8\x88", b"\x80", b"\xbf\xbf", b"ok", b" ",
          "\u00e9".encode(), "\U0001f600".encode(), b"\x00", b"Z="]
TXT = ["v=spf1", "include:_spf.example.com", "~all", "v=DMARC1;", "p=none;", "k=rsa;", "MS=ms12345",
       "google-site-verification=", "ip4:192.0.2.1/24", "-all", '"', "a", "mx", "rua=mailto:x@y.z"]


def _pick(rng, pieces, count, joiner=""):
    return joiner.join(rng.choice(pieces) for _ in range(count))


def _any_assigned(rng):
    while True:
        c = rng.randrange(0x110000)
        if not 0xD800 <= c <= 0xDFFF and unicodedata.category(chr(c)) != "Cn":
            return chr(c)


def make(rng):
    """One random string of a random family."""
    family = rng.randrange(12)
    n = rng.randrange(1, 24)
    if family == 0:
        return _pick(rng, [chr(c) for c in range(0x20, 0x7F)], n).encode()
    if family == 1:
        return bytes(rng.randrange(0x80) for _ in range(n))  # control characters and NUL too
    if family == 2:
        return _pick(rng, SPACES + ["ab", "C", "d" * rng.randrange(1, 5)], n).encode()
    if family == 3:
        return _pick(rng, CASE, n).encode()
    if family == 4:
        return _pick(rng, COMBINING, n).encode()
    if family == 5:
        return _pick(rng, ASTRAL, n).encode()
    if family == 6:
        return b"".join(rng.choice(BROKEN) for _ in range(n))
    if family == 7:
        return bytes(rng.randrange(256) for _ in range(n))
    if family == 8:
        return _pick(rng, KEY_VALUE, n).encode()
    if family == 9:  # words of one to three characters
        return " ".join(_pick(rng, "aB0\u00c9\u00df\u4e2d=", rng.randrange(1, 4))
                        for _ in range(rng.randrange(1, 8))).encode()
    if family == 10:
        return _pick(rng, TXT, rng.randrange(1, 8), " ").encode()
    return "".join(_any_assigned(rng) for _ in range(n)).encode()


def edge_cases():
    """What random drawing would miss."""
    cases = [
        b"",
        b" ",
        b"\t\r\n",
        b'""',
        b"' '",
        b'"',
        b"\x00",
        b"\x00\x00\x00",
        b" = ",
        b"= = =",
        b" - - ",
        b" : : ",
        b"a  =  b",
        b"a = = b",
        b"a -  - b",
        "\u03a3".encode(),
        "\u0391\u03a3".encode(),
        "\u0391\u03a3 ".encode(),
        "\u0391\u03a3\u0391".encode(),
        "A'\u03a3".encode(),
        "A\u03a3'b".encode(),
        "\u0130\u0130".encode(),
        b"\xef\xbb\xbfv=spf1",
    ]
    cases += [s.encode() for s in SPACES] + [("a" + s + "b").encode() for s in SPACES]
    for size in (255, 256, 4096, 65_535):
        cases += [b"a" * size, b"ab " * (size // 3), b"x = " * (size // 4), b"\x00" * size,
                  ("\u03a3" * (size // 2)).encode(), ("\u00ad" * (size // 2)).encode(),
                  b"\xff" * size, "\U0001f600".encode() * (size // 4)]
    return cases


def strings(seed, count):
    """All edge cases, then random ones up to `count` in all."""
    rng = random.Random(seed)
    found = edge_cases()
    while len(found) < count:
        found.append(make(rng))
    return found
