"""A knowledge folder: what each file is, and what is wrong with those that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.documents import Document
from knowledge.errors import SourceError
from knowledge.parse import Failure, Item, Orders, PastAnswer, Products, parse_folder

PRODUCTS = "sku,name,aliases\nMX-1,Mixa,kleine Mixa;Mixa One\nMX-2,Mixa Pro,\n"


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def parsed(root: Path, files: dict[str, str | bytes]) -> list[Item]:
    return list(parse_folder(write(root, files)))


def documents(items: list[Item]) -> dict[str, Document]:
    return {item.path: item for item in items if isinstance(item, Document)}


def failures(items: list[Item]) -> list[Failure]:
    return [item for item in items if isinstance(item, Failure)]


def test_folders_and_names_tell_what_a_file_is(tmp_path: Path) -> None:
    items = parsed(
        tmp_path,
        {
            "products/mixa.md": "# Mixa\n\nText",
            "Produkte/andere.txt": "Ein Text ohne Überschrift, der länger ist.",
            "policies/versand.en.md": "# Shipping\n\nWe ship.",
            "policies/kulanz.md": "# Rahmen\n\nBis 15 €.",
            "policies/tone-guide.md": "# Tone\n\nBe kind.",
            "ueber-uns.html": "<h1>Wir</h1><p>Seit 1999.</p>",
            "macros.csv": "id,title,content\nm1,Danke,Vielen Dank!",
            "Textbausteine.csv": "Titel;Inhalt\nDank;Vielen Dank!",
            "past_answers.csv": "id,question,answer\np1,Wie?,So.",
            "products.csv": PRODUCTS,
            "orders.csv": "order_number,status\nB-1,offen",
        },
    )
    found = documents(items)
    assert {path: doc.kind for path, doc in found.items()} == {
        "products/mixa.md": "product",
        "Produkte/andere.txt": "product",
        "policies/versand.en.md": "policy",
        "policies/kulanz.md": "policy",
        "policies/tone-guide.md": "policy",
        "ueber-uns.html": "document",
        "macros.csv": "macro",
        "Textbausteine.csv": "macro",
    }
    assert {path for path, doc in found.items() if doc.internal} == {
        "policies/kulanz.md",
        "policies/tone-guide.md",
    }
    assert found["policies/versand.en.md"].language == "en"
    assert {type(item) for item in items} >= {Products, Orders, PastAnswer}
    assert failures(items) == []


@pytest.mark.parametrize(
    ("name", "text", "skus"),
    [
        pytest.param("mixa.md", "# Anleitung\n\nText", ("MX-1",), id="file-is-name"),
        pytest.param("mx-2.md", "# Anleitung\n\nText", ("MX-2",), id="file-is-sku"),
        pytest.param("a.md", "# Mixa Pro\n\nText", ("MX-2",), id="title-is-name"),
        pytest.param("a.md", "# Bedienung der Mixa Pro\n\nText", ("MX-2",), id="longest-name"),
        pytest.param("a.md", "# Mixa und Mixa Pro\n\nText", ("MX-1", "MX-2"), id="two"),
        pytest.param("a.md", "# Anleitung\n\nArtikel MX-1", ("MX-1",), id="sku-in-first-lines"),
        pytest.param("a.md", "---\nsku: ZZ-9\n---\n# Mixa\n\nText", ("ZZ-9",), id="front-matter"),
        pytest.param("a.md", "---\nskus: [A, B]\n---\n# Mixa\n\nText", ("A", "B"), id="list"),
        pytest.param("a.md", "# Kaffee mahlen\n\nText", (), id="none"),
        pytest.param("mixas.md", "# Die Mixas\n\nZubehör MX-2", ("MX-1",), id="file-is-plural"),
        pytest.param("a.md", "# Mixas\n\nZubehör MX-2", ("MX-1",), id="title-is-plural"),
    ],
)
def test_products_of_a_manual(tmp_path: Path, name: str, text: str, skus: tuple[str, ...]) -> None:
    items = parsed(tmp_path, {"products.csv": PRODUCTS, f"products/{name}": text})
    assert documents(items)[f"products/{name}"].skus == skus


def test_front_matter(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Sommeraktion\nlanguage: DE\ninternal: ja\nvalid_from: 2024-06-01\n"
        "gültig bis: 31.08.2024\nVerfasser: Kim\n---\nText"
    )
    found = documents(parsed(tmp_path, {"a.md": text}))["a.md"]
    assert (found.title, found.language, found.internal) == ("Sommeraktion", "de", True)
    assert (str(found.valid_from), str(found.valid_until)) == ("2024-06-01", "2024-08-31")
    assert dict(found.metadata) == {"verfasser": "Kim"}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        pytest.param(
            {"a.md": "---\nvalid_from: bald\n---\nText"}, ["a.md", "valid_from", "bald"], id="date"
        ),
        pytest.param({"a.md": "---\n: [\n---\nText"}, ["a.md", "YAML"], id="yaml"),
        pytest.param({"a.md": ""}, ["a.md", "empty"], id="empty"),
        pytest.param({"a.md": b"\x89PNG\r\n\x1a\n" + bytes(99)}, ["a.md", "PNG"], id="picture"),
        pytest.param({"a.txt": bytes(range(32)) * 40}, ["a.txt", "binary"], id="binary"),
        pytest.param({"a.txt": b"%PDF-1.4 ..."}, ["a.txt", "PDF"], id="pdf-named-txt"),
        pytest.param({"a.docx": b"PK\x03\x04 broken"}, ["a.docx", "damaged"], id="docx"),
        pytest.param({"a.xlsx": b"no zip"}, ["a.xlsx", "damaged"], id="xlsx"),
        pytest.param(
            {"a.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99)},
            ["a.docx", "password"],
            id="locked",
        ),
        pytest.param({"a.csv": ""}, ["a.csv", "empty"], id="empty-csv"),
        pytest.param({"a.csv": "x,y\n1,2"}, ["a.csv", "row 1", "question"], id="unknown-table"),
        pytest.param({"a.jsonl": "nonsense\n"}, ["a.jsonl", "JSON"], id="jsonl"),
        pytest.param({"a.zip": b"PK"}, ["a.zip", ".zip"], id="suffix"),
    ],
)
def test_a_bad_file_is_a_failure_and_the_rest_goes_on(
    tmp_path: Path, files: dict[str, str | bytes], words: list[str]
) -> None:
    items = parsed(tmp_path, {**files, "gut.md": "# Gut\n\nText"})
    (failure,) = failures(items)
    said = f"{failure.reason} {failure.hint}"
    assert all(word in said for word in words), said
    assert "gut.md" in documents(items)


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.md": "# Geheim"})
    root = write(tmp_path / "shop", {"a.md": "# A\n\nText"})
    (root / "link.md").symlink_to(outside / "secret.md")
    (root / "folder").symlink_to(outside)
    (root / "circle").symlink_to(root)
    (root / "inside.md").symlink_to(root / "a.md")
    items = list(parse_folder(root))
    assert set(documents(items)) == {"a.md", "inside.md"}
    assert {failure.path for failure in failures(items)} == {"link.md", "folder", "circle"}


@pytest.mark.parametrize(
    "files", [{}, {".hidden.md": "x", "~$a.docx": "x"}], ids=["none", "hidden"]
)
def test_an_empty_folder_is_an_error(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(SourceError, match="no file that can be read"):
        list(parse_folder(write(tmp_path, files)))  # type: ignore[arg-type]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        list(parse_folder(tmp_path / "none"))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("Größe und Gewicht: 5 €".encode("cp1252"), id="cp1252"),
        pytest.param("Größe und Gewicht: 5 €".encode("utf-16"), id="utf-16"),
        pytest.param("\ufeffGröße und Gewicht: 5 €".encode(), id="bom"),
        pytest.param("Größe und Gewicht: 5 €\r\n".encode(), id="crlf"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    found = documents(parsed(tmp_path, {"a.txt": data}))["a.txt"]
    assert found.text == "Größe und Gewicht: 5 €"


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859_15", "cp850", "mac_roman", "utf-16-le"])
@pytest.mark.parametrize(
    "text",
    [
        "Wir öffnen täglich, für Größen bis XXL.",
        "Müller;Größe;Grün",
        "für",
        "Le délai est de 30 jours à réception",
    ],
)
def test_short_files_that_do_not_say_their_encoding(
    tmp_path: Path, text: str, encoding: str
) -> None:
    assert documents(parsed(tmp_path, {"a.txt": text.encode(encoding)}))["a.txt"].text == text


@pytest.mark.parametrize("text", ["5 € mehr", "Don’t worry – it’s “fine”", "¿Dónde está?"])
def test_signs_of_windows(tmp_path: Path, text: str) -> None:
    assert documents(parsed(tmp_path, {"a.txt": text.encode("cp1252")}))["a.txt"].text == text


def test_a_page_says_its_encoding(tmp_path: Path) -> None:
    page = "<html><head><meta charset=windows-1250></head><body><p>Zażółć gęślą</p></body></html>"
    found = documents(parsed(tmp_path, {"a.html": page.encode("cp1250")}))
    assert found["a.html"].text == "Zażółć gęślą"


def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    (root / "a.md").write_text("Text.")
    (root / os.fsdecode("Größe.md".encode("latin-1"))).write_text("Text.")
    items = list(parse_folder(root))
    (failure,) = [item for item in items if isinstance(item, Failure)]
    assert "not in UTF-8" in failure.reason
    assert "Gr\ufffd" in failure.path
    assert list(documents(items)) == ["a.md"]


def test_lines_of_two_encodings(tmp_path: Path) -> None:
    data = "Größe\n".encode() + "Höhe\n".encode("cp1252")
    assert documents(parsed(tmp_path, {"a.txt": data}))["a.txt"].text == "Größe\nHöhe"
