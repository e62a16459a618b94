#!/usr/bin/env python3
"""Compares a model with the original weights and writes the report's figures, tables and plots.

Usage: model_report.py --train PROGRAM --cli PROGRAM --model FOLDER --original FOLDER
                       --generated-only FOLDER --data FOLDER --work FOLDER --docs FOLDER
                       [--skip-left-out]

--generated-only is the model before its training on collected records.

--data holds real_txt_dev.tsv and malicious_txt_dev.tsv (train/data_file.h describes the columns).
Writes DOCS/benchmarks/detection.json and detection-{roc,pr,reliability}.svg, and puts tables
between the markers of DOCS/model-card.md. Trainings that leave a family or vendors out are kept in
WORK and not repeated.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess

import collected
import kinds
import numpy as np
import plots
from sklearn import metrics

THRESHOLD = 0.5
BOOTSTRAP_SEED, BOOTSTRAP_ROUNDS = 20240607, 400

PREFIXES = [
    "v=spf1 ",
    "v=spf1 include:_spf.google.com ",
    "google-site-verification=",
    "MS=",
    "MS=ms",
    "facebook-domain-verification=",
    "apple-domain-verification=",
    "docusign=",
    "atlassian-domain-verification=",
    "v=DKIM1; k=rsa; p=",
    "v=DMARC1; p=none; rua=mailto:",
    "v=STSv1; id=",
]
# Other ways to hide; each turns a text into its disguise.
EVASIONS = {
    "suffix ' v=spf1 -all'": lambda text: text + b" v=spf1 -all",
    "suffix ' ~all'": lambda text: text + b" ~all",
    "prefix and suffix": lambda text: b"v=spf1 include:_spf.google.com " + text + b" ~all",
    "infix": lambda text: b"v=spf1 a mx " + text + b" include:spf.protection.outlook.com -all",
    "homoglyph prefix": lambda text: "\u03bd=\u0455pf1 ".encode() + text,
    "words in front": lambda text: b"this record is reserved for the new office " + text,
    "cut into strings of 50": lambda text: b" ".join(
        text[i : i + 50] for i in range(0, len(text), 50)
    ),
    "padded with '='": lambda text: text + b"=" * 20,
    "upper case": lambda text: text.upper(),
}

# Families omitted together: kinds of the generator, and the tools of the collected records that
# they imitate.
LEFT_OUT_FAMILIES = {
    "tunnels": (
        ["dnscat2", "sealed_hex", "iodine", "two_strings", "base32_channel"],
        ["dnscat2", "dnscat2-unencrypted", "iodine"],
    ),
    "files-and-lists": (
        ["file_chunk", "compressed_chunk", "server_list", "amplification"],
        [
            "file-in-txt-base32",
            "file-in-txt-base64",
            "file-in-txt-hex (screenmate style)",
            "dnsmessenger-style",
            "c2-list-plain",
            "c2-list-xor-hex",
            "amplification-giant-txt",
        ],
    ),
    "scripts-and-commands": (
        [
            "script_chunk",
            "tasking",
            "powershell_command",
            "windows_command",
            "shell_command",
            "script_command",
            "exploit_string",
        ],
        [
            "dnslivery",
            "powerdns-delivery",
            "json-tasking",
            "dnsdelivery",
            "command-in-txt (clickfix/nslookup cradle style)",
            "powershell-encodedcommand",
            "exploit-string-in-txt",
        ],
    ),
}
# Vendors left out together: an expression over the generated texts, and the kinds of collected
# record that are theirs.
LEFT_OUT_VENDORS = {
    "Google, Apple, Discord, Zoho, DocuSign, Salesforce": (
        r"google|apple|discord|^dh=|zoho|docusign|pardot|sfmc|sending_domain",
        ["google_verify", "apple_verify", "discord_dh", "zoho_verify", "docusign_verify",
         "salesforce_pardot"]),
    "Microsoft, Meta, Vercel, atproto, Brevo, Atlassian, Keybase": (
        r"ms=|ms-domain|facebook|workplace|vc-domain|vercel|did=|brevo|sendinblue|atlassian|keybase",
        ["microsoft_verify", "facebook_verify", "vercel_verify", "atproto_did", "brevo_sendinblue",
         "atlassian_verify", "keybase_proof"]),
}
LEFT_OUT_ROWS, LEFT_OUT_EPOCHS = 50_000, 3

# Kinds identified by the owner name.
BY_OWNER = {"github_challenge": re.compile(r"_(github|gh)-", re.I),
            "acme_challenge": re.compile(r"_acme-challenge(\.|$)", re.I)}


def is_well_known(record):
    if record.group in BY_OWNER:
        return BY_OWNER[record.group].match(record.owner_name) is not None
    return record.group in kinds.BY_TEXT


def wilson(part, whole):
    """Returns the Wilson score interval at 95 %, as in train/evaluation/metrics.h."""
    if whole == 0:
        return 0.0, 1.0
    z, share = 1.959963984540054, part / whole
    middle = share + z * z / (2 * whole)
    reach = z * np.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def share(labels):
    part, whole = int(np.sum(labels)), len(labels)
    low, high = wilson(part, whole)
    return {"part": part, "whole": whole, "share": part / whole if whole else None, "low": low,
            "high": high}


def bootstrap(function, labels, scores):
    """Returns the 95 % percentile interval of a metric over resampled records (bootstrap)."""
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    values = []
    for _ in range(BOOTSTRAP_ROUNDS):
        chosen = rng.integers(0, len(labels), len(labels))
        if 0 < labels[chosen].sum() < len(chosen):
            values.append(function(labels[chosen], scores[chosen]))
    return float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))


def macro_f1(labels, scores):
    return metrics.f1_score(labels, scores >= THRESHOLD, average="macro")


def figures(labels, scores, intervals=True):
    """Returns the metrics of a set with both labels."""
    labels, scores = np.asarray(labels), np.asarray(scores)
    flagged = scores >= THRESHOLD
    result = {
        "records": len(labels), "hostile": int(labels.sum()),
        "recall": share(flagged[labels == 1]), "false_positive_rate": share(flagged[labels == 0]),
        "precision": share(labels[flagged] == 1) if flagged.any() else None,
        "macro_f1": {"value": float(macro_f1(labels, scores))},
        "roc_auc": {"value": float(metrics.roc_auc_score(labels, scores))},
        "pr_auc": {"value": float(metrics.average_precision_score(labels, scores))},
    }
    if intervals:
        for name, function in (("macro_f1", macro_f1), ("roc_auc", metrics.roc_auc_score),
                               ("pr_auc", metrics.average_precision_score)):
            result[name]["low"], result[name]["high"] = bootstrap(function, labels, scores)
    return result


def by_group(groups, flags):
    lists = collections.defaultdict(list)
    for group, flag in zip(groups, flags):
        lists[group].append(flag)
    return {group: share(flags) for group, flags in
            sorted(lists.items(), key=lambda item: (-len(item[1]), item[0]))}


def macro(shares):
    return float(np.mean([entry["share"] for entry in shares.values()]))


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def left_out_model(arguments, name, omissions):
    """Trains a model without some records; reuses an existing one."""
    folder = arguments.work / f"without-{name}"
    if not folder.exists():
        data = arguments.work / f"without-{name}.tsv"
        run(
            arguments.train,
            "generate",
            "--seed",
            3,
            "--rows",
            LEFT_OUT_ROWS,
            "-o",
            data,
            *omissions,
        )
        run(
            arguments.train,
            "fit",
            "--data",
            data,
            "-o",
            folder,
            "--epochs",
            LEFT_OUT_EPOCHS,
            "--lr",
            0.004,
            "--name",
            f"without-{name}",
        )
    return folder


def measure_model(arguments, folder, real, hostile, generated):
    """All figures of one model but those of left-out trainings."""
    def score(records):
        return collected.score(arguments.cli, folder, records)

    real_scores, hostile_scores = score(real), score(hostile)
    labels = np.array([0] * len(real) + [1] * len(hostile))
    tools = [record.group for record in hostile]
    report = {"sets": {}, "evasions": {}}
    report["sets"]["real and hostile"] = figures(
        labels, np.concatenate([real_scores, hostile_scores])
    )
    generated_scores = score(list(generated))
    generated_labels = np.array([record.label for record in generated])
    report["sets"]["generated, unseen"] = figures(generated_labels, generated_scores)
    report["tools"] = by_group(tools, hostile_scores >= THRESHOLD)
    report["kinds"] = by_group([record.group for record in real], real_scores >= THRESHOLD)
    report["real suspicious"] = share(real_scores >= THRESHOLD)
    by_text = np.array([record.group in kinds.BY_TEXT for record in real])
    report["real of kinds that text identifies"] = share(real_scores[by_text] >= THRESHOLD)
    unseen = np.array([record.source not in kinds.SOURCES_SEEN for record in real])
    report["real of unseen sources"] = share(real_scores[unseen] >= THRESHOLD)
    report["real of unseen sources, kinds that text identifies"] = share(
        real_scores[unseen & by_text] >= THRESHOLD)
    disguises = {f"prefix '{prefix}'": (lambda text, start=prefix: start.encode() + text)
                 for prefix in PREFIXES}
    for name, disguise in {**disguises, **EVASIONS}.items():
        scores = score([record.with_text(disguise(record.text)) for record in hostile])
        per_tool = by_group(tools, scores >= THRESHOLD)
        figure = figures(labels, np.concatenate([real_scores, scores]), intervals=False)
        report["evasions"][name] = {"recall": share(scores >= THRESHOLD), "macro": macro(per_tool),
                                    "pr_auc": figure["pr_auc"]["value"]}
    curves = {"labels": labels, "scores": np.concatenate([real_scores, hostile_scores]),
              "generated_labels": generated_labels, "generated_scores": generated_scores}
    return report, curves


def measure_triage(arguments, real, hostile):
    """Returns the labels of the triage policy, with owner names."""
    flags = collected.labels(arguments.cli, arguments.model, real, ["--policy", "triage"])
    hostile_flags = collected.labels(
        arguments.cli, arguments.model, hostile, ["--policy", "triage"]
    )
    known = np.array([is_well_known(record) for record in real])
    unseen = np.array([record.source not in kinds.SOURCES_SEEN for record in real])
    report = {"real": share(flags), "well-known kinds": share(flags[known]),
              "real of unseen sources": share(flags[unseen]),
              "well-known kinds of unseen sources": share(flags[known & unseen]),
              "kinds": by_group([record.group for record in real], flags),
              "recall": share(hostile_flags), "prefixes": {}}
    for prefix in PREFIXES:
        texts = [record.with_text(prefix.encode() + record.text) for record in hostile]
        report["prefixes"][prefix] = share(
            collected.labels(arguments.cli, arguments.model, texts, ["--policy", "triage"]))
    return report


def kept_right(arguments, real, hostile):
    """Returns the share of the original's correct labels that the model also gets right."""
    records = real + hostile
    labels = np.array([0] * len(real) + [1] * len(hostile))
    original = (collected.score(arguments.cli, arguments.original, records) >= THRESHOLD) == labels
    ours = (collected.score(arguments.cli, arguments.model, records) >= THRESHOLD) == labels
    return {
        "real": share(ours[original & (labels == 0)]),
        "hostile": share(ours[original & (labels == 1)]),
        "all": share(ours[original]),
    }


