"""Sie ↔ du: the rewriter over sentences as shops write them."""

from __future__ import annotations

import pytest

from copilot.draft.german import form_of, rewrite
from copilot.draft.german.verbs import du_form, du_imperative, sie_form

PAIRS = [
    ("Bitte senden Sie uns Ihre Bestellnummer.", "Bitte sende uns deine Bestellnummer."),
    (
        "Sie können die Ware innerhalb von 30 Tagen zurückgeben.",
        "Du kannst die Ware innerhalb von 30 Tagen zurückgeben.",
    ),
    (
        "Wenn Sie das Gerät zurücksenden möchten, melden Sie sich bitte bei uns.",
        "Wenn du das Gerät zurücksenden möchtest, melde dich bitte bei uns.",
    ),
    ("Schicken Sie das Paket einfach an uns zurück.", "Schicke das Paket einfach an uns zurück."),
    (
        "Nehmen Sie den Wassertank ab und spülen Sie ihn aus.",
        "Nimm den Wassertank ab und spüle ihn aus.",
    ),
    ("Haben Sie noch Fragen, melden Sie sich gern.", "Hast du noch Fragen, melde dich gern."),
    (
        "Wir senden Ihnen das Ersatzteil zu, sobald Sie uns Ihre Adresse mitteilen.",
        "Wir senden dir das Ersatzteil zu, sobald du uns deine Adresse mitteilst.",
    ),
    ("Bitte sehen Sie sich die Anleitung an.", "Bitte sieh dir die Anleitung an."),
    (
        "Sie finden die Rechnung in Ihrem Kundenkonto.",
        "Du findest die Rechnung in deinem Kundenkonto.",
    ),
    ("Die Rechnung finden Sie in Ihrem Konto.", "Die Rechnung findest du in deinem Konto."),
    ("Wir bitten Sie um etwas Geduld.", "Wir bitten dich um etwas Geduld."),
    ("Gern beraten wir Sie telefonisch.", "Gern beraten wir dich telefonisch."),
    ("Das ist für Sie kostenlos.", "Das ist für dich kostenlos."),
    (
        "Falls Sie das Paket bereits erhalten haben, warten Sie bitte nicht länger.",
        "Falls du das Paket bereits erhalten hast, warte bitte nicht länger.",
    ),
    (
        "Das Etikett, das Sie von uns erhalten haben, kleben Sie auf den Karton.",
        "Das Etikett, das du von uns erhalten hast, klebst du auf den Karton.",
    ),
    (
        "Bestellen Sie vor 14 Uhr, versenden wir noch am selben Tag.",
        "Bestellst du vor 14 Uhr, versenden wir noch am selben Tag.",
    ),
    ("Möchten Sie die Bestellung stornieren?", "Möchtest du die Bestellung stornieren?"),
    ("Sie hat ein Fassungsvermögen von 2 Litern.", "Sie hat ein Fassungsvermögen von 2 Litern."),
    (
        "Entkalken Sie die Maschine alle zwei Monate, verwenden Sie dazu nur unseren Entkalker.",
        "Entkalke die Maschine alle zwei Monate, verwende dazu nur unseren Entkalker.",
    ),
    ("Seien Sie beim Öffnen vorsichtig.", "Sei beim Öffnen vorsichtig."),
    (
        "Achten Sie darauf, dass Sie den Filter nicht überfüllen.",
        "Achte darauf, dass du den Filter nicht überfüllst.",
    ),
    ("Um sich anzumelden, klicken Sie auf den Link.", "Um dich anzumelden, klicke auf den Link."),
    (
        "Sie öffnen den Deckel und entnehmen den Filter.",
        "Du öffnest den Deckel und entnimmst den Filter.",
    ),
    ("Ihr Paket ist unterwegs.", "Dein Paket ist unterwegs."),
    (
        "Unser Bote kontaktiert Sie vor der Lieferung.",
        "Unser Bote kontaktiert dich vor der Lieferung.",
    ),
    ("Wie lange haben Sie Zeit?", "Wie lange hast du Zeit?"),
    ("Lassen Sie das Gerät vollständig abkühlen.", "Lass das Gerät vollständig abkühlen."),
    (
        "Wählen Sie im Menü „Einstellungen“ und bestätigen Sie mit OK.",
        "Wähle im Menü „Einstellungen“ und bestätige mit OK.",
    ),
    (
        "Sobald wir Ihre Rücksendung erhalten haben, erstatten wir Ihnen den Betrag.",
        "Sobald wir deine Rücksendung erhalten haben, erstatten wir dir den Betrag.",
    ),
    ("Die Tracking-Nummer erhalten Sie per E-Mail.", "Die Tracking-Nummer erhältst du per E-Mail."),
    (
        "Bitte geben Sie bei der Bestellung Ihre Kundennummer an.",
        "Bitte gib bei der Bestellung deine Kundennummer an.",
    ),
    (
        "Nachdem Sie bestellt haben, bekommen Sie eine Bestätigung.",
        "Nachdem du bestellt hast, bekommst du eine Bestätigung.",
    ),
    (
        "Dort können Sie sich anmelden und Ihre Daten ändern.",
        "Dort kannst du dich anmelden und deine Daten ändern.",
    ),
    ("Prüfen Sie, ob der Stecker sitzt.", "Prüfe, ob der Stecker sitzt."),
    (
        "Die Filter sind da. Sie passen in alle Maschinen.",
        "Die Filter sind da. Sie passen in alle Maschinen.",
    ),
    (
        "Wenn das Paket beschädigt ist, fotografieren Sie es bitte.",
        "Wenn das Paket beschädigt ist, fotografiere es bitte.",
    ),
    ("Sollten Sie Fragen haben, rufen Sie uns an.", "Solltest du Fragen haben, rufe uns an."),
    (
        "Wenn Sie uns anrufen und die Nummer nennen, helfen wir Ihnen weiter.",
        "Wenn du uns anrufst und die Nummer nennst, helfen wir dir weiter.",
    ),
    (
        "Vielen Dank, dass Sie sich an uns gewandt haben.",
        "Vielen Dank, dass du dich an uns gewandt hast.",
    ),
    (
        "Wir freuen uns, Sie bald wieder zu begrüßen.",
        "Wir freuen uns, dich bald wieder zu begrüßen.",
    ),
    (
        "Innerhalb von 14 Tagen können Sie ohne Angabe von Gründen widerrufen.",
        "Innerhalb von 14 Tagen kannst du ohne Angabe von Gründen widerrufen.",
    ),
    (
        "Sie müssen die Rücksendekosten selbst tragen.",
        "Du musst die Rücksendekosten selbst tragen.",
    ),
    (
        "Bitte beachten Sie, dass Sie für die Rücksendung selbst zahlen.",
        "Bitte beachte, dass du für die Rücksendung selbst zahlst.",
    ),
    (
        "Drehen Sie den Regler nach links und halten Sie die Taste 5 Sekunden gedrückt.",
        "Drehe den Regler nach links und halte die Taste 5 Sekunden gedrückt.",
    ),
    (
        "Verwenden Sie bitte ausschließlich stilles Wasser.",
        "Verwende bitte ausschließlich stilles Wasser.",
    ),
    (
        "Damit wir Sie erreichen, brauchen wir Ihre Telefonnummer.",
        "Damit wir dich erreichen, brauchen wir deine Telefonnummer.",
    ),
    (
        "Stellen Sie sicher, dass das Gerät ausgeschaltet ist.",
        "Stelle sicher, dass das Gerät ausgeschaltet ist.",
    ),
    (
        "Sie haben das Recht, binnen vierzehn Tagen zu widerrufen.",
        "Du hast das Recht, binnen vierzehn Tagen zu widerrufen.",
    ),
    (
        "Wird Ihr Paket nicht zugestellt, informieren wir Sie.",
        "Wird dein Paket nicht zugestellt, informieren wir dich.",
    ),
    ("Hatten Sie das Gerät schon geöffnet?", "Hattest du das Gerät schon geöffnet?"),
    (
        "Die Garantie gilt, solange Sie das Gerät nur privat nutzen.",
        "Die Garantie gilt, solange du das Gerät nur privat nutzt.",
    ),
    ("Als Mitglied zahlen Sie keinen Versand.", "Als Mitglied zahlst du keinen Versand."),
    (
        "Den Rücksendeschein drucken Sie sich einfach aus.",
        "Den Rücksendeschein druckst du dir einfach aus.",
    ),
]


