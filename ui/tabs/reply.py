"""A message, the draft of its reply, what is wrong with it, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.forms import REASONS
from ui.widgets import CaseFields, Labels, case_fields, editor, fragment, line, quiet


@dataclass
class Composer:
    """A new message's fields."""

    fold: gr.Accordion
    sample: gr.Dropdown | None
    case: CaseFields
    draft: gr.Button


@dataclass
class Draft:
    """The text and what is said of it."""

    verdict: gr.HTML
    text: Any
    overlay: gr.HTML
    recheck: gr.Button
    copy: gr.Button
    rich: gr.Button
    note: gr.Button
    translate: gr.Button
    alternatives: gr.Button
    translation: gr.HTML
    offers: gr.HTML
    others: gr.HTML
    conflict: gr.HTML
    findings: gr.HTML


@dataclass
class Deciding:
    """What becomes of the draft."""

    reasons: Any
    reason: gr.Textbox
    says: gr.HTML
    save: gr.Button
    reject: gr.Button
    next: gr.Button
    instruction: gr.Textbox
    redraft: gr.Button


@dataclass
class ReplyTab:
    tab: gr.Tab
    new: Composer
    stop: gr.Button
    progress: gr.HTML
    notice: gr.HTML
    body: gr.Column
    message: gr.HTML
    translation: gr.HTML
    draft: Draft
    decide: Deciding
    sources: gr.HTML


def reply_tab(
    labels: Labels, samples: list[tuple[str, str]], *, translates: bool = False
) -> ReplyTab:
    """`translates`: there is a model that could."""
    with labels(gr.Tab, keys={"label": "tab_reply"}, id="reply") as tab:
        new = _composer(labels, samples)
        with gr.Row(elem_classes="rc-busy"):
            progress = fragment()
            stop = quiet(labels, "compose_stop", "rc-stop", visible=False, min_width=80, scale=0)
        notice = fragment("rc-says")
        with gr.Column(visible=False, elem_classes="rc-grid rc-zone") as body:
            with gr.Column(elem_classes="rc-at-message"):
                message, translation = fragment(), fragment("rc-translation")
            with gr.Column(elem_classes="rc-at-draft"):
                draft = _draft(labels, translates=translates)
                decide = _deciding(labels)
            sources = fragment("rc-at-sources", acts=True)
    shown = (body, message, translation)
    return ReplyTab(tab, new, stop, progress, notice, *shown, draft, decide, sources)


def _composer(labels: Labels, samples: list[tuple[str, str]]) -> Composer:
    with labels(
        gr.Accordion, keys={"label": "compose_title"}, open=True, elem_classes="rc-compose rc-zone"
    ) as fold:
        sample = None
        if samples:
            sample = labels(
                gr.Dropdown,
                keys={"label": "compose_sample"},
                choices=samples,
                value="",
                elem_id="rc-sample",
            )
        case = case_fields(labels, "rc-new")
        draft = labels(
            gr.Button,
            keys={"value": "compose_draft"},
            variant="primary",
            elem_classes="rc-go",
            elem_id="rc-draft",
        )
    return Composer(fold, sample, case, draft)


def _draft(labels: Labels, *, translates: bool) -> Draft:
    others = fragment("rc-others")
    verdict = fragment("rc-verdicts")
    text, overlay = editor(labels, "rc-reply", {"label": "draft_title"}, 9)
    with gr.Row(elem_classes="rc-tools"):
        recheck = quiet(labels, "draft_recheck", "rc-recheck", min_width=60)
        copy = quiet(labels, "draft_copy", "rc-copy", min_width=60)
        rich = quiet(labels, "draft_copy_html", "rc-copy-html", min_width=60)
        note = quiet(labels, "draft_note", "rc-note", min_width=60, visible=False)
        translate = quiet(
            labels, "draft_translate", "rc-translate", min_width=60, visible=translates
        )
        alternatives = quiet(labels, "draft_alternatives", "rc-alternatives", min_width=60)
    translation = fragment("rc-translation")
    offers = fragment(acts=True)
    conflict = fragment("rc-conflicts", acts=True)
    findings = fragment("rc-finds")
    tools = (recheck, copy, rich, note, translate, alternatives)
    return Draft(verdict, text, overlay, *tools, translation, offers, others, conflict, findings)


def _deciding(labels: Labels) -> Deciding:
    # Shown for an open draft, by the style sheet: made anew each time it would cost memory.
    with gr.Column(elem_classes="rc-decide"), gr.Row(elem_classes="rc-pair rc-tight"):
        reasons = labels(
            gr.Dropdown,
            keys={"label": "draft_reason"},
            choices=[("", ""), *((r, r) for r in REASONS)],
            value="",
            filterable=False,
            min_width=150,
            elem_id="rc-reason",
            show_label=True,
        )
        reason = labels(
            gr.Textbox,
            keys={"label": "draft_reason_free", "placeholder": "draft_reason_hint"},
            min_width=150,
            elem_id="rc-reason-free",
            max_lines=1,
        )
    says, save, reject, following = _bar(labels)
    instruction, redraft = _again(labels)
    return Deciding(reasons, reason, says, save, reject, following, instruction, redraft)


def _bar(labels: Labels) -> tuple[Any, Any, Any, Any]:
    """Stays in sight below a long draft."""
    with gr.Column(elem_classes="rc-bar"):
        says = fragment("rc-says")
        with gr.Row(elem_classes="rc-actions"):
            save = labels(
                gr.Button,
                keys={"value": "draft_accept"},
                variant="primary",
                min_width=90,
                scale=3,
                elem_classes="rc-go",
                elem_id="rc-save",
            )
            rest = [
                labels(gr.Button, keys={"value": key}, min_width=60, scale=2, elem_id=elem_id)
                for key, elem_id in (("draft_reject", "rc-reject"), ("draft_next", "rc-next"))
            ]
    return says, save, rest[0], rest[1]


def _again(labels: Labels) -> tuple[Any, Any]:
    with (
        labels(
            gr.Accordion,
            keys={"label": "draft_more"},
            open=False,
            elem_classes="rc-fold rc-zone",
        ),
        gr.Row(elem_classes="rc-pair rc-tight"),
    ):
        instruction = line(
            labels,
            {"label": "draft_instruction", "placeholder": "draft_instruction_hint"},
            "rc-instruction",
            scale=3,
            min_width=160,
        )
        redraft = labels(
            gr.Button,
            keys={"value": "draft_redraft"},
            min_width=90,
            elem_classes="rc-go",
            elem_id="rc-redraft",
        )
    return instruction, redraft
