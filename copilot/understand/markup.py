"""HTML mail as plain text: what a reader would have seen, and nothing else."""

from __future__ import annotations

import re
import warnings
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

MAX_CHARACTERS = 200_000  # a customer's own words never fill this; the rest is history or noise
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|br|span|table|td|blockquote|font|a|b|i|strong|em|ul|ol|li"
    r"|style|script|img|h[1-6]|meta|o:p)(?:[\s/][^>]{0,2000})?>",  # but no <p.meier@example.com>
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ufffc]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")
_MOST_LINES = 3_000
_MOST_HTML = 12_000_000
_BALLAST = re.compile(r"<(style|script|!--)|(?<=[\"'])(data:)", re.IGNORECASE)
_END_OF = {
    "style": re.compile("</style[^>]{0,99}>", re.IGNORECASE),
    "script": re.compile("</script[^>]{0,99}>", re.IGNORECASE),
    "!--": re.compile("-->"),
    "data:": re.compile(r"(?=[\"'\s>])"),
}
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|opacity\s*:\s*0(?!\.?\d*[1-9])|max-height\s*:\s*0(?![.\d]*[1-9])|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
_BLOCKS = [
    "address",
    "article",
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
]
_DROPPED = ("script", "style", "head", "title", "noscript", "template", "svg", "object", "iframe")
# What mail programs put round the mail that is being answered.
_QUOTES = (
    "blockquote[type=cite], .gmail_quote, .gmail_attr, .yahoo_quoted, .moz-cite-prefix, "
    "#appendonsend, #divRplyFwdMsg, .OutlookMessageHeader, .protonmail_quote, "
    "#reply-intro, .zmail_extra, [name=quote]"
)


def readable(text: str) -> str:
    """Plain text of a message, at most `MAX_CHARACTERS`, without invisible characters.

    HTML loses scripts, styles and hidden parts; quoted parts become lines with `> `.
    Text without markup is only normalised. Never raises, whatever the input.
    """
    if _MARKUP.search(text[:MAX_CHARACTERS]):
        text = _from_html(_CONTROL.sub(" ", _without_ballast(text)))
    text = _CONTROL.sub(" ", text[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n"))
    text = _INVISIBLE.sub("", text).replace("\xa0", " ").replace("\t", " ")
    lines = (re.sub(r" {2,}", " ", line).strip() for line in text.split("\n")[:_MOST_LINES])
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_ballast(html: str) -> str:
    """HTML without styles, scripts and embedded images, at most `MAX_CHARACTERS` of it.

    They may fill megabytes in front of one sentence; the parser must not pay for them.
    """
    kept: list[str] = []
    position = size = 0
    for match in _BALLAST.finditer(html[:_MOST_HTML]):
        if match.start() < position:
            continue
        closing = _END_OF[(match[1] or match[2]).lower()].search(html, match.end(), _MOST_HTML)
        kept.append(html[position : match.start()])
        size += len(kept[-1])
        position = closing.end() if closing else match.end()
        if size > MAX_CHARACTERS:
            break
    kept.append(html[position : position + MAX_CHARACTERS])
    return "".join(kept)[:MAX_CHARACTERS]


def _from_html(text: str) -> str:
    # bs4 and lxml cost a tenth of a second to import: only mails with markup pay for them.
    from bs4 import BeautifulSoup, Comment, MarkupResemblesLocatorWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(_with_kept_newlines(text), "lxml")
    for comment in soup.find_all(string=lambda node: isinstance(node, Comment)):
        comment.extract()
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    for tag in soup.find_all(_is_hidden):
        tag.decompose()
    for tag in soup.select(_QUOTES):
        _mark_quote(tag)
    # Within the tags, not beside them: a place among thousands of siblings is slow to find.
    for tag in soup.find_all("br"):
        tag.append("\n")
    for tag in soup.find_all("li"):
        tag.insert(0, "- ")
    for tag in soup.find_all(_BLOCKS):
        tag.insert(0, "\n")
        tag.append("\n\n" if tag.name == "p" else "\n")
    for tag in soup.find_all(("td", "th")):
        tag.append(" ")
    return re.sub(r"\n[ \n]*\n", "\n\n", unescape(soup.get_text()))


def _is_hidden(tag: Tag) -> bool:
    return tag.has_attr("hidden") or bool(_HIDDEN_STYLE.search(str(tag.get("style") or "")))


def _with_kept_newlines(text: str) -> str:
    """Line ends mean nothing in real HTML, and everything in text with a stray tag or two."""
    if re.search(r"<(?:html|body|p|div|br|table)[\s/>]", text, re.IGNORECASE):
        return re.sub(r"(?<=\S)\n(?=\S)", " ", text)
    return text.replace("\n", "<br>")


def _mark_quote(tag: object) -> None:
    """Quoted parts keep their place as `> ` lines; `history` decides what becomes of them."""
    from bs4 import Tag  # see `_from_html`

    if not isinstance(tag, Tag) or tag.decomposed:
        return
    for line_break in tag.find_all("br"):
        line_break.replace_with("\n")
    lines = [line.strip() for line in tag.get_text("\n").split("\n")]
    quoted = "\n".join(f"> {line}" for line in lines if line)
    tag.clear()
    tag.name = "div"
    tag.append(f"\n{quoted}\n" if quoted else "")