def measure_left_out(arguments, real, hostile):
    report = {"families": {}, "vendors": {}}
    for name, (omitted, tools) in LEFT_OUT_FAMILIES.items():
        folder = left_out_model(arguments, name, ["--without", *omitted])
        records = [record for record in hostile if record.group in tools]
        flags = collected.score(arguments.cli, folder, records) >= THRESHOLD
        report["families"].update(by_group([record.group for record in records], flags))
    for number, (expression, groups) in enumerate(LEFT_OUT_VENDORS.values()):
        folder = left_out_model(arguments, f"vendors-{number}", ["--without-text", expression])
        records = [record for record in real if record.group in groups]
        flags = collected.score(arguments.cli, folder, records) >= THRESHOLD
        report["vendors"].update(by_group([record.group for record in records], flags))
    return report


def percent(entry, bounds=True):
    if entry is None or entry["share"] is None:
        return "-"
    text = f"{100 * entry['share']:.2f} %"
    return text + f" ({100 * entry['low']:.2f} to {100 * entry['high']:.2f})" if bounds else text


def value(entry):
    return f"{entry['value']:.4f} ({entry['low']:.4f} to {entry['high']:.4f})"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def tables(report):
    """Returns the tables by marker name."""
    ours, original = report["model"], report["original"]
    result = {}
    rows = []
    for name in ours["sets"]:
        for title, show in (("recall", percent), ("false_positive_rate", percent),
                            ("precision", percent), ("macro_f1", value), ("roc_auc", value),
                            ("pr_auc", value)):
            rows.append([f"{name}: {title.replace('_', ' ')}", show(ours["sets"][name][title]),
                         show(original["sets"][name][title])])
    result["sets"] = table(["set, figure (95 % interval)", "this model", "original weights"], rows)
    result["evasions"] = table(
        ["disguise", "recall", "mean over tools", "PR-AUC", "original: recall", "PR-AUC"],
        [
            [
                f"`{name}`",
                percent(entry["recall"]),
                f"{100 * entry['macro']:.2f} %",
                f"{entry['pr_auc']:.4f}",
                percent(original["evasions"][name]["recall"], False),
                f"{original['evasions'][name]['pr_auc']:.4f}",
            ]
            for name, entry in ours["evasions"].items()
        ],
    )
    left_out = report.get("left out", {"families": {}, "vendors": {}})
    result["families"] = table(
        ["tool", "records", "recall", "with its family left out of training", "original"],
        [[name, str(entry["whole"]), percent(entry), percent(left_out["families"].get(name)),
          percent(original["tools"][name], False)] for name, entry in ours["tools"].items()])
    triage = report["triage"]["kinds"]
    result["kinds"] = table(
        ["kind", "records", "score alone", "vendor left out of training", "triage", "original"],
        [[name, str(entry["whole"]), percent(entry), percent(left_out["vendors"].get(name)),
          percent(triage[name], False), percent(original["kinds"][name], False)]
         for name, entry in ours["kinds"].items() if entry["whole"] >= 5])
    models = [report["model"], report["generated only"], report["original"]]

    def worst(model):
        recalls = (model["evasions"][f"prefix '{prefix}'"]["recall"] for prefix in PREFIXES)
        return min(recalls, key=lambda entry: entry["share"])

    rows = [
        ("hostile records found", lambda m: percent(m["sets"]["real and hostile"]["recall"])),
        ("the same, mean over tools", lambda m: f"{100 * macro(m['tools']):.2f} %"),
        ("behind `v=spf1 `", lambda m: percent(m["evasions"]["prefix 'v=spf1 '"]["recall"])),
        ("behind the worst of the prefixes below", lambda m: percent(worst(m))),
        ("real records scored suspicious", lambda m: percent(m["real suspicious"])),
        ("of the kinds that text alone identifies",
         lambda m: percent(m["real of kinds that text identifies"])),
        ("real records of other sources than training saw, scored suspicious",
         lambda m: percent(m["real of unseen sources"])),
        ("of them, the kinds that text alone identifies",
         lambda m: percent(m["real of unseen sources, kinds that text identifies"]))]
    result["summary"] = table(
        ["by the score alone (95 % interval)", "this model", "before it saw collected records",
         "original weights"],
        [[name, *(show(model) for model in models)] for name, show in rows])
    triage = report["triage"]
    result["triage"] = table(
        ["by the policy triage, with owner names", "this model (95 % interval)"],
        [
            ["real records suspicious", percent(triage["real"])],
            ["of them, the well-known kinds", percent(triage["well-known kinds"])],
            [
                "real records of other sources than training saw",
                percent(triage["real of unseen sources"]),
            ],
            [
                "of them, the well-known kinds",
                percent(triage["well-known kinds of unseen sources"]),
            ],
            ["hostile records found", percent(triage["recall"])],
            *(
                [f"behind `{prefix}`", percent(entry)]
                for prefix, entry in triage["prefixes"].items()
            ),
        ],
    )
    kept = report["kept right"]
    result["kept"] = table(
        ["of what the original weights get right, right here, too", "by the score alone"],
        [["real records", percent(kept["real"])], ["hostile records", percent(kept["hostile"])],
         ["all", percent(kept["all"])]])
    return result


