"""A map of properties that needs no internet: outlines, clusters and links, drawn on the server."""

from facilities.maps.boxes import BoundingBox, InvalidBoundingBox
from facilities.maps.drawing import MapDrawing, build_map
from facilities.maps.points import MapPoint

__all__ = ["BoundingBox", "InvalidBoundingBox", "MapDrawing", "MapPoint", "build_map"]
