"""`serve` and `demo`: the server with the side panel."""

from __future__ import annotations

import socket
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli.context import Context, context_of
from copilot.cli.output import console, fail, progress_bar
from copilot.config import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from copilot.pipeline import Copilot

Host = Annotated[str | None, typer.Option(help="Address to listen on (127.0.0.1).")]
Port = Annotated[int | None, typer.Option(help="Port to listen on (8000); 0 picks a free one.")]
NoPanel = Annotated[bool, typer.Option("--no-panel", help="REST only, without the side panel.")]


def register(app: typer.Typer) -> None:
    app.command("serve")(serve)
    app.command("demo")(demo)


def serve(
    context: typer.Context, host: Host = None, port: Port = None, no_panel: NoPanel = False
) -> None:
    """Start the server: REST under /v1, the side panel under /ui/."""
    settings = context_of(context).settings(host=host, port=port)
    run(settings, panel=not no_panel)


def demo(
    context: typer.Context, host: Host = None, port: Port = None, no_panel: NoPanel = False
) -> None:
    """Load the demo shop into a data folder of its own and start the server."""
    settings = demo_settings(context_of(context), host=host, port=port)
    run(settings, panel=not no_panel, is_demo=True)


def demo_settings(given: Context, **flags: object) -> Settings:
    """The demo's settings: its data lie apart from a user's own, its shop has a name."""
    settings = given.settings(**flags)
    home = settings.home if given.home else settings.home / "demo"
    shop = settings.shop
    if not shop.name:
        from knowledge import demo as shipped

        shop = replace(shop, name=shipped.SHOP_NAME)
    return replace(settings, home=home, shop=shop)


def open_demo(settings: Settings) -> Copilot:
    """Opens the demo's data; an index that another version's embedding made is made anew, since
    the data are the package's own."""
    from copilot.pipeline import Copilot
    from knowledge.errors import IndexMismatchError

    try:
        return Copilot.open(settings)
    except IndexMismatchError:
        with Copilot.open(settings, for_rebuild=True) as copilot:
            copilot.knowledge.rebuild()
        return Copilot.open(settings)


def load_demo_shop(copilot: Copilot) -> None:
    """Ingests the demo shop; a second time nothing changed and it takes no time."""
    from knowledge import demo as shipped

    with progress_bar("Loading the demo shop", quiet=False) as bar:

        def move(progress: Any) -> None:
            if bar is not None:
                bar.update(bar.task_ids[0], completed=progress.done, total=progress.total)

        copilot.ingest(shipped.folder(), progress=move)


def run(settings: Settings, *, panel: bool, is_demo: bool = False) -> None:
    """Serves until stopped. The port is taken first: a port in use costs no start-up."""
    with closing(_listen(settings)) as listening:
        host, port = listening.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        _serve(settings, listening, _reachable(address), panel, is_demo)


def _listen(settings: Settings) -> socket.socket:
    server = settings.server
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((server.host, server.port))
        listening.listen(socket.SOMAXCONN)
    except (OSError, OverflowError) as error:
        listening.close()
        fail(
            f"Cannot listen on {server.host}:{server.port}: {error}.",
            "Stop what uses that port, or choose another with --port (0 picks a free one).",
        )
    return listening


def _reachable(address: str) -> str:
    return address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")


def _serve(
    settings: Settings,
    listening: socket.socket,
    address: str,
    panel: bool,
    is_demo: bool,
) -> None:
    # Late: the service brings FastAPI, the panel Gradio; other commands need neither.
    import uvicorn

    from copilot.api import create_app
    from copilot.pipeline import Copilot

    with open_demo(settings) if is_demo else Copilot.open(settings) as copilot:
        _refuse_open_door(settings, copilot)
        if is_demo:
            load_demo_shop(copilot)
        app: FastAPI = create_app(copilot, settings)
        if panel:
            from ui import mount_panel

            mount_panel(app, copilot, settings)
        copilot.announce(address)
        _greet(address, panel)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, proxy_headers=False
        )
        uvicorn.Server(config).run(sockets=[listening])


def _greet(address: str, panel: bool) -> None:
    if panel:
        console.print(f"Side panel: {address}/ui/", style="bold")
    console.print(f"REST:       {address}/v1  (described at {address}/openapi.json)")
    console.print("Stop with Ctrl+C.", style="dim")


def _refuse_open_door(settings: Settings, copilot: Copilot) -> None:
    from copilot.api.guard import is_loopback

    if not is_loopback(settings.server.host) and not copilot.store.keys.any():
        fail(
            f"{settings.server.host} can be reached from other machines, and no API key exists.",
            "Make one with `reply-copilot keys create NAME`, or listen on 127.0.0.1.",
            code="configuration",
            exit_code=2,
        )
