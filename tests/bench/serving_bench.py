"""Measures what the server adds to the engine, and what is left of gRPC's own speed, in one run.

Usage: python3 serving_bench.py BIN_FOLDER MODEL_BUNDLE OUT.json [--quick]

On loopback, with the same records and the same `txtsentry bench`: txtsentryd beside an echo server
(the same API with nothing behind it) and beside the engine alone. Every answer of txtsentryd is
checked. What is compared is measured in turns, several times, and the medians are what is reported,
since the machine is shared. Writes OUT.json and, beside it, OUT.html with the open loop's plots;
prints a table.

--quick takes a second or so a figure, too little for them to mean anything: a test that all of it
works.
"""

import datetime
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import machine
import made_texts
from memory_slope import resident_mb

ENGINE = ["--engine", "simd"]
# Every record is computed, so that the server can be held against the engine; every token of it, as
# the engine's benchmark does; and as it is by default.
UNCACHED = [*ENGINE, "--cache-bytes-max", "0"]
WITHOUT_PREFIXES = [*UNCACHED, "--prefix-states", "0"]
LONE_TOKENS = 100  # txtsentry_bench has this length.
LOADS = [0.5, 0.75, 1, 1.5, 2, 3]  # Of the capacity, which is the closed loop's rate.
# Of a call of the open loop: so many that three times the capacity is still few calls. With one
# record a call the generator, on the same processors, would be what is overloaded.
OPEN_RECORDS = 20
DEADLINE_MS = 250
TARGETS = {"unary_of_echo": 0.80, "unary_cached_of_echo": 0.80, "unary_100_of_engine": 0.85,
           "stream_100_of_engine": 0.85, "lone_added_us": 150}


def on(processors):
    """The beginning of a command that is to run on these processors, all if None."""
    return ["taskset", "-c", ",".join(map(str, sorted(processors)))] if processors else []


class Program:
    """A server on a free port, for a `with` block."""

    def __init__(self, *command, processors=None):
        self._folder = tempfile.TemporaryDirectory()
        port_file = pathlib.Path(self._folder.name) / "port"
        self._process = subprocess.Popen([*on(processors), *command, "--port-file", port_file],
                                         stderr=subprocess.DEVNULL)
        while not port_file.exists() or not port_file.read_text().strip():
            if self._process.poll() is not None:
                sys.exit(f"serving_bench: {command[0]} left with {self._process.returncode}")
            time.sleep(0.01)
        # The port of the API and, where there is one, that of the HTTP server.
        ports = [f"127.0.0.1:{port}" for port in port_file.read_text().split()]
        self.target, self.http = ports[0], ports[-1]

    def resident_mb(self):
        return resident_mb(f"/proc/{self._process.pid}/status")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=60)
        self._folder.cleanup()


