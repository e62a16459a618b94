"""Writes tests/golden/lstm.golden: logits of PyTorch's LSTM in float64 on seeded models and
batches.

Usage: python3 make_lstm_golden.py > tests/golden/lstm.golden

The weights and ids come from the generator that tests/support/random_model.cc uses, so the file
holds only the logits: a line `case SEED V E H ROWS TOKENS_MAX`, then one logit a line.
"""

import platform

import numpy as np
import torch

CASES = [(1, 300, 64, 64, 40, 200), (2, 11, 5, 7, 25, 30), (3, 50, 1, 1, 10, 12),
         (4, 1000, 64, 64, 3, 2500), (5, 40, 16, 33, 30, 60)]
MASK = (1 << 64) - 1


class Random:
    """SplitMix64, as tests/support/random.h."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
        return z ^ (z >> 31)

    def between(self, low, high):
        return low + self.next() % (high - low + 1)

    def signed(self):
        return (self.next() >> 11) * 2.0**-52 - 1.0


def weights(seed, v, e, h):
    random = Random(seed)

    def fill(count, scale):
        return np.array([random.signed() * scale for _ in range(count)]).astype(np.float32)

    scale = 1.0 / float(h)**0.5
    embedding = fill(v * e, 1.7).reshape(v, e)
    embedding[0] = 0
    w_ih, w_hh = fill(4 * h * e, scale).reshape(4 * h, e), fill(4 * h * h, scale).reshape(4 * h, h)
    b_ih, b_hh = fill(4 * h, scale), fill(4 * h, scale)
    fc = fill(h, 1.0)
    return embedding, w_ih, w_hh, b_ih, b_hh, fc, np.float32(random.signed())


def main():
    print(f"# txtsentry lstm golden; CPython {platform.python_version()}; numpy {np.__version__}; "
          f"torch {torch.__version__}")
    for seed, v, e, h, rows, tokens_max in CASES:
        embedding, w_ih, w_hh, b_ih, b_hh, fc, bias = weights(seed, v, e, h)
        lstm = torch.nn.LSTM(e, h, batch_first=True).double()
        with torch.no_grad():
            for name, value in (("weight_ih_l0", w_ih), ("weight_hh_l0", w_hh),
                                ("bias_ih_l0", b_ih), ("bias_hh_l0", b_hh)):
                getattr(lstm, name).copy_(torch.from_numpy(value).double())
        random = Random(seed + 1000)
        print("case", seed, v, e, h, rows, tokens_max)
        for _ in range(rows):
            ids = [random.between(0, v - 1) for _ in range(random.between(1, tokens_max))]
            x = torch.from_numpy(embedding[ids]).double().unsqueeze(0)
            with torch.no_grad():
                _, (hidden, _) = lstm(x)
            logit = hidden[0, 0] @ torch.from_numpy(fc).double() + float(bias)
            print(f"{logit.item():.17g}")


if __name__ == "__main__":
    main()
