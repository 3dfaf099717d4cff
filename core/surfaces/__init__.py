"""What each module offers to pages, the API, import and export: declared once, visibly."""

from core.surfaces.declaration import Act, Action, Extra, Include, Input, Question, Surface
from core.surfaces.registry import permissions, surface_named, surface_of, surface_with_slug, surfaces

__all__ = [
    "Act",
    "Action",
    "Extra",
    "Include",
    "Input",
    "Question",
    "Surface",
    "permissions",
    "surface_named",
    "surface_of",
    "surface_with_slug",
    "surfaces",
]
