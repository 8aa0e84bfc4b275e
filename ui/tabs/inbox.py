"""The drafts that wait, or that were decided on."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from ui.widgets import Labels, fragment, line, quiet


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
            needle = line(
                labels,
                {"label": "inbox_filter", "placeholder": "inbox_filter_hint"},
                "rc-inbox-filter",
                scale=3,
                min_width=150,
            )
            which = labels(
                gr.Radio,
                keys={"label": "inbox_state"},
                choices=[("open", "open"), ("decided", "decided")],
                value="open",
                show_label=True,
                min_width=150,
                elem_classes="rc-switch",
            )
        rows = fragment("rc-inbox", acts=True)
        refresh = quiet(labels, "inbox_refresh", "rc-refresh")
    return InboxTab(tab, needle, which, refresh, rows)
