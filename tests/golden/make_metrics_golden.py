#!/usr/bin/env python3
"""Writes metrics.golden: labelled scores and what scikit-learn measures on them.

Usage: make_metrics_golden.py > metrics.golden

Each case is a line "case NAME THRESHOLD ROWS", then ROWS lines "LABEL SCORE", then a line of seven
figures: accuracy, precision, recall, F1, ROC-AUC, average precision, log loss. Scores of most cases
are rounded, so that many are equal.
"""
import random
import sys

import sklearn
from sklearn import metrics

SEED = 20240607


def cases(rng):
    def noisy(label, digits):
        score = min(1.0, max(0.0, rng.gauss(0.6 if label else 0.4, 0.25)))
        return round(score, digits)

    for name, rows, share, digits in [
        ("ties", 200, 0.5, 1),
        ("few_positives", 300, 0.03, 2),
        ("few_negatives", 150, 0.95, 2),
        ("no_ties", 120, 0.4, 9),
    ]:
        labels = [1 if rng.random() < share else 0 for _ in range(rows)]
        yield name, 0.5, labels, [noisy(label, digits) for label in labels]
    yield "all_equal", 0.5, [0, 1, 1, 0, 1], [0.5] * 5
    yield "reversed", 0.5, [1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9]
    yield "perfect", 0.25, [0, 0, 1, 1], [0.0, 0.2, 0.25, 1.0]
    yield "nothing_positive", 0.9, [0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4]


def main():
    rng = random.Random(SEED)
    print(f"# scikit-learn {sklearn.__version__}, seed {SEED}, by make_metrics_golden.py")
    for name, threshold, labels, scores in cases(rng):
        predicted = [1 if score >= threshold else 0 for score in scores]
        print("case", name, threshold, len(labels))
        for label, score in zip(labels, scores):
            print(label, repr(score))
        clipped = [min(1 - 1e-7, max(1e-7, score)) for score in scores]
        figures = [
            metrics.accuracy_score(labels, predicted),
            metrics.precision_score(labels, predicted, zero_division=0),
            metrics.recall_score(labels, predicted, zero_division=0),
            metrics.f1_score(labels, predicted, zero_division=0),
            metrics.roc_auc_score(labels, scores),
            metrics.average_precision_score(labels, scores),
            metrics.log_loss(labels, clipped, labels=[0, 1]),
        ]
        print(" ".join(f"{figure:.15g}" for figure in figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