class Bench:
    def __init__(self, bin_folder, model, texts, quick, processors=None):
        self.bin, self.model, self.texts, self.processors = bin_folder, model, texts, processors
        self.rounds = 1 if quick else 3
        self.seconds = 0.3 if quick else 3

    def load(self, server, *arguments, texts=None, checked=True, seconds=None):
        """Runs of `txtsentry bench`; any wrong answer ends the program."""
        check = ["--check", self.model, "--check-engine", "simd"] if checked else []
        ran = subprocess.run(
            [
                *on(self.processors),
                self.bin / "txtsentry",
                "bench",
                "--server",
                server.target,
                "-i",
                "lines",
                "--texts",
                texts or self.texts,
                "--warmup",
                "0.3",
                "--progress",
                "never",
                "--duration",
                str(seconds or self.seconds),
                "--json",
                "-",
                *check,
                *map(str, arguments),
            ],
            capture_output=True,
            text=True,
        )
        if ran.returncode != 0:
            sys.exit(f"serving_bench: {' '.join(map(str, arguments))}: {ran.stderr}")
        return json.loads(ran.stdout)["runs"]

    def engine(self, name, texts=None):
        """A row of the engine's own benchmark."""
        ran = subprocess.run(
            [
                self.bin / "txtsentry_bench",
                f"--model={self.model}",
                f"--texts={texts or self.texts}",
                f"--benchmark_filter=^{name}(/|$)",
                "--benchmark_format=json",
                f"--benchmark_min_time={self.seconds / 3}",
            ],
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return json.loads(ran.stdout)["benchmarks"][0]

    def medians(self, **measures):
        """Takes the measures in turns; the median of each, by name."""
        rows = [{name: measure() for name, measure in measures.items()}
                for _ in range(self.rounds)]
        return {name: statistics.median(row[name] for row in rows) for name in measures}

    def record_of(self, tokens):
        """The record whose number of tokens is nearest, and that number."""
        scored = subprocess.run(
            [self.bin / "txtsentry", "score", "--model", self.model, "-i", "lines", "-f", "ndjson",
             self.texts], check=True, stdout=subprocess.PIPE).stdout.splitlines()
        rows = [json.loads(row) for row in scored]
        nearest = min(rows, key=lambda row: abs(row["txt_score"]["token_count"] - tokens))
        return nearest["text"], nearest["txt_score"]["token_count"]


def engine_threads():
    """How many threads the engine's benchmark has when it has as many as the server has workers."""
    threads = 1
    while threads * 2 <= len(os.sched_getaffinity(0)):
        threads *= 2
    return threads


def core_records_per_s(bench, engine_records_per_s):
    """What all of core/ does on the same processors: tokens and verdicts beside the LSTM, each
    warm."""
    texts = bench.texts.read_text().count("\n")
    ns = sum(bench.engine(part)["cpu_time"] for part in ("tokenizer", "verdict")) / texts
    return 1 / (1 / engine_records_per_s + ns / 1e9 / engine_threads())


def measure_throughput(bench, echo, server, without_prefixes, cached):
    unary = ["--concurrency", 32, "--connections", 2]
    many = ["--records", 100, "--concurrency", 8, "--connections", 2]
    stream = [*many, "--rpc", "stream"]
    engine = f"simd_fp32_{engine_threads()}t"
    # Once with every answer checked, which makes all records known, and then without, as the echo
    # server's answers are not checked either: that is work of the client's.
    bench.load(cached, *unary)
    found = bench.medians(
        echo_calls_per_s=lambda: bench.load(echo, *unary, checked=False)[0]["calls_per_s"],
        calls_per_s=lambda: bench.load(server, *unary)[0]["calls_per_s"],
        cached_calls_per_s=lambda: bench.load(cached, *unary, checked=False)[0]["calls_per_s"],
        engine_records_per_s=lambda: bench.engine(engine)["records_per_s"],
        unary_100_records_per_s=lambda: bench.load(server, *many)[0]["records_per_s"],
        stream_100_records_per_s=lambda: bench.load(server, *stream)[0]["records_per_s"],
        unary_100_without_prefixes_records_per_s=lambda: (
            bench.load(without_prefixes, *many)[0]["records_per_s"]),
        stream_100_without_prefixes_records_per_s=lambda: (
            bench.load(without_prefixes, *stream)[0]["records_per_s"]))
    found["engine"] = engine
    found["unary_of_echo"] = found["calls_per_s"] / found["echo_calls_per_s"]
    found["unary_cached_of_echo"] = found["cached_calls_per_s"] / found["echo_calls_per_s"]
    # Both on the same processors, one after the other: what no server could pass.
    found["echo_and_engine_calls_per_s"] = 1 / (
        1 / found["echo_calls_per_s"] + 1 / found["engine_records_per_s"])
    found["unary_of_echo_and_engine"] = (
        found["calls_per_s"] / found["echo_and_engine_calls_per_s"])
    found["core_records_per_s"] = core_records_per_s(bench, found["engine_records_per_s"])
    for name in ("unary_100", "stream_100", "unary_100_without_prefixes",
                 "stream_100_without_prefixes"):
        for whole in ("engine", "core"):
            found[f"{name}_of_{whole}"] = (
                found[f"{name}_records_per_s"] / found[f"{whole}_records_per_s"])
    return found


def measure_lone(bench, echo, server, folder):
    text, tokens = bench.record_of(LONE_TOKENS)
    one = folder / "one"
    one.write_text(text + "\n")
    alone = ["--concurrency", 1]
    found = bench.medians(
        echo_p50_us=lambda: bench.load(echo, *alone, texts=one,
                                       checked=False)[0]["latency_us"]["p50"],
        p50_us=lambda: bench.load(server, *alone, texts=one)[0]["latency_us"]["p50"],
        # The same tokens: the record's own, cut or begun again at LONE_TOKENS. Time on a processor,
        # as that benchmark gives means, which waiting for one would spoil, and the others medians.
        engine_us=lambda: bench.engine(f"lone_{LONE_TOKENS}", one)["cpu_time"] / 1e3)
    found["tokens"] = tokens
    found["lone_added_us"] = found["p50_us"] - found["engine_us"]
    return found


def measure_overload(bench, server, page):
    calls = ["--records", OPEN_RECORDS, "--connections", 2]
    capacity = bench.load(server, "--concurrency", 8, *calls)[0]["calls_per_s"]
    rates = ",".join(f"{load * capacity:.1f}" for load in LOADS)
    runs = bench.load(server, "--mode", "open", "--sweep", rates, *calls,
                      "--deadline-ms", DEADLINE_MS, "--html", page)
    peak = max(run["in_time_calls_per_s"] for run in runs)
    rows = [{"of_capacity": load, "offered_calls_per_s": run["offered_calls_per_s"],
             "in_time_calls_per_s": run["in_time_calls_per_s"],
             "of_peak": run["in_time_calls_per_s"] / peak if peak else 0.0,
             "p50_us": run["latency_us"]["p50"], "p99_us": run["latency_us"]["p99"],
             "refused_p99_us": run["failure_latency_us"]["p99"],
             "send_lag_p99_us": run["send_lag_us"]["p99"], "skipped": run["calls"]["skipped"],
             "errors": run["errors"]} for load, run in zip(LOADS, runs)]
    return {"records_a_call": OPEN_RECORDS, "deadline_ms": DEADLINE_MS,
            "capacity_calls_per_s": capacity, "loads": rows}


def rounded(value):
    if isinstance(value, float):
        return round(value, 3 if abs(value) < 10 else 1)
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, list) else value


