"""How a process's resident memory grows: the least-squares slope after a time to warm up.

Usage: memory_slope.py /proc/PID/status SECONDS | memory_slope.py --self-check

Prints the slope in MB an hour over the last four fifths of SECONDS; exit status 1 when it is 1 MB
an hour or more.
"""

import re
import sys
import time

LIMIT_MB_AN_HOUR = 1.0
EVERY_S = 5


def resident_mb(path):
    with open(path, encoding="ascii") as status:
        return int(re.search(r"^VmRSS:\s+(\d+) kB", status.read(), re.MULTILINE)[1]) / 1024


def slope_an_hour(samples):
    """Of (seconds, value) pairs."""
    mean_t = sum(t for t, _ in samples) / len(samples)
    mean_v = sum(v for _, v in samples) / len(samples)
    spread = sum((t - mean_t) ** 2 for t, _ in samples)
    return 3600 * sum((t - mean_t) * (v - mean_v) for t, v in samples) / spread


def verdict(slope):
    return 0 if slope < LIMIT_MB_AN_HOUR else 1


def self_check():
    """The negative control: a process that grows by 2 MB an hour must be caught, a flat one not."""
    times = range(0, 1440, EVERY_S)
    noise = [0.03 * ((i * 37) % 11 - 5) for i in range(len(times))]
    growing = [(t, 60 + 2 * t / 3600 + n) for t, n in zip(times, noise)]
    flat = [(t, 60 + n) for t, n in zip(times, noise)]
    assert verdict(slope_an_hour(growing)) == 1, slope_an_hour(growing)
    assert verdict(slope_an_hour(flat)) == 0, slope_an_hour(flat)


def main():
    if sys.argv[1:] == ["--self-check"]:
        self_check()
        return 0
    path, seconds = sys.argv[1], float(sys.argv[2])
    start = time.monotonic()
    samples = []
    while (now := time.monotonic() - start) < seconds:
        if now >= seconds / 5:
            samples.append((now, resident_mb(path)))
        time.sleep(EVERY_S)
    slope = slope_an_hour(samples)
    print(f"resident memory {samples[0][1]:.1f} MB to {samples[-1][1]:.1f} MB, "
          f"slope {slope:.2f} MB an hour over {len(samples)} samples")
    return verdict(slope)


if __name__ == "__main__":
    sys.exit(main())
