"""Draws the report's plots as SVG."""
import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "txtsentry"  # The same file for the same figures.
matplotlib.rcParams["svg.fonttype"] = "none"
import matplotlib.pyplot as plt  # noqa: E402  after the backend is chosen
import numpy as np  # noqa: E402
from sklearn import metrics  # noqa: E402

_NAMES = {"model": "this model", "original": "original weights"}
_POINTS_MAX = 300
_BINS = 12


def _thin(x, y):
    """Returns at most _POINTS_MAX points of a curve, including its ends."""
    chosen = np.unique(np.linspace(0, len(x) - 1, _POINTS_MAX).astype(int))
    return x[chosen], y[chosen]


def _save(figure, path):
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")
    plt.close(figure)
    # Remove the trailing spaces that the library writes.
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")


def _axes(x, y, title):
    figure, axes = plt.subplots(figsize=(5, 4))
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.set_title(title)
    axes.grid(alpha=0.3)
    return figure, axes


def roc(curves, path):
    figure, axes = _axes("real records scored above (false-positive rate)",
                         "hostile records scored above", "ROC, real against hostile records")
    for name, curve in curves.items():
        axes.plot(
            *_thin(*metrics.roc_curve(curve["labels"], curve["scores"])[:2]), label=_NAMES[name]
        )
    axes.legend(loc="lower right")
    _save(figure, path)


def precision_recall(curves, path):
    figure, axes = _axes(
        "recall", "precision", "Precision and recall, real against hostile records"
    )
    for name, curve in curves.items():
        precision, recall, _ = metrics.precision_recall_curve(curve["labels"], curve["scores"])
        axes.plot(*_thin(recall, precision), label=_NAMES[name])
    axes.legend(loc="lower left")
    _save(figure, path)


def reliability(curves, path):
    figure, axes = _axes("probability given", "share of label 1",
                         "Reliability, generated records unseen in training")
    axes.plot([0, 1], [0, 1], color="gray", linewidth=0.8)
    for name, curve in curves.items():
        bins = np.minimum((curve["generated_scores"] * _BINS).astype(int), _BINS - 1)
        filled = [b for b in range(_BINS) if (bins == b).sum() >= 20]
        axes.plot([curve["generated_scores"][bins == b].mean() for b in filled],
                  [curve["generated_labels"][bins == b].mean() for b in filled], marker="o",
                  label=_NAMES[name])
    axes.legend(loc="upper left")
    _save(figure, path)


def write_all(curves, folder):
    roc(curves, folder / "detection-roc.svg")
    precision_recall(curves, folder / "detection-pr.svg")
    reliability(curves, folder / "detection-reliability.svg")
