"""Measures every engine, the notebook's loop and the tokenizer on the same records in one run.

Usage: python3 run_bench.py BIN_FOLDER MODEL_BUNDLE OUT.json [TEXTS]

TEXTS is a file of records, one a line; without it they are what `txtsentry-train generate` makes
from a fixed seed. Writes OUT.json and, beside it, OUT.svg; prints the JSON and a table.
tokens_per_s has one entry an engine: `notebook` is the notebook's apply() with the installed
PyTorch, `pytorch_fp32_1t` that PyTorch's packed batch in float32 at its best batch size,
`libtorch_*` this project's engine, which computes in float64, `simd_fp32_AVX2` and the like one
kernel on one thread.
"""

import datetime
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

NOTEBOOK_ROWS = 300  # The loop does some hundred rows a second.
FLOP_A_TOKEN = 2 * 64 * 4 * 64  # Of the recurrent product, which is all that folding leaves.

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))
import machine  # noqa: E402
import made_texts  # noqa: E402
import notebook_pair_check  # noqa: E402
import torch  # noqa: E402
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence  # noqa: E402


def token_ids(texts, vocab):
    rows = (notebook_pair_check.get_token_index(notebook_pair_check.preprocess_text(text), vocab)
            for text in texts)
    return [row for row in rows if row]


def notebook_tokens_per_s(model, vocab, texts):
    sample = texts[:NOTEBOOK_ROWS]
    start = time.perf_counter()
    for text in sample:  # with autograd on, as the notebook's apply()
        notebook_pair_check.score(model, vocab, text)
    seconds = time.perf_counter() - start
    return sum(len(row) for row in token_ids(sample, vocab)) / seconds


def pytorch_tokens_per_s(model, rows):
    """The best of three batch sizes, rows sorted by length."""
    rows = sorted((torch.tensor(row) for row in rows), key=len)
    best = 0
    with torch.no_grad():
        for size in (16, 64, 256):
            start = time.perf_counter()
            tokens = 0
            for i in range(0, len(rows), size):
                batch = rows[i:i + size]
                lengths = torch.tensor([len(row) for row in batch])
                packed = pack_padded_sequence(
                    model.embedding(pad_sequence(batch, batch_first=True)), lengths,
                    batch_first=True, enforce_sorted=False)
                model.lstm(packed)
                tokens += int(lengths.sum())
            best = max(best, tokens / (time.perf_counter() - start))
    return best


def run_engines(bin_folder, bundle, texts):
    # OPENBLAS_CORETYPE pins an old kernel where it is set; a measurement must not.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    ran = subprocess.run(
        [bin_folder / "txtsentry_bench", f"--model={bundle}", f"--texts={texts}",
         "--benchmark_format=json", "--benchmark_min_time=1"],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    rows = json.loads(ran.stdout)["benchmarks"]
    for row in rows:
        if row.get("error_occurred"):
            sys.exit(f"run_bench: {row['name']}: {row['error_message']}")
    return {row["name"].split("/")[0]: row for row in rows}


def assemble(measured, notebook, pytorch, records, tokens):
    result = {"date": datetime.date.today().isoformat(), "processor": machine.processor(),
              "cores": os.cpu_count(), "pytorch": torch.__version__, "records": records,
              "tokens_per_record": round(tokens / records, 1)}
    peak = measured["fma_peak"]["flop_per_s"]
    rates = {"notebook": notebook, "pytorch_fp32_1t": pytorch}
    rates.update({name: row["tokens_per_s"] for name, row in measured.items()
                  if "tokens_per_s" in row and name != "tokenizer"})
    for threads in ("1t", "2t"):
        batches = [rate for name, rate in rates.items()
                   if name.startswith("libtorch_batch_") and name.endswith(threads)]
        if batches:
            rates[f"libtorch_{threads}"] = max(batches)
    result["fma_peak_gflops_1core"] = round(peak / 1e9, 1)
    result["tokens_per_s"] = {name: round(rate) for name, rate in rates.items()}
    if "simd_int16_1t" in rates:
        result["int16_to_fp32"] = round(rates["simd_int16_1t"] / rates["simd_fp32_1t"], 3)
    result["fraction_of_peak"] = round(rates["simd_fp32_1t"] * FLOP_A_TOKEN / peak, 4)
    result["records_per_s"] = {name: round(measured[name]["records_per_s"])
                               for name in measured if name.startswith("simd_") and
                               name.endswith("t")}
    result["lone_us"] = {n: round(measured[f"lone_{n}"]["real_time"] / 1000, 1)
                         for n in (32, 100, 300)}
    result["tokenizer_mb_per_s"] = round(measured["tokenizer"]["bytes_per_second"] / 1e6, 1)
    result["tokenizer_share"] = round(
        rates["simd_fp32_1t"] / (rates["simd_fp32_1t"] + measured["tokenizer"]["tokens_per_s"]), 4)
    giants = measured["giants"]
    result["p99_us"] = round(giants["p99_us"])
    result["p99_us_with_giants"] = round(giants["p99_us_with_giants"])
    result["p99_ratio_with_giants"] = round(giants["ratio"], 3)
    return result


