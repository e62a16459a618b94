"""The notebook's way from bytes to n-grams, with scikit-learn itself."""

from sklearn.feature_extraction.text import CountVectorizer

_ANALYZER = CountVectorizer(analyzer="char_wb", ngram_range=(2, 4), lowercase=True).build_analyzer()


def preprocess(text):
    for old, new in ((" = ", "="), (" =", "="), ("= ", "="), (" - ", "-"), (" -", "-"), ("- ", "-"),
                     (" : ", ":"), (": ", ":"), (" :", ":")):
        text = text.replace(old, new)
    return text.replace('"', "").replace("'", "").lower()


def ngrams(record):
    """The stripped n-grams of a record's bytes, in order."""
    found = _ANALYZER(preprocess(record.decode("utf-8", "replace")))
    return [ngram.strip() for ngram in found]
