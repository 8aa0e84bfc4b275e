"""Tables: any delimiter, encoding and wording of the columns; a bad row is one failure."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from knowledge.documents import Document
from knowledge.parse import (
    Failure,
    Item,
    Orders,
    PastAnswer,
    Products,
    parse_bytes,
    source_file,
)


def read(name: str, data: str | bytes) -> list[Item]:
    content = data if isinstance(data, bytes) else data.encode()
    return list(parse_bytes(content, source_file(Path("/shop") / name, "/shop", name)))


def past(items: list[Item]) -> list[PastAnswer]:
    return [item for item in items if isinstance(item, PastAnswer)]


def failures(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Failure)]


def xlsx(*rows: list[object], empty_first: bool = False) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if empty_first:
        sheet = book.create_sheet("zweites")
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("past_answers.csv", 'id,question,answer\n1,Wie groß?,"58, mm"\n', id="comma"),
        pytest.param(
            "past_answers.csv", "id;Frage;Antwort\n1;Wie groß?;58, mm\n", id="semicolon-german"
        ),
        pytest.param(
            "past_answers.csv", "ID\tQuestion\tAnswer\n1\tWie groß?\t58, mm\n", id="tab-capitals"
        ),
        pytest.param(
            "past_answers.csv", "\ufeffid;question;answer\r\n1;Wie groß?;58, mm\r\n", id="bom-crlf"
        ),
        pytest.param(
            "past_answers.csv", "sep=;\nid;question;answer\n1;Wie groß?;58, mm\n", id="excel-mark"
        ),
        pytest.param(
            "past_answers.csv",
            "id;question;answer\n1;Wie groß?;58, mm".encode("cp1252"),
            id="cp1252",
        ),
        pytest.param(
            "past-answers.jsonl",
            '{"id": 1, "question": "Wie groß?", "answer": "58, mm"}\n',
            id="jsonl",
        ),
        pytest.param(
            "past_answers.json", '[{"id": 1, "Frage": "Wie groß?", "Antwort": "58, mm"}]', id="json"
        ),
        pytest.param(
            "past_answers.xlsx",
            xlsx(["id", "Question", "Answer"], [1, "Wie groß?", "58, mm"]),
            id="xlsx",
        ),
        pytest.param(
            "past_answers.xlsx",
            xlsx(["id", "question", "answer"], [1.0, "Wie groß?", "58, mm"], empty_first=True),
            id="second-sheet",
        ),
        pytest.param(
            "past_answers.xlsx",
            xlsx(
                ["Antworten, Stand 11/2026"],
                [],
                ["Nr", "Frage", "Antwort"],
                [1, "Wie groß?", "58, mm"],
            ),
            id="title-above-in-xlsx",
        ),
        pytest.param(
            "past_answers.csv",
            "Antworten Stand 11/2026\nStand:;01.11.2026\n\nNr;Frage;Antwort\n1;Wie groß?;58, mm\n",
            id="title-above-in-csv",
        ),
        pytest.param(
            "antworten.csv",
            "Nr.;Ihre Frage;Unsere Antwort (Support)\n1;Wie groß?;58, mm\n",
            id="whose-it-is",
        ),
        pytest.param("faq.csv", 'id,title,text\n1,Wie groß?,"58, mm"\n', id="title-and-text"),
        pytest.param(
            "export.csv", 'id,customer_message,agent_reply\n1,Wie groß?,"58, mm"\n', id="by-columns"
        ),
    ],
)
def test_past_answers_in_many_shapes(name: str, data: str | bytes) -> None:
    items = read(name, data)
    assert failures(items) == []
    (item,) = past(items)
    document = item.document
    assert (document.key, document.question, document.text) == ("1", "Wie groß?", "58, mm")
    assert (document.kind, document.path) == ("past_answer", name)


def test_a_net_price_is_not_the_price() -> None:
    head, row = "SKU;Name;Preis (netto);Preis (EUR)", "A-1;Zelt;100;119"
    (item,) = read("products.csv", f"{head}\n{row}\n")
    assert isinstance(item, Products)
    assert item.products[0].price_eur == "119.00"


def test_rows_below_a_title_keep_their_numbers() -> None:
    text = "Artikelliste\n\nArt.-Nr.;Bezeichnung\nA-1;Zelt\n;ohne Nummer\n"
    (fault,) = [item for item in read("products.csv", text) if isinstance(item, Failure)]
    assert fault.row == 5


def test_an_order_with_a_row_for_each_item() -> None:
    head = "Bestellnummer;Kunde;Artikel;Status"
    rows = "B-1;Jo Doe;A-1;versandt\nB-1;Jo Doe;A-2;versandt\nB-2;Al Roe;A-1;offen"
    (item,) = read("orders.csv", f"{head}\n{rows}\n")
    assert isinstance(item, Orders)
    assert [order.items for order in item.orders] == [("A-1", "A-2"), ("A-1",)]


def test_two_products_of_one_sku() -> None:
    items = read("products.csv", "sku,name\nA-1,Zelt\nA-1,Matte\nA-2,Seil\n")
    assert failures(items) == ['products.csv, row 3: the SKU "A-1" is that of "Zelt" already.']
    (found,) = [item for item in items if isinstance(item, Products)]
    assert [product.name for product in found.products] == ["Zelt", "Seil"]


def test_all_columns_of_a_past_answer() -> None:
    head = "id,question,answer,language,sku,date,customer_name,order_number,Team"
    row = "pa-1,Wie?,So.,EN,A-1;B-2,31.12.2023,Jo Doe,B-7,blau"
    (item,) = past(read("past_answers.csv", f"{head}\n{row}\n"))
    assert (item.customer_name, item.order_number) == ("Jo Doe", "B-7")
    document = item.document
    assert (document.language, document.skus) == ("en", ("A-1", "B-2"))
    assert document.date == dt.date(2023, 12, 31)
    assert dict(document.metadata) == {"Team": "blau"}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        pytest.param("2,,So.", ["row 3", '"question"', "empty"], id="no-question"),
        pytest.param("2,Wie?", ["row 3", '"answer"', "empty"], id="too-few-cells"),
        pytest.param("2,Wie?,So.,extra,noch", ["row 3", "5 cells", "3 columns"], id="too-many"),
        pytest.param('2,"Wie"?,So.', ["row 3", "quotation mark"], id="quote-inside"),
        pytest.param('2,Wie?,"So.', ["row 3", "never closed"], id="quote-open"),
        pytest.param("1,Wie?,So.", ["row 3", '"1"', "row 2"], id="same-id"),
    ],
)
def test_a_broken_row_is_named_and_the_rest_goes_on(rows: str, words: list[str]) -> None:
    items = read("past_answers.csv", f"id,question,answer\n1,Wo?,Da.\n{rows}\n")
    (reason,) = failures(items)
    assert all(word in reason for word in ["past_answers.csv", *words]), reason
    assert [item.document.key for item in past(items)] == ["1"]


def test_rows_after_a_broken_one_are_read() -> None:
    items = read("past_answers.csv", 'id,question,answer\n1,"a"b,c\n2,Wo?,Da.\n')
    assert [item.document.key for item in past(items)] == ["2"]


def test_a_date_that_is_none() -> None:
    items = read("past_answers.csv", "id,question,answer,date\n1,Wie?,So.,gestern\n")
    (reason,) = failures(items)
    assert "row 2" in reason
    assert '"date"' in reason
    assert "gestern" in reason


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        pytest.param(
            "past_answers.csv",
            "id,question,reply_html",
            ["row 1", '"answer"', '"reply_html"'],
            id="answer",
        ),
        pytest.param("macros.csv", "id,foo,bar", ['"title" and "content"', '"foo"'], id="macro"),
        pytest.param("products.csv", "code,title", ['"sku"', '"code"'], id="product"),
        pytest.param("orders.csv", "when,what", ['"order_number"'], id="order"),
    ],
)
def test_a_wrong_column_is_named_with_the_one_expected(
    name: str, head: str, words: list[str]
) -> None:
    (reason,) = failures(read(name, f"{head}\n1,2,3\n"))
    assert all(word in reason for word in [name, *words]), reason


def test_broken_lines_of_jsonl() -> None:
    lines = ['{"question": "a", "answer": "b"}', "{oops", "[1]", '{"question": "c", "answer": "d"}']
    items = read("past_answers.jsonl", "\n".join(lines))
    assert len(past(items)) == 2
    assert [reason.split(":")[0] for reason in failures(items)] == [
        "past_answers.jsonl, row 2",
        "past_answers.jsonl, row 3",
    ]


def test_a_row_without_id_keeps_its_identity_when_rows_move() -> None:
    one, two = "Wie?,So.", "Wo?,Da."
    before = past(read("past_answers.csv", f"question,answer\n{one}\n{two}\n"))
    after = past(read("past_answers.csv", f"question,answer\n{two}\n{one}\n"))
    assert {item.document.id for item in before} == {item.document.id for item in after}


def test_products() -> None:
    head = "Artikelnummer;Bezeichnung;Synonyme;Warengruppe;Preis;Gewicht"
    data = f"{head}\nA-1;Mühle;Grinder|Mill;Mühlen;99,00;3 kg\n;Ohne;;;;\n"
    *failed, item = read("produkte.csv", data)
    assert isinstance(item, Products)
    (product,) = item.products
    assert (product.sku, product.name, product.aliases) == ("A-1", "Mühle", ("Grinder", "Mill"))
    assert (product.category, product.price_eur) == ("Mühlen", "99.00")
    assert dict(product.metadata) == {"Gewicht": "3 kg"}
    assert ['"sku" is empty' in reason for reason in failures(failed)] == [True]


def test_orders_from_excel() -> None:
    data = xlsx(
        ["Bestellnummer", "Kunde", "E-Mail", "Bestelldatum", "Artikel", "Status", "Liefertermin"],
        [100234, "Ö. Ü", "o@u.de", dt.date(2024, 5, 3), "A-1; B-2", "offen", dt.date(2024, 5, 9)],
    )  # fmt: skip
    (item,) = read("orders.xlsx", data)
    assert isinstance(item, Orders)
    (order,) = item.orders
    assert (order.order_number, order.customer_name, order.email) == ("100234", "Ö. Ü", "o@u.de")
    assert (order.date, order.items, order.eta) == (
        dt.date(2024, 5, 3),
        ("A-1", "B-2"),
        "2024-05-09",
    )


def test_a_column_that_says_when_the_parcel_is_expected() -> None:
    (item,) = read("orders.csv", "Bestellnummer;Status;voraussichtlich\nR-1;unterwegs;25.11.2026\n")
    assert isinstance(item, Orders)
    assert item.orders[0].eta == "25.11.2026"


def test_articles_in_a_table_of_any_name() -> None:
    rows = [{"id": "a1", "title": "Pflege", "text": "Spülen.", "lang": "de", "section": "x"}]
    (item,) = read("corpus.jsonl", "\n".join(json.dumps(row) for row in rows))
    assert isinstance(item, Document)
    assert (item.kind, item.key, item.title, item.language) == ("document", "a1", "Pflege", "de")


def test_a_zip_bomb_is_set_aside() -> None:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    (item,) = read("orders.xlsx", stream.getvalue())
    assert isinstance(item, Failure)
    assert item.quarantined
    assert "unpacks to" in item.reason
