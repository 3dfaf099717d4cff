from facilities.models.hierarchy import Portfolio, Region
from facilities.models.properties import Property

__all__ = ["Portfolio", "Property", "Region"]