def plot(result):
    """Tokens a second as bars, on a logarithmic scale from 10,000."""
    rates = result["tokens_per_s"].items()
    low, width, left, height = 1e4, 420, 190, 22
    decades = 3
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 110}" '
             f'height="{height * len(rates) + 60}" font-family="sans-serif" font-size="12">',
             '<rect width="100%" height="100%" fill="white"/>',
             f'<text x="10" y="18">tokens a second, {result["processor"]}, {result["date"]}</text>']
    for decade in range(decades + 1):
        x = left + width * decade / decades
        lines.append(f'<line x1="{x}" y1="30" x2="{x}" y2="{height * len(rates) + 34}" '
                     'stroke="#ccc"/>')
        lines.append(f'<text x="{x}" y="{height * len(rates) + 50}" text-anchor="middle">'
                     f'{low * 10 ** decade:,.0f}</text>')
    for i, (name, rate) in enumerate(rates):
        y = 34 + height * i
        bar = width * min(1, max(0, math.log10(rate / low) / decades))
        color = "#2b6cb0" if name.startswith("simd") else "#a0aec0"
        lines.append(f'<text x="{left - 6}" y="{y + 14}" text-anchor="end">{name}</text>')
        lines.append(f'<rect x="{left}" y="{y + 2}" width="{bar:.1f}" height="{height - 6}" '
                     f'fill="{color}"/>')
        lines.append(f'<text x="{left + bar + 4:.1f}" y="{y + 14}">{rate:,.0f}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def print_table(result):
    notebook = result["tokens_per_s"]["notebook"]
    print(f"{'engine':<24}{'tokens/s':>14}{'x notebook':>12}")
    for name, rate in result["tokens_per_s"].items():
        print(f"{name:<24}{rate:>14,}{rate / notebook:>12.1f}")
    print(f"{'tokenizer':<24}{result['tokenizer_mb_per_s']:>9,.0f} MB/s")
    print(f"float32 peak of a core {result['fma_peak_gflops_1core']} GFLOP/s, "
          f"of which simd uses {result['fraction_of_peak']:.1%}")
    print("a lone record of 32, 100, 300 tokens: "
          + ", ".join(f"{us} us" for us in result["lone_us"].values()))
    print(f"p99 with giants / without: {result['p99_ratio_with_giants']}")


def main():
    bin_folder, bundle, out = (pathlib.Path(argument) for argument in sys.argv[1:4])
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        path = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else folder / "texts"
        if len(sys.argv) <= 4:
            made_texts.make_texts(bin_folder, path)
        texts = path.read_text().splitlines()
        subprocess.run([bin_folder / "txtsentry", "model", "export", bundle, folder / "pair"],
                       check=True, stdout=subprocess.DEVNULL)
        model, vocab = notebook_pair_check.load(str(folder / "pair"))
        notebook = notebook_tokens_per_s(model, vocab, texts)
        rows = token_ids(texts, vocab)
        pytorch = pytorch_tokens_per_s(model, rows)
        measured = run_engines(bin_folder, bundle, path)
    result = assemble(measured, notebook, pytorch, len(rows), sum(map(len, rows)))
    out.write_text(json.dumps(result, indent=2) + "\n")
    out.with_suffix(".svg").write_text(plot(result))
    print(json.dumps(result, indent=2))
    print()
    print_table(result)


if __name__ == "__main__":
    main()
