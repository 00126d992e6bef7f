"""Joins the map window to the desk: it follows the form, and what is picked goes into the form."""

from PyQt6.QtCore import QObject

from dispatch_console.map.base_map import BaseMap
from dispatch_console.roles.dispatcher.map_window import MapWindow
from dispatch_console.viewmodels.dispatcher_models import DispatcherModels
from dispatch_console.viewmodels.map_scene import MapScene


class MapDesk(QObject):
    """One desk's map: its scene, its window, and the ties to the form and the proposal."""

    def __init__(
        self, models: DispatcherModels, base: BaseMap, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._models = models
        self.scene = MapScene(models.server.mirror, seat_id=models.desk.seat_id, parent=self)
        self.window = MapWindow(self.scene, base, models.clock)
        for signal in (
            models.form.changed,
            models.form.placed,
            models.chosen.switched,
            models.chosen.changed,
        ):
            signal.connect(self._follow)
        models.recommendation.answered.connect(self.scene.show_recommendation)
        self.window.scene_picked.connect(self._take_scene)
        self.window.meeting_picked.connect(self._take_meeting)
        self._follow()

    def _follow(self) -> None:
        chosen, form = self._models.chosen, self._models.form
        incident = chosen.incident
        if incident is None:
            self.scene.clear_scene()
            return
        self.scene.show_scene(form.details, incident_id=incident.id, in_work=chosen.taking)

    def _take_scene(self, lon: float, lat: float) -> None:
        self._models.form.pick((lon, lat))

    def _take_meeting(self, lon: float, lat: float) -> None:
        self._models.form.pick((lon, lat), meeting=True)
