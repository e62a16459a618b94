"""The records that benchmarks work on when none are given: from the generator, by a fixed seed."""

import subprocess

GENERATE = ["generate", "--seed", "7", "--rows", "3000"]


def make_texts(bin_folder, path):
    """Writes them to `path`, one a line."""
    data = path.with_suffix(".tsv")
    subprocess.run([bin_folder / "txtsentry-train", *GENERATE, "-o", data], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    texts = []
    for line in data.read_text().splitlines():
        text = line.split("\t")[2]
        if "\\" not in text and text.strip():  # an escape would be read as text here
            texts.append(text)
    path.write_text("\n".join(texts) + "\n")