def print_table(result):
    for name, target in TARGETS.items():
        value = next(part[name] for part in (result["throughput"], result["lone"]) if name in part)
        met = value <= target if name.endswith("_us") else value >= target
        print(f"{name:<40}{value:>10,.3g}  target {target:g}: {'met' if met else 'NOT MET'}")
    for name in ("unary_of_echo_and_engine", "unary_100_of_core", "stream_100_of_core",
                 "unary_100_without_prefixes_of_engine", "stream_100_without_prefixes_of_engine"):
        print(f"{name:<40}{result['throughput'][name]:>10,.3g}")
    print(f"{'load':<8}{'offered/s':>12}{'in time/s':>12}{'p50 us':>10}{'p99 us':>10}")
    for run in result["open_loop"]["loads"]:
        print(f"{run['of_capacity']:<8}{run['offered_calls_per_s']:>12,.0f}"
              f"{run['in_time_calls_per_s']:>12,.0f}{run['p50_us']:>10,}{run['p99_us']:>10,}")


def main():
    bin_folder, model, out = (pathlib.Path(argument) for argument in sys.argv[1:4])
    quick = "--quick" in sys.argv[4:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        texts = folder / "texts"
        made_texts.make_texts(bin_folder, texts)
        bench = Bench(bin_folder, model, texts, quick)
        with Program(bin_folder / "txtsentry_echo_server") as echo, \
                Program(bin_folder / "txtsentryd", "--model", model, "--listen", "127.0.0.1:0",
                        *UNCACHED) as server, \
                Program(bin_folder / "txtsentryd", "--model", model, "--listen", "127.0.0.1:0",
                        *WITHOUT_PREFIXES) as without_prefixes, \
                Program(bin_folder / "txtsentryd", "--model", model, "--listen", "127.0.0.1:0",
                        *ENGINE) as cached:
            result = {"date": datetime.date.today().isoformat(),
                      "processor": machine.processor(), "cores": os.cpu_count(),
                      "load_average_before": round(os.getloadavg()[0], 1),
                      "rounds": bench.rounds, "seconds": bench.seconds, "targets": TARGETS}
            result["throughput"] = measure_throughput(
                bench, echo, server, without_prefixes, cached)
            result["lone"] = measure_lone(bench, echo, server, folder)
            result["open_loop"] = measure_overload(bench, server, out.with_suffix(".html"))
    result = rounded(result)
    out.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    print_table(result)


if __name__ == "__main__":
    main()
