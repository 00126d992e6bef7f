"""Puts a look on the application: style sheet, family and everything painted by hand."""

from PyQt6.QtWidgets import QApplication, QWidget

from dispatch_console.theme.fonts import SMALL, font
from dispatch_console.theme.palette import Palette, Theme, wear
from dispatch_console.theme.qss import style_sheet


def dress(application: QApplication, theme: Theme) -> None:
    """Wear a theme at once, in every window that is open."""
    wear(theme)
    application.setStyle("Fusion")
    application.setFont(font(SMALL))
    application.setStyleSheet(style_sheet(Palette(theme)))
    for window in application.topLevelWidgets():
        window.update()
        for child in window.findChildren(QWidget):
            child.update()
