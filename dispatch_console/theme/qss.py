"""Generates the style sheet of every window from the tokens."""

from typing import Final

from dispatch_console.theme.palette import TOKENS, Palette

_GROUNDS: Final = """
* { font-family: %family%; font-size: 14px; color: {text.body}; outline: 0; }
QWidget[surface="window"] { background: {bg.room}; }
QFrame[surface="panel"] { background: {bg.panel}; border: 2px solid {bg.panel};
  border-radius: 4px; }
QFrame[surface="panel"][alert="red"] { border: 2px solid {red.solid}; }
QFrame[surface="panel"][armed="true"] { border: 2px solid {focus.fg}; }
QFrame[surface="popup"] { background: {bg.raised}; border: 1px solid {bg.edge};
  border-radius: 6px; }
QFrame[surface="line"] { background: {bg.line}; border: 0; }
QToolTip { background: {bg.raised}; color: {text.strong}; border: 1px solid {bg.edge};
  padding: 4px 8px; }
"""

_WORDS: Final = """
QLabel { background: transparent; }
QLabel[tone="strong"] { color: {text.strong}; }
QLabel[tone="quiet"] { color: {text.quiet}; }
QLabel[tone="hint"] { color: {text.hint}; }
QLabel[tone="off"] { color: {text.off}; }
QLabel[weight="bold"] { font-weight: 700; }
"""

_FIELDS: Final = """
QLineEdit, QPlainTextEdit { background: {bg.field}; color: {text.strong};
  border: 1px solid {bg.edge}; border-radius: 4px; padding: 0 8px; font-size: 16px;
  selection-background-color: {focus.solid}; selection-color: {focus.on}; }
QLineEdit { min-height: 34px; max-height: 34px; }
QPlainTextEdit { padding: 4px 6px; }
QLineEdit[look="wanted"] { border: 1px solid {amber.fg}; }
QLineEdit[look="wrong"] { border: 2px solid {red.fg}; padding: 0 7px; }
QLineEdit:focus { border: 2px solid {focus.fg}; padding: 0 7px; min-height: 32px;
  max-height: 32px; }
QPlainTextEdit:focus { border: 2px solid {focus.fg}; padding: 3px 5px; }
QLineEdit:disabled, QLineEdit[readOnly="true"] { background: transparent;
  border: 1px solid {bg.line}; color: {text.body}; }
"""

_BUTTONS: Final = """
QPushButton { background: {bg.raised}; color: {text.body}; border: 1px solid {bg.line};
  border-radius: 4px; padding: 0 12px; font-size: 14px; }
QPushButton:hover { background: {bg.hover}; }
QPushButton:pressed { background: {bg.line}; }
QPushButton:focus { border: 2px solid {focus.fg}; padding: 0 11px; }
QPushButton:checked { background: {bg.selected}; color: {text.strong};
  border: 1px solid {focus.fg}; font-weight: 700; }
QPushButton[look="primary"] { background: {focus.solid}; color: {focus.on};
  border: 1px solid {focus.solid}; font-weight: 700; }
QPushButton[look="danger"] { color: {red.fg}; border: 1px solid {red.fg}; }
QPushButton:disabled { background: transparent; color: {text.off}; border: 1px solid {bg.line}; }
"""

_MENUS: Final = """
QMenu { background: {bg.raised}; color: {text.body}; border: 1px solid {bg.edge}; padding: 4px; }
QMenu::item { padding: 7px 24px 7px 16px; border-radius: 3px; }
QMenu::item:selected { background: {bg.selected}; color: {text.strong}; }
QMenu::item:disabled { color: {text.off}; }
QMenu::separator { height: 1px; background: {bg.line}; margin: 4px 8px; }
"""

_LISTS: Final = """
QListView, QTableView { background: transparent; border: 0;
  selection-background-color: {bg.selected}; selection-color: {text.strong}; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: {bg.edge}; border-radius: 3px; min-height: 32px;
  margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
"""

_SIZES: Final = ("cap", "body", "fact", "head", "timer", "figure", "far", "alarm")


def style_sheet(palette: Palette) -> str:
    """Give the whole style sheet in the colours of one theme."""
    family = ", ".join(f'"{name}"' for name in TOKENS.family)
    tones = "".join(
        f'QLabel[tone="{hue}"] {{ color: {shades.fg}; }}\n'
        for hue, shades in palette.colours.hue.items()
    )
    sizes = "".join(
        f'QLabel[type="{size}"] {{ font-size: {TOKENS.px[size]}px; }}\n' for size in _SIZES
    )
    parts = (_GROUNDS.replace("%family%", family), _WORDS, _FIELDS, _BUTTONS, _MENUS, _LISTS)
    return palette.fill("".join(parts)) + tones + sizes
