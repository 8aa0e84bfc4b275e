"""What a customer takes for granted and wants to hear about: "I take it that it can go back"."""

from __future__ import annotations

from copilot.understand.cues.table import one_of

_SOMEBODY_DE = (
    r"(?:(?:ein|eine|mein|meine|unser|unsere|der|die) (?:[\w-]+ ){0,2}?[\w-]+|jemand|man|ihr "
    r"kollege|ihre kollegin|es)"
)
_SOMEBODY_EN = (
    r"(?:(?:my|a|an|our|the|your|some) (?:[\w'’-]+ ){0,2}?[\w'’-]+|somebody|someone|they)"
)
#: What somebody says is the shop's rule, rather than what they think of the customer's socks.
_RULE_DE = r"(?:muss|müsse|kann|könne|darf|dürfe|braucht?|gäb\w*|gibt|sei|solle?|sollte)"
_RULE_EN = (
    r"(?:you|one|i|it|they|there) (?:have to|has to|must|needs?|can(?:['’]t|not)?|could|should|"
    r"will|won['’]t|is|are|comes?)"
)
#: Expected, hoped for, or heard from somebody; the shop is to say whether it is so.
ASSUMED = {
    "de": one_of(
        r"\b(?:geh(?:e|en)?|ging(?:en)?) (?:ich |wir )?(?:\w+ )?davon aus\b",
        r"\bnehm(?:e|en)? (?:ich |wir )?(?:\w+ )?an(?:$|,| dass)",
        r"\b(?:hoffentlich|(?:ich|wir) hoff(?:e|en)?|hoffe)\b(?!.{0,12}\b(?:auf|sie|ihr|du|bald|"
        r"schnell|antwort|rückmeldung|hilfe|verständnis)\b)",
        r"\b(?:müssten?|sollten?|dürften?|wird|werden|würden?) (?:\w+ )?(?:ja|doch)(?: \w+){0,4}? "
        r"(?:wohl |auch |so |schon |dann )?(?:\w+en|\w+t)\b(?! ich\b)",
        r"\bdarf (?:ja|doch) wohl (?:nicht|kein\w*)\b",
        r"\w,?\s+(?:gell|richtig|nicht wahr)\W*$",
        rf"\b{_SOMEBODY_DE} (?:\w+ )?(?:mein(?:t|te|en)|sagt?e?|sagen|behaupte(?:t|te|n)|erzählte?|"
        rf"schwört|heißt)\b.{{4,60}}\b{_RULE_DE}\b",
        r"\b(?:habe?|hatte|hab['’]?)(?: ich| wir)? (?:\w+ ){0,4}?(?:gehört|gelesen),? (?:dass|daß|"
        r"man|es|die|der|das)\b",
        r"\b(?:steht|stand|finde?|findet man|sehe) .{0,60}?\b(?:nirgends|nirgendwo)\b",
        r"\b(?:keine?n?|nirgends|nirgendwo) (?:\w+ )?(?:gefunden|gesehe?n|entdeckt|dabei)\W*$",
    ),
    "en": one_of(
        r"\b(?:i|we)(?:['’]m|['’]re| am| are)? (?:\w+ )?(?:assum(?:e|ing)|presum(?:e|ing)|trust|"
        r"take it|reckon)\b",
        r"\bi suppose\b|\b(?:surely|presumably|i trust)\b",
        r"\b(?:i |we )?(?:do |really |am |was |were )?hop(?:e|ing) (?:that |to |it |that['’]?s |"
        r"thats |it['’]?s |they |the |my |this (?:is|will)|i (?:can|don|won))(?!hear)",
        r"\b(?:that|it|they|this|those|these|which) (?:really )?should (?:surely |still |also )?"
        r"(?:be (?:fine|ok\w*|enough|possible|covered)|do\b|go\b|work|fit|last|hold|suit)",
        rf"\b{_SOMEBODY_EN} (?:\w+ )?(?:says?|said|reckons?|claims?|insists?|swears?|tells? me|"
        rf"told me|thinks)\b.{{1,40}}\b{_RULE_EN}\b",
        r"\bi(?:['’]ve| have)? (?:been told|read|heard)(?: somewhere)? (?:that|you|it|they|there|"
        r"the|a)\b",
        r"\b(?:a (?:bit|little) |slightly |rather |quite )?worried (?:that|about|whether)\b",
        r"\bthere (?:is|are|was|were) no(?:t any)? (?:[\w-]+ ){1,4}(?:on|in) (?:the|your) "
        r"(?:page|site|website|shop|box|manual|instructions|listing)\b",
    ),
}
