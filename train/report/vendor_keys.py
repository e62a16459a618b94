#!/usr/bin/env python3
"""Two figures of docs/model-card.md that its tables do not have: proofs of vendors that there are
not, and hostile records behind keys that are less common.

Usage: vendor_keys.py FOLDER [--cli build/bin/txtsentry] [--model models/default]

FOLDER holds malicious_txt_dev.tsv. Prints shares suspicious by the score alone and by the policy
triage.
"""
import argparse
import pathlib
import random
import string
import uuid

import collected
import numpy as np

THRESHOLD = 0.5
PROOFS = 4000
VENDORS = [
    "quellix",
    "brandoor",
    "nimbusly",
    "fortrex",
    "heliodesk",
    "pagewright",
    "cleverhop",
    "tundrasoft",
    "mapletree",
    "voltanic",
    "scribely",
    "loopwire",
    "acrelo",
    "zentrica",
    "parcelo",
    "jotnest",
    "bluefern",
    "harborly",
    "inkwell",
    "pivotly",
]
FORMS = [
    "{n}-site-verification={t}",
    "{n}-domain-verification={t}",
    "{n}-verification={t}",
    "{n}-verify={t}",
    "{n}_verification={t}",
    "{n}-domain-validation={t}",
    "{n}-verification-code={t}",
    "{n}-owner-verification={t}",
    "{n}-verification: {t}",
    "{n}-domain-verification-{x}={t}",
]
LOWER_DIGITS = string.ascii_lowercase + string.digits
ALNUM = string.ascii_letters + string.digits
KEYS = ["mailru-verification: ", "ZOOM_verify_", "yandex-verification: ", "stripe-verification=",
        "openai-domain-verification=dv-", "brevo-code:"]


def token(rng):
    kind = rng.randrange(6)
    if kind == 2:
        return str(uuid.UUID(int=rng.getrandbits(128)))
    alphabet, lengths = {0: ("0123456789abcdef", [16, 20, 32, 32, 40, 64]),
                         1: (ALNUM + "-_", [22, 32, 43, 43]),
                         3: (ALNUM, [20, 24, 25, 32, 40]),
                         4: (LOWER_DIGITS, [12, 16, 20, 26, 32]),
                         5: (string.digits, range(6, 13))}[kind]
    return "".join(rng.choices(alphabet, k=rng.choice(lengths)))


def made_up_proofs():
    rng = random.Random(5)
    texts = [
        rng.choice(FORMS).format(
            n=rng.choice(VENDORS), t=token(rng), x="".join(rng.choices(LOWER_DIGITS, k=6))
        )
        for _ in range(PROOFS)
    ]
    return [collected.Record(text.encode(), "example.com", 0, "") for text in texts]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--cli", type=pathlib.Path, default="build/bin/txtsentry")
    parser.add_argument("--model", type=pathlib.Path, default="models/default")
    arguments = parser.parse_args()
    hostile = collected.read(arguments.folder / "malicious_txt_dev.tsv", 1)
    sets = {"proofs of made-up vendors": made_up_proofs()}
    for key in KEYS:
        sets[f"hostile behind '{key}'"] = [
            record.with_text(key.encode() + record.text) for record in hostile
        ]
    for name, records in sets.items():
        score = collected.score(arguments.cli, arguments.model, records) >= THRESHOLD
        triage = collected.labels(arguments.cli, arguments.model, records, ["--policy", "triage"])
        print(f"{name}: score {100 * score.mean():.2f} %, triage {100 * np.mean(triage):.2f} %")


if __name__ == "__main__":
    main()
