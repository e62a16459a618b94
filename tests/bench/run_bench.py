"""Measures the notebook's own loop and txtsentry_bench on the same records, and prints both.

Usage: python3 run_bench.py BIN_FOLDER MODEL_BUNDLE OUT.json

The records are what `txtsentry-train generate` makes from a fixed seed, all of one line. Figures are
tokens a second on one thread, but for the tokenizer's megabytes a second.
"""

import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

GENERATE = ["generate", "--seed", "7", "--rows", "3000"]
NOTEBOOK_ROWS = 300  # The loop does some 150 rows a second.

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))
import notebook_pair_check  # noqa: E402
import torch  # noqa: E402


def make_texts(bin_folder, path):
    data = path.with_suffix(".tsv")
    subprocess.run([bin_folder / "txtsentry-train", *GENERATE, "-o", data], check=True,
                   stderr=subprocess.DEVNULL)
    texts = []
    for line in data.read_text().splitlines():
        text = line.split("\t")[2]
        if "\\" not in text and text.strip():  # an escape would be read as text here
            texts.append(text)
    path.write_text("\n".join(texts) + "\n")
    return texts


def notebook_tokens_per_s(pair, texts):
    torch.set_num_threads(1)
    model, vocab = notebook_pair_check.load(str(pair))
    sample = texts[:NOTEBOOK_ROWS]
    tokens = 0
    start = time.perf_counter()
    for text in sample:  # with autograd on, as the notebook's apply()
        notebook_pair_check.score(model, vocab, text)
    seconds = time.perf_counter() - start
    for text in sample:
        tokens += len(notebook_pair_check.get_token_index(
            notebook_pair_check.preprocess_text(text), vocab))
    return tokens / seconds


def main():
    bin_folder, bundle = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        texts = make_texts(bin_folder, folder / "texts")
        subprocess.run([bin_folder / "txtsentry", "model", "export", bundle, folder / "pair"],
                       check=True, stdout=subprocess.DEVNULL)
        notebook = notebook_tokens_per_s(folder / "pair", texts)
        # OPENBLAS_CORETYPE pins an old kernel where it is set; a measurement must not.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
        ran = subprocess.run(
            [bin_folder / "txtsentry_bench", f"--model={bundle}", f"--texts={folder / 'texts'}",
             "--benchmark_format=json", "--benchmark_min_time=1"],
            check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    result = {"machine": platform.processor() or platform.machine(), "records": len(texts),
              "tokens_per_s": {"notebook": notebook}}
    for row in json.loads(ran.stdout)["benchmarks"]:
        if row.get("error_occurred"):
            sys.exit(f"run_bench: {row['name']}: {row['error_message']}")
        name = row["name"].split("/")[0]
        if name == "tokenizer":
            result["tokenizer_mb_per_s"] = row["bytes_per_second"] / 1e6
        else:
            result["tokens_per_s"][name] = row["tokens_per_s"]
    pathlib.Path(sys.argv[3]).write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    print()
    print(f"{'engine, one thread':<24}{'tokens/s':>14}{'x notebook':>12}")
    for name, value in result["tokens_per_s"].items():
        print(f"{name:<24}{value:>14,.0f}{value / notebook:>12.1f}")
    print(f"{'tokenizer':<24}{result['tokenizer_mb_per_s']:>9,.0f} MB/s")


if __name__ == "__main__":
    main()
