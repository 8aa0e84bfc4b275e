"""The panel's widgets, tab by tab. Only `ui.panel` imports this: Gradio comes along.

Each label is a key of `ui.words`: shown in the browser's language at first, and replaced
when the agent switches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.forms import CHANNELS, FORMS
from ui.words import ALL, LANGUAGES, Words

# One listener for all buttons in a fragment: `data-act` says what, `data-id` to which.
ACTS = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-act]');
  if (!button) return;
  const item = button.closest('[data-item]');
  const field = item ? item.querySelector('textarea') : null;
  trigger('click', {act: button.dataset.act, id: button.dataset.id || '',
                    text: field ? field.value : ''});
});
"""


class Labels:
    """Which property of which widget shows which string."""

    def __init__(self) -> None:
        self.i18n = gr.I18n(**{language: dict(ALL[language]) for language in LANGUAGES})
        self._entries: list[tuple[Any, dict[str, str]]] = []

    def __call__(self, make: Any, *, keys: dict[str, str], **settings: Any) -> Any:
        """`make(**settings)` with the properties of `keys` set to their strings."""
        widget = make(**settings, **{name: self.i18n(key) for name, key in keys.items()})
        self._entries.append((widget, keys))
        return widget

    @property
    def widgets(self) -> list[Any]:
        return [widget for widget, _keys in self._entries]

    def updates(self, words: Words) -> dict[Any, Any]:
        return {
            widget: {"__type__": "update", **{name: words(key) for name, key in keys.items()}}
            for widget, keys in self._entries
        }


def fragment(*classes: str, acts: bool = False) -> gr.HTML:
    return gr.HTML(
        "", elem_classes=["rc-html", *classes], js_on_load=ACTS if acts else "", padding=False
    )


def line(
    labels: Labels, keys: dict[str, str], elem_id: str, *, scale: int = 1, min_width: int = 160
) -> gr.Textbox:
    """A text box of one line; its label is there for screen readers."""
    box: gr.Textbox = labels(
        gr.Textbox,
        keys=keys,
        show_label=True,
        scale=scale,
        min_width=min_width,
        elem_id=elem_id,
        elem_classes="rc-spoken",
        max_lines=1,
    )
    return box


def quiet(labels: Labels, key: str, elem_id: str, **more: Any) -> gr.Button:
    """A button that does not ask to be pressed."""
    button: gr.Button = labels(
        gr.Button, keys={"value": key}, size="sm", elem_classes="rc-quiet", elem_id=elem_id, **more
    )
    return button


@dataclass
class CaseFields:
    text: gr.Textbox
    subject: gr.Textbox
    channel: gr.Dropdown
    customer: gr.Textbox
    order: gr.Textbox
    form: gr.Dropdown

    @property
    def all(self) -> list[Any]:
        return [self.text, self.subject, self.channel, self.customer, self.order, self.form]


def case_fields(labels: Labels, prefix: str) -> CaseFields:
    text = labels(
        gr.Textbox,
        keys={"label": "compose_message", "placeholder": "compose_message_hint"},
        lines=7,
        max_lines=16,
        elem_id=f"{prefix}-message",
    )
    with labels(
        gr.Accordion, keys={"label": "compose_details"}, open=False, elem_classes="rc-fold"
    ):
        subject = labels(gr.Textbox, keys={"label": "compose_subject"})
        with gr.Row(elem_classes="rc-pair"):
            customer = labels(
                gr.Textbox,
                keys={"label": "compose_customer", "placeholder": "compose_customer_hint"},
                min_width=140,
            )
            order = labels(gr.Textbox, keys={"label": "compose_order"}, min_width=140)
        with gr.Row(elem_classes="rc-pair"):
            channel = labels(
                gr.Dropdown,
                keys={"label": "compose_channel"},
                min_width=140,
                filterable=False,
                choices=[(c, c) for c in CHANNELS],
                value="email",
            )
            form = labels(
                gr.Dropdown,
                keys={"label": "compose_form"},
                min_width=140,
                filterable=False,
                choices=[("auto", ""), *((f, f) for f in FORMS)],
                value="",
            )
    return CaseFields(text, subject, channel, customer, order, form)


def editor(labels: Labels, prefix: str, keys: dict[str, str], lines: int) -> tuple[Any, gr.HTML]:
    """A text box, and a fragment that lies over it."""
    with gr.Group(elem_classes="rc-editor", elem_id=f"{prefix}-editor"):
        box = labels(
            gr.Textbox,
            keys=keys,
            show_label=True,
            lines=lines,
            max_lines=80,
            elem_id=f"{prefix}-text",
            elem_classes="rc-area rc-spoken",
        )
        over = fragment("rc-over")
    return box, over
