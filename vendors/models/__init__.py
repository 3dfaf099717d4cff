from vendors.models.people import VendorPerson
from vendors.models.rates import Rate
from vendors.models.vendors import Vendor, VendorArea, VendorContact, VendorTrade

__all__ = ["Rate", "Vendor", "VendorArea", "VendorContact", "VendorPerson", "VendorTrade"]
