"""Answers that come by mail: read, understood, and taken to the record they belong to."""
