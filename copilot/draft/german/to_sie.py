"""du → Sie: pronouns, possessives and the verbs that go with them."""

from __future__ import annotations

from copilot.draft.german.verbs import imperative_infinitive, sie_form
from copilot.draft.german.words import Text, Word, like
from copilot.draft.wordlist import words

_POSSESSIVES = {
    "dein": "Ihr",
    "deine": "Ihre",
    "deinem": "Ihrem",
    "deinen": "Ihren",
    "deiner": "Ihrer",
    "deines": "Ihres",
    "deins": "Ihres",
    "deinerseits": "Ihrerseits",
    "deinetwegen": "Ihretwegen",
}
_MARKS = frozenset(_POSSESSIVES) | {"du", "dich", "dir"}
# Imperatives that are also nouns or other words: only with a sign that a request is meant.
_HOMOGRAPHS = words(
    """
    suche frage lage reise sorge folge bitte liebe bau ruf kauf dank stelle falle halte rate
    fahre lass lade trage wasche laufe kosten packe rolle dreh drehe ziele sage ende starte
    plane fasse miete leihe leiste leite rede rücke setze spüle pflege kürze schätze schreibe
    schalte nutze spiele freue warte stecke sende teste drucke leere hebe wiege lebe
    """
)
_OBJECTS = words(
    """
    uns mir das den die es ihn sie dein deine deinen dir dich einfach bitte mal sicher fest ein
    an
    """
)
_STATEMENTS = words("ist sind war waren wird werden hat haben kann können bleibt ich")
_LEADS = words(
    """
    und oder bitte dann danach anschließend einfach aber also zuerst zunächst sonst ansonsten
    """
)


class ToSie:
    """One text on its way. `doubts` collects words that were left as they are."""

    def __init__(self, source: str) -> None:
        self.text = Text.of(source)
        self.doubts: list[str] = []
        self._subject_clauses: set[int] = set()
        self._changed: set[int] = set()

    def run(self) -> str:
        for index, word in enumerate(self.text.words):
            if word.lower == "du":
                self._du(index, word)
        for index, word in enumerate(self.text.words):
            self._imperative(index, word)
        for index, word in enumerate(self.text.words):
            if word.lower in _POSSESSIVES:
                word.now = _POSSESSIVES[word.lower]
            elif word.lower in {"dich", "dir"}:
                word.now = self._object(index, word)
            elif word.lower in {"euch", "euer", "eure", "eurem", "euren", "eurer"}:
                self.doubts.append(word.text)
        return self.text.render()

    def _du(self, index: int, word: Word) -> None:
        verbs = self._verbs(index)
        if not verbs:
            self.doubts.append(word.text)
            return
        self._subject_clauses.add(word.clause)
        word.now = "Sie"
        for verb, form in verbs:
            target = self.text.words[verb]
            target.now = like(target.text, form)
            self._changed.add(verb)

    def _verbs(self, index: int) -> list[tuple[int, str]]:
        """The du forms of the clause; those of a clause in between ("…, die du willst") too."""
        found = []
        for at in self.text.clause(index):
            word = self.text.words[at]
            opens = at == self.text.sentence(at)[0]
            if at in self._changed or (word.text[:1].isupper() and not opens):
                continue
            if form := sie_form(word.lower):
                found.append((at, form))
        return found

    def _imperative(self, index: int, word: Word) -> None:
        infinitive = imperative_infinitive(word.lower)
        if not infinitive or index in self._changed or not self._opens(index):
            return
        if not self._is_request(index, word):
            return
        self._subject_clauses.add(word.clause)
        following = self.text.after(index)
        word.now = f"{like(word.text, infinitive)} Sie"
        self._changed.add(index)
        if following is not None and following.lower == "du":
            following.now = None

    def _opens(self, index: int) -> bool:
        clause = self.text.clause(index)
        lead = [self.text.words[at].lower for at in range(clause[0], index)]
        if all(word in _LEADS for word in lead):
            return True
        # A second request: "… ab und schick uns das Gerät."
        return (
            lead[-1] in {"und", "oder"} and self.text.words[index].clause in self._subject_clauses
        )

    def _is_request(self, index: int, word: Word) -> bool:
        opens = index == self.text.sentence(index)[0]
        if word.text[:1].isupper() and not opens:
            return False
        before, after = self.text.before(index), self.text.after(index)
        if before is not None and before.lower == "bitte":
            return True
        if after is None:  # "Prüfe, ob …", but no heading of one word
            return index + 1 < len(self.text.words) and word.lower not in _HOMOGRAPHS
        if word.lower in _HOMOGRAPHS and word.text[:1].isupper():
            return after.lower in _OBJECTS
        return after.lower not in _STATEMENTS

    def _object(self, index: int, word: Word) -> str:
        if word.clause in self._subject_clauses and not self._after_preposition(index):
            return "sich"
        if self._is_infinitive_clause(index):
            return "sich"
        return "Sie" if word.lower == "dich" else "Ihnen"

    def _after_preposition(self, index: int) -> bool:
        before = self.text.before(index)
        return before is not None and before.lower in {
            "für",
            "ohne",
            "gegen",
            "um",
            "durch",
            "bei",
            "mit",
            "von",
            "zu",
            "nach",
        }

    def _is_infinitive_clause(self, index: int) -> bool:
        """ "um dich anzumelden, klick …": the subject is the reader's."""
        first = self.text.words[self.text.clause(index)[0]]
        sentence = self.text.words[index].sentence
        own = any(
            word.sentence == sentence and word.clause in self._subject_clauses
            for word in self.text.words
        )
        return first.lower in {"um", "ohne", "statt"} and own
