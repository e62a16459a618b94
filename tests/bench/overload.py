"""Three times as many calls as the server can answer, for a minute: what is left of its throughput?

Usage: python3 overload.py BIN_FOLDER MODEL_BUNDLE [SECONDS]

Takes the closed loop's rate as the capacity, then sends by an open loop (Poisson) once, and three
times that; no record comes twice to a cache, as there is none. Where there are two processors or
more the server has half of them and the generator the other half: at three times the capacity it
takes a sixth of two, which the server would lack. Prints, for both loads: calls answered in time, a
second, and how the slowest of them were; what was refused, late or expired; the resident memory in
the second quarter of the time, when the queue is full, and in the last. Exit status 1 when three
times the capacity leaves less than 0.9 of the greater goodput, the slowest hundredth of the calls
admitted is late, or memory grows by a twentieth.
"""

import os
import pathlib
import re
import statistics
import sys
import tempfile
import threading
import urllib.request

import made_texts
from serving_bench import DEADLINE_MS, OPEN_RECORDS, UNCACHED, Bench, Program

GOODPUT_MIN = 0.9
MEMORY_GROWTH_MAX = 1.05


class Server(Program):
    """A server with a page of metrics."""

    def __init__(self, *command, processors):
        super().__init__(*command, "--http", "127.0.0.1:0", processors=processors)

    def counts(self):
        with urllib.request.urlopen(f"http://{self.http}/metrics", timeout=10) as page:
            text = page.read().decode()
        return {name: float(value) for name, value in
                re.findall(r"^txtsentry_rows_(\w+)_total (\S+)$", text, re.MULTILINE)}


class Samples:
    """What a function returns, five times a second while a `with` block runs."""

    def __init__(self, function):
        self._function, self._samples, self._end = function, [], threading.Event()
        self._thread = threading.Thread(target=self._work)

    def _work(self):
        while not self._end.wait(0.2):
            self._samples.append(self._function())

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()

    def quarter(self, number):
        """The median of a quarter of the time, 0 to 3."""
        length = len(self._samples) // 4
        return statistics.median(self._samples[number * length:(number + 1) * length])


def measure(bench, server, rate, seconds):
    calls = ["--mode", "open", "--rate", f"{rate:.1f}", "--connections", 2, "--records",
             OPEN_RECORDS, "--deadline-ms", DEADLINE_MS]
    before = server.counts()
    with Samples(server.resident_mb) as memory:
        run = bench.load(server, *calls, seconds=seconds)[0]
    after = server.counts()
    rows = {name: int(after[name] - before[name]) for name in after}
    return run, rows, memory.quarter(1), memory.quarter(3)


def main():
    bin_folder, model = (pathlib.Path(argument) for argument in sys.argv[1:3])
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 60
    with tempfile.TemporaryDirectory() as name:
        texts = pathlib.Path(name) / "texts"
        made_texts.make_texts(bin_folder, texts)
        processors = sorted(os.sched_getaffinity(0))
        half = len(processors) // 2
        bench = Bench(bin_folder, model, texts, quick=False, processors=processors[half:])
        with Server(bin_folder / "txtsentryd", "--model", model, "--listen", "127.0.0.1:0",
                    *UNCACHED, processors=processors[:half]) as server:
            capacity = bench.load(server, "--concurrency", 8, "--connections", 2, "--records",
                                  OPEN_RECORDS, seconds=5)[0]["calls_per_s"]
            print(f"capacity {capacity:.0f} calls of {OPEN_RECORDS} records a second, deadline "
                  f"{DEADLINE_MS} ms")
            goodput, wrong = [], []
            for load in (1, 3):
                run, rows, before, after = measure(bench, server, load * capacity, seconds)
                goodput.append(run["in_time_calls_per_s"])
                late = run["calls"]["late"]
                print(f"{load}x for {seconds:.0f} s: {goodput[-1]:.0f} calls/s in time, p50 "
                      f"{run['latency_us']['p50'] / 1e3:.0f} ms, p99 "
                      f"{run['latency_us']['p99'] / 1e3:.0f} ms; late {late}, errors "
                      f"{run['errors']}; rows {rows}; memory {before:.1f} to {after:.1f} MB")
                late += run["errors"].get("DEADLINE_EXCEEDED", 0)
                if load == 3 and late > run["calls"]["ok"] / 100:
                    wrong.append("admitted calls were late")
                if load == 3 and after > MEMORY_GROWTH_MAX * before:
                    wrong.append("memory has grown")
            left = goodput[1] / max(goodput)
            print(f"goodput at 3x: {left:.3f} of the greater one")
            if left < GOODPUT_MIN:
                wrong.append(f"goodput is below {GOODPUT_MIN}")
    for what in wrong:
        print(f"overload: {what}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
