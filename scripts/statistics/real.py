"""Our prose next to real conflict text: diversity at equal size, and a model that tells the two apart.

Run once against a folder in the format of re3d (github.com/dstl/re3d): ``python -m scripts stats --real FOLDER``. The
figures are stored, the text is not.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from scripts.errors import UserError
from scripts.records import Article, Json

from .measure import written
from .prose import SEED, diversity, growth, running_text

#: Words of a piece of text that the model sees.
CHUNK = 100


def read_real(folder: Path) -> list[str]:
    """Return the documents of a folder in re3d's format.

    Raises:
        UserError: there is no ``documents.json`` below ``folder``.
    """
    files = sorted(folder.glob("*/documents.json"))
    if not files:
        raise UserError(f"{folder}: no */documents.json in it (a copy of github.com/dstl/re3d, its data folder)")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [json.loads(line)["text"] for line in lines]


def chunks(text: str) -> list[str]:
    """Return pieces of :data:`CHUNK` words, the rest left out; digits and quotes made alike, white space single.

    Layout, digits and the kind of quotation mark are how a file was made and say nothing about the prose.
    """
    plain = re.sub(r"\d", "0", text.translate(str.maketrans("’‘“”", "''\"\"")))
    words = plain.split()
    return [" ".join(words[at : at + CHUNK]) for at in range(0, len(words) - CHUNK + 1, CHUNK)]


def classify(ours: list[list[str]], real: list[list[str]]) -> Json:
    """Return how well a model tells our pieces from real ones, and the features that it goes by.

    Character 2- to 5-grams within words, tf-idf, logistic regression with balanced classes; five folds, the pieces of
    one document never in two. Accuracy is the mean of the two classes' shares found (0.5 is chance).

    Args:
        ours: pieces of text by article.
        real: pieces of text by document.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import balanced_accuracy_score
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    documents = [*ours, *real]
    texts = [piece for document in documents for piece in document]
    groups = [number for number, document in enumerate(documents) for _ in document]
    labels = [int(number < len(ours)) for number, document in enumerate(documents) for _ in document]
    vectors: Any = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=5, sublinear_tf=True)
    model: Any = make_pipeline(vectors, LogisticRegression(C=10, class_weight="balanced", max_iter=1000))
    found: Any = cross_val_predict(model, texts, labels, groups=groups, cv=GroupKFold(5))
    model.fit(texts, labels)
    weights: list[float] = model[-1].coef_[0].tolist()
    names: list[str] = model[0].get_feature_names_out().tolist()
    order = sorted(range(len(names)), key=lambda index: -weights[index])
    return {
        "accuracy": round(float(balanced_accuracy_score(labels, found)), 4),
        "chunks": len(texts),
        "ours": [names[index] for index in order[:40]],
        "real": [names[index] for index in order[::-1][:40]],
    }


def measure_real(articles: list[Article], folder: Path) -> Json:
    """Return the reference figures of real text, and what a model tells by, as the repository stores them."""
    texts = read_real(folder)
    ours = [running_text(a) for a in written(articles)]
    size = min(sum(len(text.split()) for text in side) for side in (texts, ours)) // 1000 * 1000
    real_pieces = [piece for text in texts if (piece := chunks(text))]
    our_pieces = [piece for text in ours if (piece := chunks(text))]
    return {
        "source": "re3d, open part (github.com/dstl/re3d)",
        "documents": len(texts),
        "words": size,
        "seed": SEED,
        "diversity": {k: round(v, 4) for k, v in diversity(texts, size)._asdict().items()},
        "growth": growth(texts, size),
        "classifier": classify(our_pieces, real_pieces),
    }
