"""Addresses of the wizard, below each module's list."""

from django.urls import path

from core.imports.pages import (
    columns_page,
    import_page,
    problems_file,
    progress_part,
    start_page,
    undo_page,
    upload_page,
)

import_urls = [
    path("<slug:slug>/import/", upload_page, name="import"),
    path("<slug:slug>/import/<uuid:batch>/", import_page, name="import_batch"),
    path("<slug:slug>/import/<uuid:batch>/columns/", columns_page, name="import_columns"),
    path("<slug:slug>/import/<uuid:batch>/progress/", progress_part, name="import_progress"),
    path("<slug:slug>/import/<uuid:batch>/start/", start_page, name="import_start"),
    path("<slug:slug>/import/<uuid:batch>/problems.csv", problems_file, name="import_problems"),
    path("<slug:slug>/import/<uuid:batch>/undo/", undo_page, name="import_undo"),
]
