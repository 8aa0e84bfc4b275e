"""One's own text or a macro against a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.widgets import CaseFields, Labels, case_fields, editor, fragment


@dataclass
class CheckTab:
    case: CaseFields
    reply: Any
    overlay: gr.HTML
    button: gr.Button
    notice: gr.HTML
    result: gr.HTML


def check_tab(labels: Labels) -> CheckTab:
    with (
        labels(gr.Tab, keys={"label": "tab_check"}, id="check"),
        gr.Column(elem_classes="rc-split rc-zone"),
    ):
        with gr.Column(elem_classes="rc-half"):
            case = case_fields(labels, "rc-check")
            reply, overlay = editor(
                labels, "rc-own", {"label": "check_reply", "placeholder": "check_reply_hint"}, 7
            )
            button = labels(
                gr.Button,
                keys={"value": "check_button"},
                variant="primary",
                elem_classes="rc-go",
                elem_id="rc-check",
            )
        with gr.Column(elem_classes="rc-half"):
            notice = fragment("rc-says")
            result = fragment("rc-result")
    return CheckTab(case, reply, overlay, button, notice, result)
