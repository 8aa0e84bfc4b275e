"""HTML of other replies to the same message, each a card with a button that takes it over, and of
passages that the draft does not hold, each with a button that puts it into the text.

A section bears the key of the draft that it belongs to: the script hides it beside another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copilot.draft.passages import FurtherPassage
from copilot.messages import Draft, Finding, Verdict
from copilot.pipeline.alternatives import Alternative
from ui.markup import attribute, escaped, shortened
from ui.pieces import long_text, opening
from ui.words import Words

_TONES: dict[Verdict, str] = {"pass": "good", "review": "warn", "block": "bad"}
_SUMMARY = 130  # characters of a reply that show before it is unfolded
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Others:
    """What could be said instead of a draft's reply, and beside it."""

    draft: Draft
    replies: tuple[Alternative, ...] = ()
    passages: tuple[FurtherPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class Offered:
    """The texts on the cards, the `replies` first, and the draft (`View.key`) that they are for."""

    key: str
    texts: tuple[str, ...]
    replies: int


def offered(key: str, found: Others) -> Offered:
    replies = [other.proposal.reply for other in found.replies]
    texts = (*replies, *(passage.text for passage in found.passages))
    return Offered(key, texts, len(replies))


def is_shown(html: str | None, key: str) -> bool:
    """Whether that is this draft's section."""
    return _of(key) in (html or "")


def drafting(key: str, words: Words) -> str:
    """In the cards' place until they are there."""
    inner = f'<p class="rc-sub rc-waiting" role="status">{words("alternatives_busy")}</p>'
    return _section(key, inner, words)


def cards(key: str, found: Others, words: Words) -> str:
    """A card for each reply, with what it says instead of the draft's, and below them for each
    question the passages that it does not hold; a sentence where there is nothing."""
    if not found.replies and not found.passages:
        inner = f'<p class="rc-sub" role="status">{words("alternatives_none")}</p>'
        return _section(key, inner, words)
    rows = [
        _card(place, other, found.draft.reply, words) for place, other in enumerate(found.replies)
    ]
    return _section(key, f"<ul>{''.join([*rows, *_by_question(found, words)])}</ul>", words)


def _by_question(found: Others, words: Words) -> Iterator[str]:
    """A card for each question that has passages."""
    titles = {item.id: item.title for item in found.draft.evidence}
    places = list(enumerate(found.passages, len(found.replies)))
    for question in found.draft.understanding.questions:
        rows = "".join(
            _passage(place, passage, titles.get(passage.evidence, ""), words)
            for place, passage in places
            if passage.question == question.id
        )
        if rows:
            asked = escaped(shortened(question.text, _SUMMARY))
            yield (
                f'<li class="rc-card rc-offer rc-by-question"><div class="rc-head">'
                f"<b>{words('passages_title')}</b></div>"
                f'<p class="rc-asked">{asked}</p>{rows}</li>'
            )


def _passage(place: int, passage: FurtherPassage, title: str, words: Words) -> str:
    text, insert = passage.text, words("source_insert")
    return (
        f'<div class="rc-passage"><div class="rc-text">{long_text(text, words)}</div>'
        f'<div class="rc-foot"><span class="rc-sub">{escaped(shortened(title, _SUMMARY))}</span>'
        f'<button type="button" class="rc-link" data-act="use" data-id="{place}" '
        f'aria-label="{insert}: {attribute(shortened(text, _SUMMARY))}">{insert}</button>'
        "</div></div>"
    )


def _section(key: str, inner: str, words: Words) -> str:
    title = words("draft_alternatives")
    return f'<section class="rc-offers" aria-label="{title}" {_of(key)}>{inner}</section>'


def _of(key: str) -> str:
    return f'data-of="{attribute(key)}"'


def _card(place: int, other: Alternative, before: str, words: Words) -> str:
    kind, reply = words(f"alternative_{other.kind}"), other.proposal.reply
    verdict, use = other.result.verdict, words("alternative_use")
    badge = words(f"verdict_short_{verdict}")
    return (
        '<li class="rc-card rc-offer"><div class="rc-head">'
        f'<b>{kind}</b><span class="rc-badge rc-{_TONES[verdict]}">{badge}</span></div>'
        f'<details class="rc-unfold"><summary><span>{escaped(_other(reply, before))}</span>'
        f"<span>{words('alternative_whole')}</span></summary>"
        f'<div class="rc-text">{long_text(reply, words)}</div></details>'
        f'<div class="rc-foot"><span class="rc-sub">{_named(other.result.findings, words)}</span>'
        f'<button type="button" class="rc-link" data-act="use" data-id="{place}" '
        f'aria-label="{use}: {kind}">{use}</button></div></li>'
    )


def _other(reply: str, before: str) -> str:
    """The beginning of what the reply says and the draft did not."""
    said = {part.strip() for part in before.split("\n\n")}
    new = [part for part in reply.split("\n\n") if part.strip() and part.strip() not in said]
    return shortened(" ".join(new), _SUMMARY) if new else opening(reply, _SUMMARY)


def _named(findings: Sequence[Finding], words: Words) -> str:
    """What is found in it, hints aside, by name."""
    names = [words(f"finding_{f.code}") for f in findings if f.severity != "hint"]
    return " · ".join(list(dict.fromkeys(names))[:_MOST_NAMED])
