"""The page framework's components as this page uses them. The only module that imports gradio."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from ui.offline import silence

silence(os.environ)  # before the framework, which reads its environment when it is imported

import gradio  # noqa: E402
from fastapi import FastAPI  # noqa: E402
from gradio import Request as Request  # noqa: E402  # a handler with such a parameter is told who asks

from rag.settings import ServerSettings  # noqa: E402

# Nothing is published as an API.
INSIDE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

Html = partial(gradio.HTML, elem_classes="mm-html", apply_default_css=False)
Button = partial(gradio.Button, scale=0, min_width=140)
Tab, Row, Column, Group = gradio.Tab, gradio.Row, gradio.Column, gradio.Group
Textbox, Dropdown, Checkbox = gradio.Textbox, gradio.Dropdown, gradio.Checkbox
on, skip, update = gradio.on, gradio.skip, gradio.update


def blocks() -> Any:
    """The page itself, to be filled in a with statement."""
    return gradio.Blocks(title="Mötesminne", analytics_enabled=False, delete_cache=(600, 600))


def tabs() -> AbstractContextManager[Any]:
    """The row of tabs; where it is too narrow it goes on below, and no tab hides in a menu."""
    shown: AbstractContextManager[Any] = gradio.Tabs(overflow_behavior="wrap")
    return shown


def row(visible: bool) -> AbstractContextManager[Any]:
    """A row that is shown or hidden."""
    shown: AbstractContextManager[Any] = gradio.Row(visible=visible)
    return shown


def bridge(name: str) -> Any:
    """A field nobody sees: our own buttons put what was pressed there (page.js), as JSON; listen to its
    ``change`` (this framework tells ``input`` only of keys).
    """
    return gradio.Textbox(elem_id=name, elem_classes="mm-bridge", show_label=False, container=False)


def shown(value: object) -> Any:
    """The value to show, where None leaves what stands there."""
    return gradio.skip() if value is None else value


def page_id(request: Request) -> str:
    """Which open page asks."""
    return str(request.session_hash)


def mount(web: FastAPI, page: Any, server: ServerSettings) -> None:
    """Put the page at "/" of ``web``. Every value that the environment could change is given here."""
    gradio.mount_gradio_app(
        web,
        page,
        path="/",
        server_name=server.host,
        server_port=server.port,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        allowed_paths=[],
        root_path="",
        theme=_theme(),
    )


def _theme() -> Any:
    theme = gradio.themes.Default(
        primary_hue="blue", neutral_hue="zinc", font=["system-ui"], font_mono=["monospace"]
    )
    shades = {
        "button_primary_background_fill": ("*primary_700", "*primary_700"),
        "button_primary_background_fill_hover": ("*primary_800", "*primary_800"),
        "button_primary_text_color": ("white", "white"),
        "block_title_text_color": ("*neutral_700", "*neutral_200"),
        "block_label_text_color": ("*neutral_700", "*neutral_200"),
        "body_text_color_subdued": ("*neutral_600", "*neutral_300"),
        "input_placeholder_color": ("*neutral_500", "*neutral_400"),
    }
    light = {name: shade for name, (shade, _) in shades.items()}
    dark = {f"{name}_dark": shade for name, (_, shade) in shades.items()}
    return theme.set(**light, **dark)


class Frame:
    """What all views share: components that follow what is indexed, and the limits they offer."""

    def __init__(self) -> None:
        self._kept: list[tuple[Sequence[Any], Callable[[], Sequence[Any]]]] = []

    def keep(self, component: Any, fresh: Callable[[], Any]) -> Any:
        """A component that ``fresh`` fills when the page opens and after each change of the index."""
        self._kept.append(([component], lambda: [fresh()]))
        return component

    def keep_all(self, components: Sequence[Any], fresh: Callable[[], Sequence[Any]]) -> None:
        """As ``keep`` for components that are filled together."""
        self._kept.append((components, fresh))

    def choice(self, label: str, first: str, options: Callable[[], Sequence[str]], name: str) -> Any:
        """A list to choose from that follows what is indexed."""
        box = Dropdown([first], value=first, label=label, elem_id=name, filterable=False, min_width=120)
        return self.keep(box, lambda: update(choices=list(options())))

    def follow(self, changes: Sequence[Callable[..., Any]]) -> None:
        """Fill every kept component at each of these events."""
        components = [component for several, _ in self._kept for component in several]
        for event in changes:
            event(self._fresh, None, components, **INSIDE)

    def _fresh(self) -> list[Any]:
        return [value for _, fresh in self._kept for value in fresh()]