@pytest.mark.parametrize(("formal", "familiar"), PAIRS, ids=[pair[0][:40] for pair in PAIRS])
def test_formal_sentences_become_familiar(formal: str, familiar: str) -> None:
    assert rewrite(formal, "du").text == familiar


@pytest.mark.parametrize(("formal", "familiar"), PAIRS, ids=[pair[1][:40] for pair in PAIRS])
def test_familiar_sentences_become_formal(formal: str, familiar: str) -> None:
    assert rewrite(familiar, "sie").text == formal


@pytest.mark.parametrize(("formal", "familiar"), PAIRS, ids=[pair[0][:40] for pair in PAIRS])
def test_nothing_is_turned_twice(formal: str, familiar: str) -> None:
    assert rewrite(rewrite(formal, "du").text, "du").text == familiar


@pytest.mark.parametrize(
    "sentence",
    [
        "Die Pumpe brummt. Sie ist defekt.",
        "Die Filter sind da. Sie passen in alle Maschinen.",
        "Die Lieferung dauert zwei bis drei Werktage.",
        "Kauf auf Rechnung geht bis 500 €.",
        "Suche nach Ersatzteilen im Kundenkonto.",
        "Bitte beachten: Der Tank fasst 2 l.",
        "Kühl und trocken lagern.",
        "Danke für die Nachricht.",
        "Einige Sorten sind vergriffen.",
    ],
)
@pytest.mark.parametrize("form", ["du", "sie"])
def test_sentences_without_an_addressee_stay(sentence: str, form: str) -> None:
    assert rewrite(sentence, form).text == sentence  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("familiar", "formal"),
    [
        ("Ja, ändere einfach die Adresse.", "Ja, ändern Sie einfach die Adresse."),
        ("Sonst melde dich einfach.", "Sonst melden Sie sich einfach."),
        ("Tausch die Dichtung.", "Tauschen Sie die Dichtung."),
        ("Das geht. Schick uns ein Foto.", "Das geht. Schicken Sie uns ein Foto."),
    ],
)
def test_requests_as_people_type_them(familiar: str, formal: str) -> None:
    assert form_of(familiar) == "du"
    assert rewrite(familiar, "sie").text == formal