def fill_markers(card, result):
    text = card.read_text(encoding="utf-8")
    for name, body in result.items():
        pattern = re.compile(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.S)
        # A function, since a backslash in a table would be read as a group.
        text, count = pattern.subn(lambda match, body=body: f"{match[1]}{body}\n{match[2]}", text)
        if count != 1:
            raise SystemExit(f"{card}: {count} places for the table {name}, expected 1")
    card.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("train", "cli", "model", "original", "generated-only", "data", "work", "docs"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--skip-left-out", action="store_true")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)

    real = collected.read(arguments.data / "real_txt_dev.tsv", label=0)
    hostile = collected.read(arguments.data / "malicious_txt_dev.tsv", label=1)
    run(
        arguments.train,
        "generate",
        "--seed",
        2,
        "--rows",
        20_000,
        "-o",
        arguments.work / "unseen.tsv",
    )
    generated = collected.read_labelled(arguments.work / "unseen.tsv",
                                        unseen_in=arguments.work / "train.tsv")
    report, curves = {}, {}
    for name, folder in (("model", arguments.model), ("original", arguments.original),
                         ("generated only", arguments.generated_only)):
        report[name], curves[name] = measure_model(arguments, folder, real, hostile, generated)
    report["triage"] = measure_triage(arguments, real, hostile)
    report["kept right"] = kept_right(arguments, real, hostile)
    if not arguments.skip_left_out:
        report["left out"] = measure_left_out(arguments, real, hostile)
    benchmarks = arguments.docs / "benchmarks"
    (benchmarks / "detection.json").write_text(
        json.dumps(report, indent=1) + "\n", encoding="utf-8"
    )
    plots.write_all({name: curves[name] for name in ("model", "original")}, benchmarks)
    fill_markers(arguments.docs / "model-card.md", tables(report))
    print(tables(report)["summary"])
    print(tables(report)["triage"])
    print(tables(report)["kept"])


if __name__ == "__main__":
    main()
