"""What the shop knows, and what replies would add to it."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from knowledge.documents import KINDS
from ui.widgets import Labels, fragment, line


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
                query = line(
                    labels,
                    {"label": "search_label", "placeholder": "search_hint"},
                    "rc-query",
                    scale=4,
                    min_width=160,
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
                show_label=True,
                elem_classes="rc-kinds",
            )
        notice = fragment("rc-says")
        hits = fragment("rc-hits", acts=True)
        with labels(
            gr.Accordion, keys={"label": "proposals_title"}, open=True, elem_classes="rc-fold"
        ):
            proposals = fragment("rc-proposals", acts=True)
    return KnowledgeTab(tab, query, kinds, button, notice, hits, proposals)
