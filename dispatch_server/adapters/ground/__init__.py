"""The ground under the incidents, computed from a city's data in worker threads."""
