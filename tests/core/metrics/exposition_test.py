"""Reads what exposition_sample prints with the parsers of prometheus_client.

Usage: python3 exposition_test.py EXPOSITION_SAMPLE

The parser of the 0.0.4 text is lenient, that of OpenMetrics strict (order, types, bounds, EOF), so
the same registry goes through both and must give the same values.
"""

import subprocess
import sys

try:
    from prometheus_client import parser
    from prometheus_client.openmetrics import parser as open_parser
except ModuleNotFoundError:
    print("SKIPPED: no prometheus_client here")
    sys.exit(77)


def samples_of(program, form, parse):
    text = subprocess.run([program, form], capture_output=True, check=True).stdout.decode("utf-8")
    families = {}
    for family in parse(text):
        assert family.name not in families, f"{family.name} stands twice"
        families[family.name] = family
    return families


def values_of(families):
    """Every value by name and labels, with the bounds as numbers."""
    values = {}
    for family in families.values():
        for sample in family.samples:
            labels = {k: float(v) if k == "le" else v for k, v in sample.labels.items()}
            key = (sample.name, tuple(sorted(labels.items())))
            assert key not in values, f"{key} stands twice"
            values[key] = sample.value
    return values


def check_histogram(family, method):
    expected = [i * i for i in range(1000)]
    buckets = [(float(s.labels["le"]), s.value) for s in family.samples
               if s.name.endswith("_bucket") and s.labels["method"] == method]
    assert buckets == sorted(buckets) and buckets[-1][0] == float("inf")
    if method != "Classify":
        assert all(count == 0 for _, count in buckets)
        return
    assert len(buckets) > 50
    for bound, count in buckets[:-1]:
        at_most = sum(value <= round(bound * 1e6) for value in expected)
        assert count == at_most, f"le={bound}: {count}, not {at_most}"
    by_name = {s.name: s.value for s in family.samples if s.labels == {"method": method}}
    assert buckets[-1][1] == by_name["sample_seconds_count"] == 1001
    assert by_name["sample_seconds_sum"] == (sum(expected) + 2**50) / 1e6


def main():
    program = sys.argv[1]
    plain = samples_of(program, "prometheus", parser.text_string_to_metric_families)
    strict = samples_of(program, "openmetrics", open_parser.text_string_to_metric_families)
    for families in (plain, strict):
        assert families["sample_rows"].documentation == 'Rows with a \\ and a\nnew "line".'
        assert families["sample_rows"].type == "counter"
        assert families["sample_ratio"].samples[0].value == 0.1
        labels = [s.labels for s in families["sample_calls"].samples]
        assert {"code": "Failed", "why": 'a\\b "c"\nd ä {,=}'} in labels, labels
        for method in ("Classify", "Explain"):
            check_histogram(families["sample_seconds"], method)
        assert families["process_resident_memory_bytes"].samples[0].value > 0

    def ours(families):
        return {k: v for k, v in values_of(families).items() if k[0].startswith("sample_")}

    assert ours(plain) == ours(strict)
    print(f"{len(ours(plain))} samples read back the same from both formats")


if __name__ == "__main__":
    main()
