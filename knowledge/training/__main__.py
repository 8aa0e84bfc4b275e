"""Makes the shipped weights again, or others from your own text pairs.

    python -m knowledge.training ranks    --pairs DIR [--sentences FILE] --out tokens.bpe.gz
    python -m knowledge.training lexicon  --pairs DIR [--sentences FILE] --out compounds.txt.gz
    python -m knowledge.training embedding --pairs DIR [--sentences FILE] --out DIR [--seeds 2]
                                           [--beside MODEL]

DIR holds the pair files that `knowledge.training.data` describes; FILE is `deu.txt` of
https://www.manythings.org/anki/ (sentences of tatoeba.org, CC BY 2.0 FR). Without either, only
this package's own customer pairs are used: enough to try the pipeline, not to search with.
MODEL is an earlier one of the same teacher: its subwords are kept, and the mean of both tables is
written, which finds more than either.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tokenizers import Tokenizer

from knowledge.embed import Embedder, load_embedder
from knowledge.training import export, lexicon, teacher, train, vocabulary
from knowledge.training.data import Corpus, load, looks_german

_SAMPLE = 9_000_000  # characters a language for the subwords
_RANKS_SAMPLE = 6_000_000
_LESSONS = 130_000
_ALIKE = 0.15  # mean cosine of the rows; of models that were taught alike it is above .3


def make_ranks(corpus: Corpus, out: Path, *, size: int = vocabulary.RANKS) -> None:
    """Trains byte pairs and writes tiktoken's ranks."""
    texts = vocabulary.balanced(corpus.texts("de"), corpus.texts("en"), _RANKS_SAMPLE, seed=1)
    vocabulary.write_ranks(vocabulary.byte_ranks(vocabulary.train_byte_pairs(texts, size)), out)


def make_lexicon(corpus: Corpus, out: Path) -> None:
    """Counts German words for the compound splitter."""
    german = (text for text in corpus.texts("de") if looks_german(text) or len(text) < 60)
    lexicon.write_words(lexicon.german_words(german, corpus.texts("en")), out)


def make_embedding(
    corpus: Corpus,
    out: Path,
    *,
    taught_by: Embedder,
    recipe: train.Recipe | None = None,
    seeds: Sequence[int] = (0,),
    lessons: int = _LESSONS,
    subwords: int = vocabulary.SUBWORDS,
    beside: Path | None = None,
) -> None:
    """Trains subwords and token vectors, averages the seeds' tables and writes the model.

    With `beside`, the folder of an earlier model, its subwords are kept and its table goes into
    the mean; ValueError where it was taught otherwise, so that a mean would say nothing.
    """
    recipe = recipe or train.Recipe()
    if beside:
        tokenizer = Tokenizer.from_file(str(beside / "tokenizer.json"))
    else:
        tokenizer = vocabulary.train_subwords(_spelt(corpus), subwords)
    english = teacher.english_texts(corpus, lessons)
    taught = teacher.teach(english, taught_by, recipe.dimension)
    recipe = replace(recipe, dimension=taught.vectors.shape[1])
    tables = [
        train.train(corpus, taught, tokenizer, recipe, seed=seed, progress=_say) for seed in seeds
    ]
    table = export.average(tables)
    if beside:
        earlier = export.read_table(beside)
        if export.likeness(earlier, table) < _ALIKE:
            raise ValueError(f"The model in {beside} was taught otherwise; train without --beside.")
        table = export.average([earlier, table])
    export.export(table, tokenizer, out)


def _spelt(corpus: Corpus) -> list[str]:
    """What the subwords are learnt from: both languages alike, and all that people say."""
    texts = vocabulary.balanced(corpus.texts("de"), corpus.texts("en"), _SAMPLE, seed=1)
    spoken = corpus.of("sentences", "customer")
    return texts + sorted({text for pair in spoken for text in (pair.left, pair.right)})


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m knowledge.training",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["ranks", "lexicon", "embedding"])
    parser.add_argument("--pairs", type=Path, help="folder with the pair files")
    parser.add_argument("--sentences", type=Path, action="append", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--beside", type=Path, help="an earlier model for the mean")
    parser.add_argument("--seeds", type=int, default=1, help="how many runs are averaged")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    wanted = _arguments(given)
    corpus = load(wanted.pairs, wanted.sentences)
    if wanted.what == "ranks":
        make_ranks(corpus, wanted.out)
    elif wanted.what == "lexicon":
        make_lexicon(corpus, wanted.out)
    else:
        teacher_model = load_embedder("minilm")
        seeds = range(wanted.seeds)
        make_embedding(
            corpus, wanted.out, taught_by=teacher_model, seeds=seeds, beside=wanted.beside
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
