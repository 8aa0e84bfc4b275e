"""What a text is made of: its language, its sentences, its search terms.

Pure functions without state; the same input gives the same output on every machine.
`ANALYSER_VERSION` is part of an index's fingerprint: raise it whenever `terms` changes.
"""

from knowledge.analyse.folding import fold, skeleton
from knowledge.analyse.language import detect_language
from knowledge.analyse.sentences import Sentence, sentences
from knowledge.analyse.terms import ANALYSER_VERSION, terms

__all__ = [
    "ANALYSER_VERSION",
    "Sentence",
    "detect_language",
    "fold",
    "sentences",
    "skeleton",
    "terms",
]
