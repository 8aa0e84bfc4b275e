"""What shop questions are about, under any name: "wie schwer" and "Gewicht" are one concept.

Word vectors learn what stands in like places, not what a customer calls the shop's own words.
A concept is a line of the table below: German and English words, compared by their stems, so
that compounds and inflected forms count as well. No line holds a shop's product or rule.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from copilot.draft.wordlist import words
from knowledge.analyse import terms

_TABLE = """
price de: kosten kostet preis teuer günstig gebühr pauschale
price en: cost price fee expensive cheap charge
free de: kostenlos gratis umsonst kostenfrei
free en: free complimentary
weight de: gewicht wiegen wiegt schwer kg kilogramm gramm
weight en: weight weigh heavy kg
size de: größe maße abmessung groß klein durchmesser passform körpergröße
size en: size dimension large small
length de: länge lang schwertlänge
length en: length long
width de: breite breit
width en: width wide
height de: höhe hoch
height en: height high tall
depth de: tiefe tief
depth en: depth deep
volume de: fassungsvermögen volumen liter füllmenge fassen fasst
volume en: capacity volume litre liter
noise de: laut leise leiser lärm geräusch dezibel db lautstärke quietschen brummen rauschen
noise de: surren
noise en: loud noise quiet silent squeal squeak hum decibel
power de: leistung watt strom stromverbrauch verbrauch energie
power en: power wattage consumption electricity
battery de: akku batterie
battery en: battery
charging de: laden lädt aufladen nachladen ladezeit ladegerät geladen lader
charging en: charge charging charger
temperature de: temperatur grad hitze heiß warm kalt kälte
temperature en: temperature degree hot cold heat
winter de: winter überwintern frost winterhart einlagern
winter en: winter overwinter frost hardy
storage de: lagern aufbewahren lagerung
storage en: store storage keep
reach de: reichweite entfernung weit
reach en: range distance far
speed de: geschwindigkeit tempo
speed en: speed
pressure de: druck luftdruck bar
pressure en: pressure bar psi
torque de: drehmoment nm festziehen anziehen
torque en: torque nm tighten
cleaning de: reinigen reinigung putzen säubern saubermachen sauber waschen waschmaschine
cleaning de: spülmaschine abwischen ausspülen
cleaning en: clean wash washable dishwasher wipe rinse
descaling de: entkalken kalk entkalker
descaling en: descale limescale
care de: pflege pflegen wartung inspektion
care en: care maintenance service
oil de: ölen öl fetten fett schmieren
oil en: oil grease lubricate
material de: material stoff bestehen besteht leder holz edelstahl
material en: material fabric made
colour de: farbe farbig rot blau grün schwarz weiß
colour en: colour color
watertight de: wasserdicht wasserfest regen nass nässe
watertight en: waterproof rain wet
fitting de: passen passt kompatibel geeignet eignen verwendbar tauglich
fitting en: fit compatible suitable work
part de: ersatzteil zubehör
part en: spare part accessory
replacing de: ersetzen ersatz austauschen tauschen wechseln wechsel erneuern
replacing en: replace replacement swap
exchange de: umtausch umtauschen tauschen
exchange en: exchange swap
repair de: reparatur reparieren werkstatt instandsetzen
repair en: repair fix mend workshop
defect de: kaputt defekt hin funktioniert geht störung schaden mangel beschädigt gebrochen
defect en: broken defective faulty fault damage dead
guarantee de: garantie gewährleistung garantiefall
guarantee en: guarantee warranty covered cover
returning de: rückgabe zurückgeben zurückschicken zurücksenden retoure rücksendung widerruf
returning de: widerrufen einschicken retournieren zurücknehmen zurückbringen
returning en: return withdraw withdrawal
refund de: erstattung erstatten geld rückzahlung gutschrift kaufpreis
refund en: refund money reimburse
shipping de: versand versenden liefern lieferung verschicken schicken porto paket zusteller
shipping en: ship shipping deliver delivery postage send parcel carrier
label de: etikett retourenschein label porto rücksendeetikett rücksendung
label en: label postage return
period de: dauer dauert lange werktage tage wochen frist zeit wann bis
period en: take long duration period time deadline day week when
pickup de: abholen abholung geschäft filiale ladengeschäft
pickup en: pick collect collection store
address de: adresse anschrift lieferadresse umziehen umzug
address en: address move
cancelling de: stornieren stornierung abbestellen kündigen kündigung
cancelling en: cancel cancellation
changing de: ändern änderung umbuchen ummelden
changing en: change amend modify
subscription de: abo abonnement
subscription en: subscription subscribe
pausing de: pausieren aussetzen überspringen unterbrechen pause
pausing en: pause skip suspend
invoice de: rechnung beleg quittung kaufbeleg nachweis unterlagen
invoice en: invoice receipt bill proof document
payment de: zahlung bezahlen zahlen überweisung paypal ratenzahlung kreditkarte lastschrift
payment en: payment pay instalment card transfer
discount de: gutschein rabatt gutscheincode rabattcode aktion nachlass
discount en: voucher discount coupon promo
stock de: lieferbar verfügbar vorrätig ausverkauft lagernd
stock en: stock available availability
lost de: verloren verschollen verschwunden weg nachforschung nachforschen
lost de: nachforschungsauftrag
lost en: lost missing trace investigate vanish
late de: verspätung verspätet spät überfällig verzögert verzögerung bewegung
late en: late delay overdue
packaging de: verpackung verpackt karton originalverpackung
packaging en: packaging box package
opened de: geöffnet angebrochen offen aufgemacht aufgerissen ausgepackt benutzt gebraucht
opened de: getragen montiert ausprobiert getestet
opened en: opened used unsealed worn fitted tried
unopened de: ungeöffnet unbenutzt verschlossen zu
unopened en: unopened unused sealed
photo de: foto bild video
photo en: photo picture video
poison de: giftig gift vergiftung gefährlich schädlich unbedenklich
poison en: poisonous toxic harmful safe
animal de: hund katze haustier tier pferd welpe
animal en: dog cat pet animal horse puppy
child de: kind baby kleinkind kindersitz
child en: child baby kid toddler
doctor de: arzt tierarzt notruf
doctor en: doctor vet emergency
smoke de: rauch qualm qualmen qualmt rauchen geraucht raucht verschmort brand feuer brennen
smoke en: smoke burn fire
smell de: geruch riechen riecht stinken stinkt
smell en: smell odour odor
leak de: tropfen tropft undicht auslaufen läuft leck
leak en: leak drip
signal de: fehler anzeige display zeigt meldet blinken blinkt lampe led leuchtet leuchte
signal de: bedeutet
signal en: error display blink flash light show mean code
beep de: piepen piept pieptöne piepton pieps
beep en: beep tone
starting de: starten startet anspringen anlaufen einschalten angehen
starting en: start turn switch
instructions de: anleitung handbuch gebrauchsanweisung bedienungsanleitung
instructions en: manual instruction guide
mounting de: montage montieren aufbau aufbauen anschließen einbauen installieren befestigen
mounting de: anbringen einschrauben
mounting en: install assemble assembly mount attach
frequency de: oft häufig jährlich monatlich täglich wöchentlich alle
frequency en: often every frequency yearly
amount de: menge dosierung dosis dosieren wieviel viel
amount en: amount quantity dose dosage much many
planting de: pflanzen einpflanzen pflanzzeit
planting en: plant planting
spacing de: abstand
spacing en: spacing apart distance
cutting de: schneiden schnitt rückschnitt zurückschneiden runterschneiden
cutting en: cut prune trim
watering de: gießen bewässern gießwasser
watering en: watering
feeding de: füttern futter fütterung fressen
feeding en: feed feeding food eat
ingredient de: allergie allergen enthalten enthält zutat inhaltsstoff inhaltsstoffe koffein
ingredient en: allergy allergen ingredient contain caffeine
lending de: mieten leihen leihgerät leihrad ausleihen verleih ersatzgerät
lending en: rent loan hire lend borrow
appointment de: termin wunschtermin liefertermin urlaub verreist
appointment en: appointment slot date holiday
freight de: spedition bordstein bordsteinkante wohnung keller haustür stockwerk treppe tragen
freight de: aufzug sperrgut sperrig
freight en: freight haulier kerb kerbside upstairs floor carry bulky
locker de: packstation paketshop
locker en: locker
disposal de: entsorgen entsorgung hausmüll altgerät altakku recycling wegwerfen wohin
disposal en: dispose disposal recycle waste bin
gift de: geschenk verschenken schenken geschenkabo
gift en: gift present
account de: kundenkonto konto passwort anmelden registrieren
account en: account password login
contact de: telefon anrufen ruft erreichen kontakt
contact en: phone call contact reach
deduction de: abziehen abzug wertersatz wertminderung wertverlust nachteil abgezogen
deduction en: deduct deduction
trying de: testen probieren ausprobieren probefahrt anprobieren prüfen benutzt bezogen
trying en: test try
expiry de: haltbar haltbarkeit mindesthaltbarkeitsdatum ablaufdatum verdorben
expiry en: shelf expiry expire best
app de: app wlan wifi bluetooth handy
app en: app wifi bluetooth phone
lifespan de: lebensdauer hält halten haltbarkeit
lifespan en: lifespan last durable
alive de: lebt eingegangen abgestorben tot vertrocknet verwelkt austrieb angewachsen
alive en: alive dead died dying wilt
tuning de: tuning getunt tunen gechippt schneller chip
tuning en: tune tuned tuning chip
frozen de: gefroren tiefgekühlt kühlen kühlschrank
frozen en: frozen freeze fridge refrigerate
recommended de: empfehlen empfehlung besser unterschied vergleich welche
recommended en: recommend better difference
company de: firma gewerblich geschäftskunde ust-idnr umsatzsteuer
company en: company business vat
# Where goods go. A town stands for its country.
ch de: schweiz zürich bern basel genf luzern
ch en: switzerland zurich geneva swiss
at de: österreich wien graz linz salzburg innsbruck
at en: austria vienna
be de: belgien brüssel antwerpen gent
be en: belgium brussels antwerp ghent
nl de: niederlande holland amsterdam rotterdam utrecht
nl en: netherlands
fr de: frankreich paris straßburg lyon
fr en: france
it de: italien rom mailand südtirol bozen
it en: italy rome milan
es de: spanien madrid barcelona mallorca
es en: spain
pl de: polen warschau krakau
pl en: poland warsaw
dk de: dänemark kopenhagen
dk en: denmark copenhagen
se de: schweden stockholm
se en: sweden
lu de: luxemburg
lu en: luxembourg
gb de: großbritannien england london schottland
gb en: uk britain england scotland london edinburgh
ie de: irland dublin galway
ie en: ireland
cz de: tschechien prag
cz en: czechia prague
germany de: deutschland inland deutschlands
germany en: germany
us de: usa amerika
us en: america usa
eu de: eu
eu en: eu
abroad de: ausland eu europa länder international
abroad en: abroad overseas eu europe countries international
"""
POLICY = words(
    "returning refund shipping label guarantee cancelling changing subscription pausing invoice "
    "payment discount lost late opened pickup address freight locker deduction account contact "
    "exchange lending abroad"
)
PLACES = words("ch at be nl fr it es pl dk se lu gb ie cz us germany")
_IN_EU = words("at be nl fr it es pl dk se lu ie cz")


# German verbs whose particle stands far behind: "Ziehen Sie dafür etwas ab?"
_APART = tuple(
    (re.compile(rf"\b(?:{verb})\w*\b[^.?!]{{0,80}}\b{particle}\b", re.I), concept)
    for verb, particle, concept in (
        ("zieh|zog", "ab", "deduction"),
        ("schick|send|geb|gib|nehm|nimm|bring", "zurück", "returning"),
        ("hol", "ab", "pickup"),
        ("leg", "bei", "part"),
        ("bau|schließ|bring", "an", "mounting"),
        ("fang|geh|spring", "an", "starting"),
        ("ruf", "an", "contact"),
        ("probier", "aus", "trying"),
        ("tausch|wechsel", "aus", "replacing"),
        ("lauf|läuf", "aus", "leak"),
    )
)


@lru_cache(maxsize=16_384)
def concepts_of(text: str, language: str) -> frozenset[str]:
    """The concepts that a text speaks of. An unknown language is read as both."""
    known = _by_stem(language if language in ("de", "en") else "")
    found = {concept for verb, concept in _APART if language != "en" and verb.search(text)}
    for term in terms(text, language):
        found |= known.get(term, frozenset())
    return frozenset(found)


@cache
def _by_stem(language: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, spoken, said in _lines():
        if language and spoken != language:
            continue
        for word in said:
            stems = terms(word, spoken)
            if stems:  # of a compound its own stem, not its parts'
                found.setdefault(stems[0], set()).update(_meanings(name))
    return {stem: frozenset(names) for stem, names in found.items()}


def _meanings(name: str) -> set[str]:
    """A country is abroad; one of the EU stands for what is said of the EU."""
    if name not in PLACES:
        return {name}
    return {name, "abroad", "eu"} if name in _IN_EU else {name, "abroad"}


def _lines() -> list[tuple[str, str, list[str]]]:
    """Name, language and words of each line."""
    found = []
    for line in _TABLE.strip().splitlines():
        if not line.startswith("#"):
            head, _, said = line.partition(":")
            name, _, spoken = head.partition(" ")
            found.append((name, spoken, said.split()))
    return found
