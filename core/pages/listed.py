"""What the list pages need to know of the rows they show."""

from collections.abc import Hashable, Mapping
from typing import Any, Protocol

from core.records import Owned


class Listed(Hashable, Protocol):
    """A module's surface, or what says the same of rows that are no module's, such as documents."""

    @property
    def model(self) -> type[Owned]: ...

    @property
    def module(self) -> str: ...

    @property
    def slug(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def plural(self) -> str: ...

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def default_columns(self) -> tuple[str, ...]: ...

    @property
    def filters(self) -> tuple[str, ...]: ...

    @property
    def ordering(self) -> tuple[str, ...]: ...

    @property
    def default_ordering(self) -> tuple[str, ...]: ...

    @property
    def search(self) -> Mapping[str, str]: ...

    @property
    def phrases(self) -> Mapping[str, Any]: ...
