"""What customers ask and the knowledge does not answer."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from ui.widgets import Labels, fragment


@dataclass
class GapsTab:
    tab: gr.Tab
    rows: gr.HTML


def gaps_tab(labels: Labels) -> GapsTab:
    with labels(gr.Tab, keys={"label": "tab_gaps"}, id="gaps") as tab:
        rows = fragment("rc-gaps")
    return GapsTab(tab, rows)