@pytest.mark.parametrize(
    "text",
    [
        "Wir liefern schnell. Teile bis 30 kg gehen als Paket.",
        "Vor dem Versand: Tank leeren. Schraube an der Seite lösen.",
        "Das geht. Widerruf innerhalb von 14 Tagen.",
    ],
)
def test_a_noun_further_on_does_not_make_a_text_familiar(text: str) -> None:
    assert form_of(text) is None


def test_what_is_not_sure_is_left_and_named() -> None:
    result = rewrite("Die Klemmen sind neu. Ihr Durchmesser beträgt 8 mm.", "du")
    assert result.text == "Die Klemmen sind neu. Ihr Durchmesser beträgt 8 mm."
    assert result.doubts == ("Ihr",)


def test_a_letter_speaks_to_its_reader() -> None:
    assert rewrite("Ihr Guthaben verfällt nicht.", "du", spoken=True).text == (
        "Dein Guthaben verfällt nicht."
    )


@pytest.mark.parametrize(
    ("infinitive", "du", "imperative"),
    [
        ("senden", "sendest", "sende"),
        ("öffnen", "öffnest", "öffne"),
        ("rechnen", "rechnest", "rechne"),
        ("filmen", "filmst", "filme"),
        ("wechseln", "wechselst", "wechsle"),
        ("ändern", "änderst", "ändere"),
        ("nutzen", "nutzt", "nutze"),
        ("schließen", "schließt", "schließe"),
        ("geben", "gibst", "gib"),
        ("nehmen", "nimmst", "nimm"),
        ("erhalten", "erhältst", "erhalte"),
        ("zurückgeben", "zurückgibst", "zurückgib"),
        ("beantragen", "beantragst", "beantrage"),
        ("lesen", "liest", "lies"),
        ("können", "kannst", "könne"),
    ],
)
def test_verb_forms(infinitive: str, du: str, imperative: str) -> None:
    assert du_form(infinitive) == du
    assert du_imperative(infinitive) == imperative
    assert sie_form(du) == infinitive


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Bitte senden Sie uns ein Foto.", "sie"),
        ("Das Etikett liegt Ihrem Paket bei.", "sie"),
        ("Schick uns einfach ein Foto.", "du"),
        ("Deine Bestellung ist da.", "du"),
        ("Der Tank fasst 2 l.", None),
        ("Kauf auf Rechnung geht bis 500 €.", None),
    ],
)
def test_form_of_address_of_a_text(text: str, form: str | None) -> None:
    assert form_of(text) == form
