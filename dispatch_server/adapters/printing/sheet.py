"""Sets order sheets in type with typst, from a template and the fonts of the machine."""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typst

from dispatch_server.adapters.printing.sheet_words import words
from dispatch_server.ports.printing import OrderSheet, SheetFault

log = logging.getLogger(__name__)

FAMILY = "Noto Sans CJK SC"
MAP_MM = (184, 96)
"""Width and height of the place for the map on an ordinary sheet; other pictures are fitted in."""


class TypstSheets:
    """Keeps the promise of `ports.printing.SheetRenderer`.

    The text of people reaches the template as data, so that no sign in it means anything to typst.
    Fonts are found once; without folders of its own the system's are searched. Without the sheet's
    font a sheet is set in whatever there is: a poor sheet is better than a server that stays off.
    """

    def __init__(self, template: Path, *, font_folders: Sequence[Path] = ()) -> None:
        fonts = _fonts(font_folders, fallback=False)
        if FAMILY not in fonts.families():
            log.error("the font %s is missing: sheets are printed with what there is", FAMILY)
            fonts = _fonts(font_folders, fallback=True)
        self._compiler = typst.Compiler(template, root=template.parent, font_paths=fonts)
        self._one_at_a_time = asyncio.Lock()

    async def render(self, sheet: OrderSheet) -> bytes:
        """Set the sheet in a thread, without the map rather than not at all."""
        async with self._one_at_a_time:
            try:
                return await asyncio.to_thread(self._compile, sheet)
            except SheetFault:
                if sheet.map_svg is None:
                    raise
                log.warning("order %s: the map picture cannot be drawn", sheet.order_number)
            return await asyncio.to_thread(self._compile, replace(sheet, map_svg=None))

    def _compile(self, sheet: OrderSheet) -> bytes:
        try:
            pdf = self._compiler.compile(
                format="pdf",
                sys_inputs={"sheet": json.dumps(words(sheet), ensure_ascii=False)},
                timestamp=int(sheet.printed_at.timestamp()),
            )
        except typst.TypstError as error:
            raise SheetFault("派车单排版失败") from error
        if not isinstance(pdf, bytes):
            raise SheetFault("派车单排版失败")
        return pdf


def _fonts(folders: Sequence[Path], *, fallback: bool) -> typst.Fonts:
    """Return the fonts of the folders, or of the system; to fall back, of both and typst's own."""
    return typst.Fonts(
        include_system_fonts=fallback or not folders,
        include_embedded_fonts=fallback,
        font_paths=list(folders),
    )
