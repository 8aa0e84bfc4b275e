"""Chunks: along headings, whole tables and lists, nothing lost, nothing too large."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.chunk import chunk
from knowledge.documents import Document
from knowledge.tokens import count_tokens

SENTENCE = "Die Brühgruppe wird jede Woche mit warmem Wasser gespült. "


def document(text: str, kind: str = "product", **values: object) -> Document:
    fields = {"origin": "shop", "path": "a.md", "title": "Anleitung", "language": "de", **values}
    return Document(kind=kind, text=text, **fields)  # type: ignore[arg-type]


def test_sections_carry_their_heading_path() -> None:
    long = SENTENCE * 3
    text = f"# Pflege\n\n{long}\n\n## Entkalken\n\n{long}\n\n### Tank\n\n{long}"
    titles = [passage.title for passage in chunk(document(text))]
    assert titles == [
        "Anleitung › Pflege",
        "Anleitung › Pflege › Entkalken",
        "Anleitung › Pflege › Entkalken › Tank",
    ]


def test_the_documents_own_title_is_not_repeated() -> None:
    (passage,) = chunk(document(f"# Anleitung\n\n{SENTENCE}"))
    assert passage.title == "Anleitung"


def test_a_short_introduction_opens_its_first_subsection() -> None:
    passages = chunk(
        document(
            f"# Pflege\n\nGilt für alle.\n\n## Entkalken\n\n{SENTENCE}\n\n## Tank\n\n{SENTENCE}"
        )
    )
    assert [p.title.rsplit(" › ")[-1] for p in passages] == ["Entkalken", "Tank"]
    assert passages[0].text.startswith("Gilt für alle.")


def test_passages_inherit_from_the_document() -> None:
    source = document("Text", kind="past_answer", question="Wie?", skus=("A",), key="pa-1")
    (passage,) = chunk(source)
    assert (passage.id, passage.source, passage.question, passage.skus) == (
        f"{source.id}-0", "pa-1", "Wie?", ("A",),
    )  # fmt: skip


def test_long_prose_is_cut_at_sentence_ends() -> None:
    passages = chunk(document(SENTENCE * 60))
    assert len(passages) > 1
    assert all(count_tokens(p.text) <= 220 and p.text.endswith(".") for p in passages)


def test_a_table_that_must_be_cut_repeats_its_head() -> None:
    rows = "\n".join(f"| Teil {n} | {n},90 € |" for n in range(200))
    passages = chunk(document(f"## Preise\n\n| Teil | Preis |\n|---|---|\n{rows}"))
    assert len(passages) > 1
    assert all(p.text.startswith("| Teil | Preis |\n|---|---|\n| Teil ") for p in passages)
    assert sum(p.text.count("€ |") for p in passages) == 200


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(
            "\n".join(f"{n}. Schritt Nummer {n} mit Text" for n in range(1, 31)), id="list"
        ),
        pytest.param(
            "| a | b |\n|---|---|\n" + "\n".join(f"| {n} | Wert |" for n in range(30)), id="table"
        ),
    ],
)
def test_lists_and_tables_stay_whole(block: str) -> None:
    passages = chunk(document(f"{SENTENCE * 14}\n\n{block}\n\n{SENTENCE * 14}"))
    assert any(block in passage.text for passage in passages)


def test_nested_lists_keep_their_indentation() -> None:
    (passage,) = chunk(document("# A\n\n1. Eins\n   - Unter\n2. Zwei"))
    assert passage.text == "1. Eins\n   - Unter\n2. Zwei"


def test_an_announcement_stays_with_its_list() -> None:
    filler = "\n\n".join([SENTENCE * 9] * 3)
    passages = chunk(document(f"{filler}\n\nSo geht es:\n\n- Eins\n- Zwei"))
    assert any("So geht es:\n\n- Eins" in passage.text for passage in passages)


@pytest.mark.parametrize("kind", ["past_answer", "macro"])
def test_a_reply_is_one_passage_unless_very_long(kind: str) -> None:
    assert len(chunk(document(SENTENCE * 40, kind))) == 1
    assert len(chunk(document(SENTENCE * 200, kind))) > 1


@pytest.mark.parametrize("text", ["", "# Nur Titel", "   \n"])
def test_at_least_one_passage(text: str) -> None:
    assert len(chunk(document(text))) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "# H",
                "## H2",
                "- Punkt",
                "1. Eins",
                "| a | b |",
                "```",
                SENTENCE * 5,
                "x" * 900,
                "",
                "---x",
            ]
        ),
        max_size=25,
    )
)
def test_no_word_is_lost_and_sizes_hold(lines: list[str]) -> None:
    text = "\n".join(lines)
    passages = chunk(document(text))
    body = re.sub(r"(?m)^#+ .*$", "", text)
    words = re.findall(r"\w+", body)
    kept = re.findall(r"\w+", " ".join(p.text for p in passages))
    assert len(kept) >= len(words)
    assert all(count_tokens(p.text) <= 420 for p in passages)
    assert [p.position for p in passages] == list(range(len(passages)))
