from vendors.surfaces.contacts import vendor_contacts
from vendors.surfaces.rates import rates
from vendors.surfaces.vendors import vendors

__all__ = ["rates", "vendor_contacts", "vendors"]
