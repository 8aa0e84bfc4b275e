"""Sie → du: pronouns, possessives and the verbs that go with them."""

from __future__ import annotations

from copilot.draft.german.readers import (
    CUSTOMERS,
    DATIVE,
    NO_REQUESTS,
    OBJECT_PREPOSITIONS,
    PLURAL_SUBJECTS,
    POSSESSIVES,
    READERS,
    THINGS,
)
from copilot.draft.german.verbs import (
    AUXILIARIES,
    du_form,
    du_imperative,
    is_sie_form,
    is_sure_sie_form,
)
from copilot.draft.german.words import QUESTION_WORDS, RELATIVES, SUBORDINATORS, Text, Word, like


class ToDu:
    """One text on its way. `doubts` collects words that were left as they are."""

    def __init__(self, source: str, *, spoken: bool = False) -> None:
        self.text = Text.of(source)
        self._spoken = spoken
        self.doubts: list[str] = []
        self._subject_clauses: set[int] = set()  # clauses whose subject is the reader
        self._changed: set[int] = set()  # verbs that are done

    def run(self) -> str:
        for index, word in enumerate(self.text.words):
            if word.text == "Sie":
                self._sie(index, word)
            elif word.text == "Ihnen":
                word.now = like_sentence(self.text, index, "dir")
            elif word.text[:1] == "I" and word.lower in POSSESSIVES:
                self._possessive(index, word)
        self._reflexives()
        return self.text.render()

    # --- pronouns ----------------------------------------------------------------------

    def _sie(self, index: int, word: Word) -> None:
        verb = self._inverted(index)
        if self._is_object(index):
            word.now = like_sentence(self.text, index, "dich")
        elif verb is not None:
            self._subject_after(index, verb)
        elif self._is_subordinate(index):
            self._subject_in_subordinate(index)
        elif (verb := self._following(index)) is not None:
            self._subject_before(index, verb)
        elif self._is_third_person(index):
            return
        elif self._is_loose_object(index):
            word.now = like_sentence(self.text, index, "dich")
        else:
            self._doubt(index)

    def _possessive(self, index: int, word: Word) -> None:
        opens = index == self.text.sentence(index)[0]
        if opens and not self._spoken and not self._is_formal_elsewhere(index):
            following = [w for o in (1, 2, 3) if (w := self.text.after(index, o)) is not None]
            if not any(word.lower.endswith(CUSTOMERS) for word in following):
                self._doubt(index)
                return
        word.now = like_sentence(self.text, index, POSSESSIVES[word.lower])

    def _is_object(self, index: int) -> bool:
        before = self.text.before(index)
        if before is None:
            return False
        if before.lower in OBJECT_PREPOSITIONS and before.lower not in {"wie", "als"}:
            return True
        if before.lower in PLURAL_SUBJECTS or before.lower in {"ich", "man", "er", "es"}:
            return True
        second = self.text.before(index, 2)
        if second is not None and second.lower in PLURAL_SUBJECTS | {"ich"}:
            return is_sie_form(before.lower) or before.lower.endswith("e")
        return False

    def _inverted(self, index: int) -> int | None:
        """The verb right before ("haben Sie", "haben auch Sie")."""
        before = self.text.before(index)
        if before is None:
            return None
        if before.lower in {"auch", "nur", "nun", "bitte"} and index > 1:
            second = self.text.before(index, 2)
            if second is not None and is_sure_sie_form(second.lower):
                return index - 2
        if before.lower in RELATIVES | SUBORDINATORS or not is_sie_form(before.lower):
            return None
        first = index - 1 == self.text.sentence(index)[0]
        if before.text[:1].isupper() and not first and not self._may_open(index - 1):
            return None  # a noun: "die Kosten Sie …"
        if before.text[:1].isupper() and not is_sure_sie_form(before.lower) and not first:
            return None
        return index - 1

    def _may_open(self, index: int) -> bool:
        before = self.text.before(index)
        return before is None or before.lower in {"bitte", "dann", "und", "oder"}

    def _following(self, index: int) -> int | None:
        after = self.text.after(index)
        if after is None or not after.text[:1].islower() or not is_sie_form(after.lower):
            return None
        return index + 1

    def _is_subordinate(self, index: int) -> bool:
        clause = self.text.clause(index)
        for at in range(clause[0], index):
            lower = self.text.words[at].lower
            if lower in SUBORDINATORS and (at == clause[0] or lower not in QUESTION_WORDS):
                return True
            if at <= clause[0] + 1 and lower in RELATIVES and self.text.opens_with_comma(index):
                return True
        return False

    def _is_third_person(self, index: int) -> bool:
        """ "Sie hat 40 mm": she or it."""
        after = self.text.after(index)
        starts = index == self.text.sentence(index)[0]
        return (
            starts
            and after is not None
            and (
                after.lower
                in {"ist", "war", "wird", "kann", "muss", "soll", "darf", "wurde", "wäre"}
                or after.lower.endswith("t")
            )
        )

    def _is_loose_object(self, index: int) -> bool:
        """ "unser Bote kontaktiert Sie", "…, Sie zu beraten", "gern berate ich Sie"."""
        before = self.text.before(index)
        if before is None:
            rest = [self.text.words[at].lower for at in self.text.clause(index)]
            return "zu" in rest
        if before.text[:1].islower() and before.lower.endswith("t"):
            return True
        words = {self.text.words[at].lower for at in self.text.clause(index) if at < index}
        return bool(words & (PLURAL_SUBJECTS | {"ich", "es"}))

    # --- verbs -------------------------------------------------------------------------

    def _subject_after(self, index: int, verb: int) -> None:
        word, target = self.text.words[index], self.text.words[verb]
        self._subject_clauses.add(word.clause)
        if self._is_imperative(index, verb):
            target.now = like(target.text, du_imperative(target.lower))
            word.now = None
            self._chained_imperatives(index)
        else:
            self._finite(verb)
            word.now = "du"
            if target.lower not in AUXILIARIES:
                self._chained(index)

    def _is_imperative(self, index: int, verb: int) -> bool:
        word = self.text.words[verb]
        if word.lower in NO_REQUESTS or self.text.is_question(index) or not self._opens(verb):
            return False
        return not self._is_condition(index, verb) and not self._has_topic(verb)

    def _has_topic(self, verb: int) -> bool:
        """ "Das Etikett, das Sie erhalten, kleben Sie …": the sentence began with an object."""
        sentence, clause = self.text.sentence(verb), self.text.clause(verb)
        if clause[0] == sentence[0]:
            return False
        first = [self.text.words[at] for at in self.text.clause(sentence[0])]
        return first[0].lower in RELATIVES | {
            "diese",
            "dieses",
            "diesen",
            "ihr",
            "ihre",
            "ihren",
        } and (
            not any(word.text.islower() and is_sure_sie_form(word.lower) for word in first)
            and not any(word.lower in {"ist", "wird", "hat"} for word in first)
            and all(word.text[:1].isupper() or at == 0 for at, word in enumerate(first))
        )

    def _opens(self, verb: int) -> bool:
        """Whether the verb comes first in its clause, fillers and "bitte" aside."""
        clause = self.text.clause(verb)
        lead = [self.text.words[at].lower for at in range(clause[0], verb)]
        while lead and lead[0] in {
            "und",
            "oder",
            "aber",
            "bitte",
            "dann",
            "danach",
            "anschließend",
        }:
            lead = lead[1:]
        if not lead:
            # After a subordinate clause or an infinitive clause the main clause is a request:
            # "Wenn es tropft, öffnen Sie den Deckel."
            return True
        last = lead[-1]
        return last in {"und", "oder", "bitte", "zuerst", "zunächst", "einfach"}

    def _is_condition(self, index: int, verb: int) -> bool:
        """ "Bestellen Sie bis 14 Uhr, versenden wir …", "Haben Sie Fragen, melden Sie sich"."""
        clause = self.text.clause(index)
        following = clause[-1] + 1
        if verb != clause[0] or following + 1 >= len(self.text.words):
            return False
        first, second = self.text.words[following], self.text.words[following + 1]
        if first.sentence != self.text.words[index].sentence:
            return False
        if self.text.words[verb].lower == "haben":
            return True
        if first.lower in {"so", "dann"} or second.lower in {"wir", "sich", "ich"}:
            return True
        return first.lower in {"erhalten", "bekommen", "haben", "können", "sparen", "zahlen"}

    def _subject_before(self, index: int, verb: int) -> None:
        word = self.text.words[index]
        if index == self.text.sentence(index)[0] and not self._is_reader(index, verb):
            self._doubt(index)
            return
        self._subject_clauses.add(word.clause)
        word.now = like_sentence(self.text, index, "du")
        self._finite(verb)
        if self.text.words[verb].lower not in AUXILIARIES:
            self._chained(verb)

    def _is_reader(self, index: int, verb: int) -> bool:
        lower = self.text.words[verb].lower
        if lower in THINGS:
            return False
        if lower in READERS or self._is_formal_elsewhere(index):
            return True
        return index == 0 and is_sure_sie_form(lower)

    def _is_formal_elsewhere(self, index: int) -> bool:
        """Whether another word of the text can only be the polite form."""
        for at, word in enumerate(self.text.words):
            if at == index or at == self.text.sentence(at)[0]:
                continue
            if word.text in {"Sie", "Ihnen"} or (
                word.text[:1] == "I" and word.lower in POSSESSIVES
            ):
                return True
        return False

    def _subject_in_subordinate(self, index: int) -> None:
        word = self.text.words[index]
        end = self._clause_end(index)
        verbs = [
            at
            for at in range(index + 1, end)
            if self.text.words[at].text[:1].islower() and is_sie_form(self.text.words[at].lower)
        ]
        if not verbs:
            self._doubt(index)
            return
        self._subject_clauses.add(word.clause)
        word.now = like_sentence(self.text, index, "du")
        last = verbs[-1]
        self._finite(last)
        if self.text.words[last].lower in AUXILIARIES:
            return
        for at in verbs[:-1]:  # "wenn Sie anrufen und die Nummer angeben"
            following = self.text.after(at)
            if following is not None and following.lower in {"und", "oder"}:
                self._finite(at)

    def _clause_end(self, index: int) -> int:
        """Where the subordinate clause of a subject ends, even if a comma is missing."""
        words = self.text.words
        for at in range(index + 1, self.text.clause(index)[-1] + 1):
            following = self.text.after(at)
            if at > index + 1 and following is not None and following.text in {"Sie", "wir", "ich"}:
                return at
            if words[at].lower in {"wir", "ich"}:
                return at
        return self.text.clause(index)[-1] + 1

    def _chained(self, index: int) -> None:
        """A second verb with the same subject: "Sie öffnen … und prüfen …"."""
        for at in range(index + 1, self.text.clause(index)[-1]):
            if self.text.words[at].lower not in {"und", "oder"}:
                continue
            following = self.text.words[at + 1]
            third = self.text.after(at + 1)
            if (
                is_sure_sie_form(following.lower)
                and following.text[:1].islower()
                and not (third is not None and third.text in {"Sie", "wir"})
            ):
                self._finite(at + 1)

    def _chained_imperatives(self, index: int) -> None:
        for at in range(index + 1, self.text.clause(index)[-1]):
            following, third = self.text.words[at + 1], self.text.after(at + 1)
            if (
                self.text.words[at].lower in {"und", "oder"}
                and following.text[:1].islower()
                and is_sure_sie_form(following.lower)
                and third is not None
                and third.text not in {"Sie", "wir"}
            ):
                following.now = du_imperative(following.lower)
                self._changed.add(at + 1)

    def _finite(self, index: int) -> None:
        if index in self._changed:
            return
        word = self.text.words[index]
        word.now = like(word.text, du_form(word.lower))
        self._changed.add(index)

    # --- the rest ----------------------------------------------------------------------

    def _reflexives(self) -> None:
        sentences = {self.text.words[i].sentence for i in self._subject_indices()}
        for index, word in enumerate(self.text.words):
            if word.text != "sich":
                continue
            lowers = [self.text.words[at].lower for at in self.text.clause(index)]
            own = word.clause in self._subject_clauses
            infinitive = word.sentence in sentences and lowers[0] in {"um", "ohne", "statt"}
            if own or infinitive:
                word.now = "dir" if self._is_dative(index) else "dich"

    def _subject_indices(self) -> list[int]:
        return [
            at for at, word in enumerate(self.text.words) if word.clause in self._subject_clauses
        ]

    def _is_dative(self, index: int) -> bool:
        clause = [self.text.words[at].lower for at in self.text.clause(index)]
        particle = clause[-1]
        return any(verb in DATIVE or particle + verb in DATIVE for verb in clause)

    def _doubt(self, index: int) -> None:
        self.doubts.append(self.text.words[index].text)


def like_sentence(text: Text, index: int, word: str) -> str:
    """Capital at the start of a sentence, else small."""
    return word[:1].upper() + word[1:] if index == text.sentence(index)[0] else word
