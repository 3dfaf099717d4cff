"""What each module offers to pages, the API, import and export: declared once, visibly."""

from core.surfaces.declaration import Act, Action, Extra, Include, Input, Question, Surface
from core.surfaces.parts import given_rows, replace_rows
from core.surfaces.registry import permissions, surface_named, surface_of, surface_with_slug, surfaces

__all__ = [
    "Act",
    "Action",
    "Extra",
    "Include",
    "Input",
    "Question",
    "Surface",
    "given_rows",
    "permissions",
    "replace_rows",
    "surface_named",
    "surface_of",
    "surface_with_slug",
    "surfaces",
]
