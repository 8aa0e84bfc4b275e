"""German verb forms as a shop's sentences need them: the du form, its imperative, and back.

The Sie form of a verb is its infinitive, so both ways go through the infinitive. Regular
forms come from rules, vowel changes from a table (both compared with a full conjugator,
word by word, when the table was made).
"""

from __future__ import annotations

from functools import lru_cache

from copilot.draft.wordlist import words

# infinitive: du form, du imperative
_STRONG: dict[str, tuple[str, str]] = {
    "sein": ("bist", "sei"),
    "haben": ("hast", "habe"),
    "werden": ("wirst", "werde"),
    "können": ("kannst", ""),
    "müssen": ("musst", ""),
    "dürfen": ("darfst", ""),
    "sollen": ("sollst", ""),
    "wollen": ("willst", ""),
    "mögen": ("magst", ""),
    "wissen": ("weißt", "wisse"),
    "tun": ("tust", "tue"),
    "backen": ("backst", "backe"),
    "befehlen": ("befiehlst", "befiehl"),
    "bergen": ("birgst", "birg"),
    "blasen": ("bläst", "blase"),
    "braten": ("brätst", "brate"),
    "brechen": ("brichst", "brich"),
    "dreschen": ("drischst", "drisch"),
    "empfehlen": ("empfiehlst", "empfiehl"),
    "essen": ("isst", "iss"),
    "fahren": ("fährst", "fahre"),
    "fallen": ("fällst", "falle"),
    "fangen": ("fängst", "fange"),
    "fechten": ("fichtst", "ficht"),
    "flechten": ("flichtst", "flicht"),
    "fressen": ("frisst", "friss"),
    "geben": ("gibst", "gib"),
    "gelten": ("giltst", ""),
    "graben": ("gräbst", "grabe"),
    "halten": ("hältst", "halte"),
    "helfen": ("hilfst", "hilf"),
    "laden": ("lädst", "lade"),
    "lassen": ("lässt", "lass"),
    "laufen": ("läufst", "laufe"),
    "lesen": ("liest", "lies"),
    "messen": ("misst", "miss"),
    "nehmen": ("nimmst", "nimm"),
    "quellen": ("quillst", "quill"),
    "raten": ("rätst", "rate"),
    "saufen": ("säufst", "saufe"),
    "schelten": ("schiltst", "schilt"),
    "schlafen": ("schläfst", "schlafe"),
    "schlagen": ("schlägst", "schlage"),
    "schmelzen": ("schmilzt", "schmilz"),
    "schwellen": ("schwillst", "schwill"),
    "sehen": ("siehst", "sieh"),
    "sprechen": ("sprichst", "sprich"),
    "stechen": ("stichst", "stich"),
    "stehlen": ("stiehlst", "stiehl"),
    "sterben": ("stirbst", "stirb"),
    "stoßen": ("stößt", "stoße"),
    "tragen": ("trägst", "trage"),
    "treffen": ("triffst", "triff"),
    "treten": ("trittst", "tritt"),
    "verderben": ("verdirbst", "verdirb"),
    "vergessen": ("vergisst", "vergiss"),
    "wachsen": ("wächst", "wachse"),
    "waschen": ("wäschst", "wasche"),
    "werben": ("wirbst", "wirb"),
    "werfen": ("wirfst", "wirf"),
}
# Sie forms that are no infinitive, and their du forms.
_FINITE: dict[str, str] = {
    "sind": "bist",
    "seien": "seist",
    "hatten": "hattest",
    "hätten": "hättest",
    "waren": "warst",
    "wären": "wärst",
    "wurden": "wurdest",
    "würden": "würdest",
    "konnten": "konntest",
    "könnten": "könntest",
    "mussten": "musstest",
    "müssten": "müsstest",
    "durften": "durftest",
    "dürften": "dürftest",
    "sollten": "solltest",
    "wollten": "wolltest",
    "mochten": "mochtest",
    "möchten": "möchtest",
    "bekamen": "bekamst",
    "erhielten": "erhieltst",
    "gaben": "gabst",
    "kamen": "kamst",
    "fanden": "fandest",
    "nahmen": "nahmst",
    "schrieben": "schriebst",
    "ließen": "ließt",
    "brauchten": "brauchtest",
    "bräuchten": "bräuchtest",
    "wussten": "wusstest",
    "wüssten": "wüsstest",
    "riefen": "riefst",
    "sprachen": "sprachst",
    "standen": "standst",
    "gingen": "gingst",
}
MODALS = words(
    """
    können müssen dürfen sollen wollen mögen möchten könnten müssten dürften sollten wollten
    würden konnten mussten durften mochten hätten wären
    """
)
AUXILIARIES = MODALS | words("haben hatten sein sind waren werden wurden lassen")

