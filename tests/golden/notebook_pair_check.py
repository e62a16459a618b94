#!/usr/bin/env python3
"""Scores texts with the notebook's own code and a folder that holds its pair of files.

The functions and the class below say what the cells of the notebook say, in the same libraries and
the same order of steps; only the folder of the model is an argument. Whoever changes one of them
no longer checks against the notebook.

    notebook_pair_check.py FOLDER < texts

FOLDER holds one *.pt and vocab.pkl. Standard input has one JSON string a line. Standard output is
CSV: predicted_is_unknown,pred_is_unknown, one row a text, in order. A text without a token, on
which the notebook stops with an error, gives a row of two empty fields. Runs with PyTorch 1.13 and
later.
"""

import glob
import json
import os
import pickle
import sys

import torch
import torch.nn as nn
from sklearn.feature_extraction.text import CountVectorizer

FC_HIDDEN_SIZE = 64
DROPOUT = 0.5

analyzer = CountVectorizer(
    analyzer="char_wb", ngram_range=(2, 4), lowercase=True
).build_analyzer()


def tokenize(s):
    tokens = analyzer(s)
    try:  # noqa: SIM105  the notebook has these lines
        tokens.remove(" ")
    except ValueError:
        pass
    return list(map(str.strip, tokens))


class DNSTxtClassifier(nn.Module):
    def __init__(self, vocab_size, embed_dim, hidden_size, fc_hidden_size, dropout=0.5, layers=1):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_dim, padding_idx=0)
        self.lstm = nn.LSTM(
            embed_dim, hidden_size, batch_first=True, dropout=dropout, num_layers=1
        )
        self.fc2 = nn.Linear(hidden_size, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, text, lengths):
        out = self.embedding(text)
        out = nn.utils.rnn.pack_padded_sequence(
            out, lengths.detach().numpy(), enforce_sorted=False, batch_first=True
        )
        out, (hidden, cell) = self.lstm(out)
        out = hidden[-1, :, :]
        out = self.fc2(out)
        return self.sigmoid(out)


def remove_spaces_key_value(text):
    return (
        text.replace(" = ", "=").replace(" =", "=").replace("= ", "=")
        .replace(" - ", "-").replace(" -", "-").replace("- ", "-")
        .replace(" : ", ":").replace(": ", ":").replace(" :", ":")
    )


def preprocess_text(text):
    text = remove_spaces_key_value(text)
    return text.replace('"', "").replace("'", "").lower()


def get_token_index(text, vocab):
    return [vocab[t] if t in vocab else vocab["<unk>"] for t in tokenize(text)]


def load(folder):
    """Returns (model, vocab). The sizes follow from the files where the notebook has constants."""
    (path,) = glob.glob(os.path.join(glob.escape(folder), "*.pt"))
    with open(os.path.join(folder, "vocab.pkl"), "rb") as file:
        vocab = pickle.load(file)
    state = torch.load(path, map_location=torch.device("cpu"))
    embedding_dim = state["embedding.weight"].shape[1]
    hidden_size = state["fc2.weight"].shape[1]
    model = DNSTxtClassifier(
        len(vocab), embedding_dim, hidden_size, FC_HIDDEN_SIZE, dropout=DROPOUT
    )
    model.load_state_dict(state)
    model.eval()
    return model, vocab


def score(model, vocab, text):
    """The notebook's probability for one text, or None when the text has no token."""
    indexed_text = get_token_index(preprocess_text(text), vocab)
    if not indexed_text:
        return None
    token_tensor = torch.LongTensor(indexed_text).unsqueeze(1).T
    length_tensor = torch.LongTensor([len(indexed_text)])
    return model(token_tensor, length_tensor)[:, 0].item()


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: notebook_pair_check.py FOLDER < texts")
    model, vocab = load(sys.argv[1])
    print("predicted_is_unknown,pred_is_unknown")
    for line in sys.stdin:
        probability = score(model, vocab, json.loads(line))
        if probability is None:
            print(",")
        else:
            print(f"{probability!r},{int(probability >= 0.5)}")


if __name__ == "__main__":
    main()
