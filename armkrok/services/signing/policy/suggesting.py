"""Which type a document probably is, judged by its name."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import log

from armkrok.services.signing.policy.kinds import DocumentType

SHOWN = 3
LONG_WORD = 6


def suggest(types: Mapping[str, DocumentType], *names: str) -> tuple[DocumentType, ...]:
    """The types that the names (title, file name) speak for, the likeliest first, at most three.

    A word that few types have counts for more than one that many have. A long word also counts inside a
    compound: "lokalhyresavtal" speaks for "hyresavtal".
    """
    found = _words(names)
    common = Counter(word for one in types.values() for word in set(one.words))
    scores = {one.key: _score(one.words, found, common, len(types)) for one in types.values()}
    likely = sorted((key for key in scores if scores[key] > 0), key=lambda key: -scores[key])
    if not likely:
        return ()
    good_enough = scores[likely[0]] / 2
    return tuple(types[key] for key in likely[:SHOWN] if scores[key] >= good_enough)


def _score(words: Iterable[str], found: set[str], common: Counter[str], count: int) -> float:
    score = 0.0
    for word in words:
        weight = log(1 + count / common[word])
        if word in found:
            score += weight
        elif len(word) >= LONG_WORD and any(word in one for one in found):
            score += weight / 2
    return score


def _words(names: Iterable[str]) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", " ".join(names).casefold()))
