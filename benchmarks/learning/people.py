"""The scripted people: customers who write, agents who decide, an editor who confirms."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.learning.topics import Topic
from copilot.draft.german import rewrite
from copilot.messages import Customer, Decision, Draft, DraftRequest, Form, Message
from copilot.pipeline import Copilot

_NAMES = (
    ("Frau", "Mareike", "Claasen"), ("Herr", "Tobias", "Wenzel"), ("Frau", "Leyla", "Aydin"),
    ("Herr", "Jonas", "Grothe"), ("Frau", "Edith", "Brennecke"), ("Herr", "Pavel", "Dvorak"),
    ("Frau", "Ines", "Thormann"), ("Herr", "Samuel", "Okonkwo"), ("", "Kim", "Rautenberg"),
)  # fmt: skip
_OPENINGS = {
    "de": ("Guten Tag,\n\n", "Hallo zusammen,\n\n", "Moin, ", "", "Liebes Team,\n\n"),
    "en": ("Hello,\n\n", "Hi there, ", "", "Dear team,\n\n"),
}
_STORIES = {
    "de": ("", "", "", "vielen Dank für die schnelle Lieferung neulich! ",
           "ich habe auf der Seite gesucht, aber nichts gefunden. "),
    "en": ("", "", "", "I have looked through your website but found nothing. "),
}  # fmt: skip
_CLOSINGS = {
    "de": ("\n\nViele Grüße\n", "\n\nDanke und Gruß\n", "\n\nMit freundlichen Grüßen\n", "\n\n"),
    "en": ("\n\nBest regards\n", "\n\nThanks,\n", "\n\nMany thanks in advance\n"),
}
# What is said to one customer only; nobody else may ever be told so.
_ONE_OFFS = {
    "de": "Ich habe gerade mit Ihnen telefoniert und alles wie besprochen für Sie vermerkt.",
    "en": "As agreed on the phone a moment ago, I have put this on file for you.",
}
_ASIDES = {
    "de": ("", "", " Ich habe das in Ihrem Konto vermerkt."),
    "en": ("", "", " I have put a note in your account."),
}
_ONE_OFF = 0.04  # share of decisions with such a reply


@dataclass(frozen=True, slots=True)
class Mail:
    topic: Topic
    request: DraftRequest
    turn: int = 0  # how many mails on the topic came before


def stream(topics: Sequence[Topic], count: int, seed: int) -> Iterator[Mail]:
    """Mails as they come in: some topics every other day, some once, always in other words
    until a topic's three wordings are used up."""
    dice = random.Random(seed)
    ranked = list(topics)
    dice.shuffle(ranked)
    weights = [(rank + 3) ** -0.5 for rank in range(len(ranked))]
    turns: dict[str, int] = {}
    for topic in dice.choices(ranked, weights, k=count):
        turn = turns.get(topic.id, 0)
        turns[topic.id] = turn + 1
        yield Mail(topic, _request(topic.train[turn % len(topic.train)], topic, dice), turn)


def held_out(topics: Sequence[Topic], seed: int) -> list[Mail]:
    dice = random.Random(seed)
    return [Mail(topic, _request(text, topic, dice)) for topic in topics for text in topic.held_out]


def _request(text: str, topic: Topic, dice: random.Random) -> DraftRequest:
    salutation, first, last = dice.choice(_NAMES)
    opening, story = dice.choice(_OPENINGS[topic.language]), dice.choice(_STORIES[topic.language])
    signed = dice.choice(_CLOSINGS[topic.language]) + f"{first} {last}"
    customer = Customer(
        first_name=first,
        last_name=last,
        salutation=salutation if topic.language == "de" else "",
        email=f"{first}.{last}@example.com".lower(),
    )
    return DraftRequest(Message(f"{opening}{story}{text}{signed}"), customer)


def letter(draft: Draft, body: str) -> str:
    """What an agent makes of a draft: its greeting and closing, with another body, in the form
    of address that the draft has."""
    greeting, *_, closing = draft.reply.split("\n\n")
    if draft.language == "de":
        form: Form = "du" if draft.understanding.form_of_address == "du" else "sie"
        body = rewrite(body, form, spoken=True).text
    return f"{greeting}\n\n{body}\n\n{closing}"


def decide(copilot: Copilot, draft: Draft, mail: Mail, dice: random.Random) -> Decision:
    """An agent who knows the answer: takes a draft with all its facts, rewrites any other.

    The first mail on a topic with a `slip` is answered by somebody who has it wrong.
    """
    topic = mail.topic
    body = topic.reply + dice.choice(_ASIDES[topic.language])
    if topic.slip and mail.turn == 0:
        body = topic.slip
    elif dice.random() < _ONE_OFF:
        body = _ONE_OFFS[topic.language]
    elif topic.told(draft.reply) == 1.0:
        body = ""
    agent = dice.choice(("Swantje", "Malte"))
    decision = (
        Decision("edited", agent, letter(draft, body), reason="replay")
        if body
        else Decision("accepted", agent, reason="replay")
    )
    copilot.decide(draft.id, draft.version, decision)
    return decision


def edit_knowledge(copilot: Copilot) -> str:
    """An editor who goes by what the proposal shows: what repeats a past answer is merged with
    it (a text that an agent wrote replaces one that says no more, a draft taken as it was adds
    its question), what contradicts a document is dismissed, the rest confirmed."""
    done = "nothing to do"
    for proposal in copilot.proposals("open", 5):
        papers = [c for c in proposal.conflicts if c.kind != "past_answer"]
        if papers:
            copilot.dismiss(proposal.id, by="editor")
            done = "dismissed"
        elif proposal.similar:
            old = proposal.similar[0]
            wrote = copilot.draft_by_id(proposal.draft_id).state == "edited"
            better = wrote and len(proposal.answer) >= 0.8 * len(old.answer)
            copilot.merge(
                proposal.id,
                old.document_id,
                proposal.answer if better else None,
                by="editor",
                despite_conflicts=True,
            )
            done = "merged"
        else:
            copilot.confirm(proposal.id, by="editor", despite_conflicts=True)
            done = "confirmed"
    return done
