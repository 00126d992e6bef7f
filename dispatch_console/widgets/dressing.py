"""Puts a look on the application: style sheet, family and everything painted by hand."""

from PyQt6.QtWidgets import QApplication, QWidget

from dispatch_console.theme.fonts import SMALL, font
from dispatch_console.theme.palette import Palette, Theme, wear
from dispatch_console.theme.qss import style_sheet


def dress(application: QApplication, theme: Theme) -> None:
    """Wear a theme at once, in every window that is open."""
    wear(theme)
    style = application.style()
    if style is None or style.objectName() != "fusion":
        application.setStyle("Fusion")
        application.setFont(font(SMALL))
    sheet = style_sheet(Palette(theme))
    if application.styleSheet() != sheet:
        application.setStyleSheet(sheet)
    for window in application.topLevelWidgets():
        for painted in (window, *window.findChildren(QWidget)):
            painted.update()