# Verbs that shops use, regular ones and strong ones without vowel change. With the prefixes
# below they cover a few thousand; an unknown verb follows the regular rule.
_REGULAR = words(
    """
    achten akzeptieren aktivieren aktualisieren ändern anmelden antworten arbeiten atmen bauen
    beachten beantragen beantworten beauftragen bedanken bedienen befestigen befinden befolgen
    befüllen beginnen begleichen behandeln beheben beilegen bekommen belasten belegen
    benachrichtigen benötigen benutzen beobachten berechnen bereiten berichten berücksichtigen
    berühren beschreiben beseitigen besitzen bestätigen bestellen besuchen betätigen betrachten
    beurteilen bewahren bewegen bewerten bezahlen beziehen bieten binden bitten bleiben blicken
    bohren brauchen brennen brühen buchen bügeln bürsten danken dauern decken denken
    deaktivieren desinfizieren drehen drosseln drucken drücken duschen ebnen einigen einlösen
    entfernen entkalken entkoppeln entscheiden entschuldigen entsorgen entsperren erinnern
    erkennen erkundigen erlauben erledigen ermitteln erneuern ersetzen erstatten erstellen
    erwarten erzählen falten fassen fetten finden folgen föhnen fordern formulieren
    fotografieren fragen freuen fügen fühlen führen füllen garantieren gehen gehören gelangen
    genießen gewinnen gießen glauben googeln greifen handeln hängen heben heißen heizen hören
    hoffen holen identifizieren informieren installieren interessieren justieren kalibrieren
    kaufen kennen klären kleben klicken klingeln kochen kombinieren kommen kommentieren
    kontaktieren kontrollieren konfigurieren kopieren korrigieren kosten kratzen kühlen kümmern
    kündigen kürzen küssen lachen lagern leben leeren legen lehnen leihen leisten leiten lernen
    liefern liegen loben lockern lösen löschen lüften machen mahlen mahnen malen markieren
    melden merken mieten mischen mitteilen montieren nähen nennen notieren nutzen öffnen ölen
    ordnen packen parken passen passieren pausieren pflegen planen platzieren polieren posten
    pressen probieren profitieren programmieren protokollieren prüfen pumpen putzen räumen
    reagieren realisieren rechnen reden reduzieren regeln regulieren reichen reinigen reisen
    reißen reiben reklamieren reparieren reservieren retten richten riechen rollen rücken rufen
    rühren sagen sammeln säubern saugen schalten schärfen schätzen schauen scheinen schenken
    schicken schieben schildern schleifen schleudern schließen schmecken schmieren schneiden
    schrauben schreiben schulden schütteln schützen senden senken setzen sichern signalisieren
    sitzen skalieren sortieren sparen speichern sperren spielen sprühen spülen spüren stapeln
    starten stecken stehen steigen stellen stempeln steuern stimmen stoppen stören stornieren
    strecken streichen streuen suchen synchronisieren tanken tauchen tauschen teilen
    telefonieren testen tippen trennen trinken trocknen tropfen überlegen überprüfen überweisen
    umtauschen unterschreiben veranlassen verbinden verbrauchen verbringen verfolgen verfügen
    vergleichen verhindern verlangen verlängern verlieren vermeiden vermissen vermuten verpacken
    verringern verschicken versenden versichern verstehen versuchen verwenden verzichten
    vorbereiten wählen wagen wandern warten wechseln wecken weisen wenden wickeln widerrufen
    wiederholen wiegen wischen wohnen wundern wünschen zahlen zählen zeichnen zeigen ziehen
    zielen zögern zünden zweifeln verbessern verkaufen verdienen vertrauen erteilen erreichen
    bemerken bemühen abonnieren registrieren kommunizieren scannen laminieren frankieren
    adressieren etikettieren protestieren verzeihen überraschen überspringen entspannen bringen
    springen singen klingen zwingen schwimmen verschwinden gelingen beweisen
    """
)
_PREFIXES = tuple(
    sorted(
        words(
            """
    ab an auf aus auseinander be bei bereit bekannt da dar davon durch ein emp ent entgegen
    entlang er fehl fern fertig fest fort frei ge gegenüber gut gutge heraus herein herunter her
    hervor hin hinaus hinein hinter hinterher hinunter hinzu hoch los mit miss nach nieder über
    um unter ver vor voran voraus vorbei vorher weg weiter wieder zer zu zurecht zurück zusammen
    """
        ),
        key=len,
        reverse=True,
    )
)
# Lower-case words in -en, -ern, -eln that are no verbs.
_NO_VERBS = words(
    """
    den denen deren einen keinen meinen deinen seinen ihren unseren euren diesen jenen jeden
    allen vielen wenigen manchen solchen welchen beiden anderen neuen alten guten ersten zweiten
    dritten letzten nächsten innen außen oben unten hinten vorn vorne drinnen draußen gestern
    morgen wegen neben zwischen gegen sondern innen daneben dagegen hingegen deswegen seitdem
    zusammen selten offen eben neben binnen mitten gern ungern sofern insofern inzwischen
    mindestens wen wenn denn dann schon sieben besten meisten weiteren eigenen gesamten
    kostenlosen
    """
)


@lru_cache(maxsize=4096)
def base_of(infinitive: str) -> tuple[str, str]:
    """Prefixes and known base verb ("zurücksenden": "zurück", "senden"); base "" if unknown."""
    if infinitive in _STRONG or infinitive in _REGULAR:
        return "", infinitive
    for prefix in _PREFIXES:
        rest = infinitive.removeprefix(prefix)
        if rest != infinitive and len(rest) > 3:
            inner, base = base_of(rest)
            if base:
                return prefix + inner, base
    return "", ""


