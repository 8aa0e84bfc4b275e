"""The five tabs. Only `ui.panel` and what it alone imports uses this: Gradio comes along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from knowledge.documents import KINDS
from ui.forms import REASONS
from ui.widgets import CaseFields, Labels, case_fields, editor, fragment


@dataclass
class InboxTab:
    tab: gr.Tab
    needle: gr.Textbox
    which: gr.Radio
    refresh: gr.Button
    rows: gr.HTML


def inbox_tab(labels: Labels) -> InboxTab:
    with labels(gr.Tab, keys={"label": "tab_inbox"}, id="inbox") as tab:
        with gr.Row(elem_classes="rc-pair rc-tight"):
            needle = labels(
                gr.Textbox,
                keys={"label": "inbox_filter", "placeholder": "inbox_filter_hint"},
                show_label=False,
                container=False,
                scale=3,
                min_width=150,
                elem_id="rc-inbox-filter",
                max_lines=1,
            )
            which = labels(
                gr.Radio,
                keys={"label": "inbox_state"},
                choices=[("open", "open"), ("decided", "decided")],
                value="open",
                show_label=False,
                container=False,
                min_width=150,
                elem_classes="rc-switch",
            )
        rows = fragment("rc-inbox", acts=True)
        refresh = labels(
            gr.Button, keys={"value": "inbox_refresh"}, size="sm", elem_classes="rc-quiet"
        )
    return InboxTab(tab, needle, which, refresh, rows)


@dataclass
class ReplyTab:
    tab: gr.Tab
    compose: gr.Accordion
    sample: gr.Dropdown | None
    case: CaseFields
    draft: gr.Button
    stop: gr.Button
    progress: gr.HTML
    notice: gr.HTML
    body: gr.Column
    message: gr.HTML
    verdict: gr.HTML
    text: Any
    overlay: gr.HTML
    conflict: gr.HTML
    recheck: gr.Button
    copy: gr.Button
    findings: gr.HTML
    reasons: Any
    reason: gr.Textbox
    save: gr.Button
    reject: gr.Button
    next: gr.Button
    instruction: gr.Textbox
    redraft: gr.Button
    sources: gr.HTML
    decide: gr.Column
    says: gr.HTML


def reply_tab(labels: Labels, samples: list[tuple[str, str]]) -> ReplyTab:
    with labels(gr.Tab, keys={"label": "tab_reply"}, id="reply") as tab:
        with labels(
            gr.Accordion,
            keys={"label": "compose_title"},
            open=True,
            elem_classes="rc-compose rc-zone",
        ) as compose:
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
        with gr.Row(elem_classes="rc-busy"):
            progress = fragment()
            stop = labels(
                gr.Button,
                keys={"value": "compose_stop"},
                size="sm",
                visible=False,
                elem_classes="rc-quiet",
                min_width=80,
                scale=0,
                elem_id="rc-stop",
            )
        notice = fragment("rc-says")
        with gr.Column(visible=False, elem_classes="rc-grid rc-zone") as body:
            message = fragment("rc-at-message")
            with gr.Column(elem_classes="rc-at-draft"):
                verdict = fragment("rc-verdicts")
                text, overlay = editor(labels, "rc-reply", {"label": "draft_title"}, 9)
                with gr.Row(elem_classes="rc-tools"):
                    recheck = labels(
                        gr.Button,
                        keys={"value": "draft_recheck"},
                        size="sm",
                        elem_classes="rc-quiet",
                        elem_id="rc-recheck",
                        min_width=60,
                    )
                    copy = labels(
                        gr.Button,
                        keys={"value": "draft_copy"},
                        size="sm",
                        elem_classes="rc-quiet",
                        elem_id="rc-copy",
                        min_width=60,
                    )
                conflict = fragment("rc-conflicts", acts=True)
                findings = fragment("rc-finds")
                with (
                    gr.Column(elem_classes="rc-decide") as decide,
                    gr.Row(elem_classes="rc-pair rc-tight"),
                ):
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
                        reject = labels(
                            gr.Button,
                            keys={"value": "draft_reject"},
                            min_width=60,
                            scale=2,
                            elem_id="rc-reject",
                        )
                        following = labels(
                            gr.Button,
                            keys={"value": "draft_next"},
                            min_width=60,
                            scale=2,
                            elem_id="rc-next",
                        )
                with (
                    labels(
                        gr.Accordion,
                        keys={"label": "draft_more"},
                        open=False,
                        elem_classes="rc-fold rc-zone",
                    ),
                    gr.Row(elem_classes="rc-pair rc-tight"),
                ):
                    instruction = labels(
                        gr.Textbox,
                        keys={
                            "label": "draft_instruction",
                            "placeholder": "draft_instruction_hint",
                        },
                        show_label=False,
                        container=False,
                        scale=3,
                        min_width=160,
                        elem_id="rc-instruction",
                        max_lines=1,
                    )
                    redraft = labels(
                        gr.Button,
                        keys={"value": "draft_redraft"},
                        min_width=90,
                        elem_classes="rc-go",
                        elem_id="rc-redraft",
                    )
            sources = fragment("rc-at-sources")
    return ReplyTab(
        tab,
        compose,
        sample,
        case,
        draft,
        stop,
        progress,
        notice,
        body,
        message,
        verdict,
        text,
        overlay,
        conflict,
        recheck,
        copy,
        findings,
        reasons,
        reason,
        save,
        reject,
        following,
        instruction,
        redraft,
        sources,
        decide,
        says,
    )


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


@dataclass
class KnowledgeTab:
    tab: gr.Tab
    query: gr.Textbox
    kinds: gr.CheckboxGroup
    button: gr.Button
    notice: gr.HTML
    hits: gr.HTML
    proposals: gr.HTML


def knowledge_tab(labels: Labels) -> KnowledgeTab:
    with labels(gr.Tab, keys={"label": "tab_knowledge"}, id="knowledge") as tab:
        with gr.Column(elem_classes="rc-zone"):
            with gr.Row(elem_classes="rc-pair rc-tight"):
                query = labels(
                    gr.Textbox,
                    keys={"label": "search_label", "placeholder": "search_hint"},
                    show_label=False,
                    container=False,
                    scale=4,
                    min_width=160,
                    elem_id="rc-query",
                    max_lines=1,
                )
                button = labels(
                    gr.Button,
                    keys={"value": "search_button"},
                    variant="primary",
                    min_width=80,
                    elem_classes="rc-go",
                    elem_id="rc-search",
                )
            kinds = labels(
                gr.CheckboxGroup,
                keys={"label": "search_kinds"},
                choices=[(k, k) for k in KINDS],
                show_label=False,
                container=False,
                elem_classes="rc-kinds",
            )
        notice = fragment("rc-says")
        hits = fragment("rc-hits")
        with labels(
            gr.Accordion, keys={"label": "proposals_title"}, open=True, elem_classes="rc-fold"
        ):
            proposals = fragment("rc-proposals", acts=True)
    return KnowledgeTab(tab, query, kinds, button, notice, hits, proposals)


@dataclass
class GapsTab:
    tab: gr.Tab
    rows: gr.HTML


def gaps_tab(labels: Labels) -> GapsTab:
    with labels(gr.Tab, keys={"label": "tab_gaps"}, id="gaps") as tab:
        rows = fragment("rc-gaps")
    return GapsTab(tab, rows)