def is_known(infinitive: str) -> bool:
    """Whether this is an infinitive that the table knows, prefixes aside."""
    return bool(base_of(infinitive)[1])


def is_sie_form(word: str) -> bool:
    """Whether a lower-case word can be the finite verb of a Sie sentence."""
    if word in _FINITE or is_known(word):
        return True
    return _inflected_past(word) != "" or (
        len(word) > 4 and word not in _NO_VERBS and word.endswith(("en", "eln", "ern"))
    )


def is_sure_sie_form(word: str) -> bool:
    """Like `is_sie_form`, but only for verbs that the table knows."""
    return word in _FINITE or is_known(word) or _inflected_past(word) != ""


def du_form(word: str) -> str:
    """The du form of a finite Sie form: "können" → "kannst", "zurücksenden" → "zurücksendest"."""
    if word in _FINITE:
        return _FINITE[word]
    if past := _inflected_past(word):
        return past
    prefix, base = base_of(word)
    if base in _STRONG:
        return prefix + _STRONG[base][0]
    return _regular_du(word)


def du_imperative(infinitive: str) -> str:
    """The du imperative of a Sie imperative's verb: "nehmen" → "nimm", "senden" → "sende"."""
    if infinitive == "seien":
        return "sei"
    prefix, base = base_of(infinitive)
    if base in _STRONG and _STRONG[base][1]:
        return prefix + _STRONG[base][1]
    if infinitive.endswith("eln"):
        return infinitive[:-3] + "le"
    if infinitive.endswith("ern"):
        return infinitive[:-1] + "e"
    return infinitive.removesuffix("n")


def sie_form(word: str) -> str:
    """The Sie form of a du form: "kannst" → "können"; "" where the word is no du form."""
    forms, finite = _du_forms()
    if word in finite:
        return finite[word]
    if word in forms:
        return forms[word]
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and rest in forms:
            return prefix + forms[rest]
    return _regular_infinitive(word)


def imperative_infinitive(word: str) -> str:
    """The infinitive of a du imperative ("schick", "gib"); "" where the table knows none."""
    return _imperatives().get(word, "")


def _inflected_past(word: str) -> str:
    """The du form of a regular past tense ("bestellten" → "bestelltest"), else ""."""
    if not word.endswith("ten") or word in _NO_VERBS or is_known(word):
        return ""
    stem = word.removesuffix("ten")
    stems = (stem, stem.removesuffix("e")) if stem.endswith("e") else (stem,)
    if any(base_of(s + "en")[1] in _REGULAR or is_known(s + "n") for s in stems if len(s) > 2):
        return word.removesuffix("en") + "est"
    return ""


def _regular_du(infinitive: str) -> str:
    if infinitive.endswith(("eln", "ern")):
        return infinitive.removesuffix("n") + "st"
    stem = infinitive.removesuffix("n").removesuffix("e")
    if stem.endswith(("s", "ß", "x", "z")):
        return stem + "t"
    return stem + ("est" if _needs_e(stem) else "st")


def _needs_e(stem: str) -> bool:
    """Whether an ending needs an e before it: "sendest", "öffnest", but "filmst"."""
    if stem.endswith(("d", "t")):
        return True
    if len(stem) < 3 or stem[-1] not in "mn":
        return False
    return stem[-2] not in "aeiouäöümnlrh" or stem[-3:-1] == "ch"


def _regular_infinitive(word: str) -> str:
    if word in _NOT_DU or not word.endswith("st") or len(word) < 5:
        return ""
    stem = word.removesuffix("st")
    if stem.endswith(("el", "er")):
        return stem + "n"
    return stem.removesuffix("e") + "en"


_NOT_DU = words(
    """
    fast ist selbst meist erst sonst zuerst längst bereits höchst äußerst möglichst zunächst
    jüngst nächst vorerst liebst dienst test rest post lust angst kunst frist
    """
)


@lru_cache(maxsize=1)
def _du_forms() -> tuple[dict[str, str], dict[str, str]]:
    forms = {du_form(verb): verb for verb in (*_REGULAR, *_STRONG)}
    finite = {du: sie for sie, du in _FINITE.items()}
    return forms | {"bist": "sind"}, finite | {"wärest": "wären", "hättst": "hätten"}


@lru_cache(maxsize=1)
def _imperatives() -> dict[str, str]:
    forms: dict[str, str] = {}
    for verb in (*_REGULAR, *_STRONG):
        form = du_imperative(verb)
        if not form or verb in MODALS:
            continue
        forms[form] = verb
        if (
            form.endswith("e")
            and not _needs_e(form[:-1])
            and not form.endswith(("le", "re", "ige"))
        ):
            forms.setdefault(form[:-1], verb)  # "schick" beside "schicke"
    for word in ("bitte", "danke", "einig", "einige"):  # courtesies, "einige Sorten"
        forms.pop(word, None)
    return forms | {"sei": "seien", "guck": "gucken", "hör": "hören", "fahr": "fahren"}
