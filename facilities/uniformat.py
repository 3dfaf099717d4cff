"""UNIFORMAT II as NISTIR 6389, a paper of the US government, prints it: elements of a building by code."""

SCHEME, EDITION = "UNIFORMAT II", "1999"

CLASSES = {
    "A": "Substructure",
    "A10": "Foundations",
    "A20": "Basement construction",
    "B": "Shell",
    "B10": "Superstructure",
    "B20": "Exterior enclosure",
    "B30": "Roofing",
    "C": "Interiors",
    "C10": "Interior construction",
    "C20": "Stairs",
    "C30": "Interior finishes",
    "D": "Services",
    "D10": "Conveying",
    "D1010": "Elevators and lifts",
    "D1020": "Escalators and moving walks",
    "D20": "Plumbing",
    "D2010": "Plumbing fixtures",
    "D2020": "Domestic water distribution",
    "D2030": "Sanitary waste",
    "D2040": "Rain water drainage",
    "D30": "HVAC",
    "D3010": "Energy supply",
    "D3020": "Heat generating systems",
    "D3030": "Cooling generating systems",
    "D3040": "Distribution systems",
    "D3050": "Terminal and package units",
    "D3060": "Controls and instrumentation",
    "D3070": "Systems testing and balancing",
    "D40": "Fire protection",
    "D4010": "Sprinklers",
    "D4020": "Standpipes",
    "D4030": "Fire protection specialties",
    "D50": "Electrical",
    "D5010": "Electrical service and distribution",
    "D5020": "Lighting and branch wiring",
    "D5030": "Communications and security",
    "E": "Equipment and furnishings",
    "E10": "Equipment",
    "E20": "Furnishings",
    "F": "Special construction and demolition",
    "F10": "Special construction",
    "F20": "Selective building demolition",
    "G": "Building sitework",
    "G10": "Site preparation",
    "G20": "Site improvements",
    "G30": "Site mechanical utilities",
    "G40": "Site electrical utilities",
    "G90": "Other site construction",
}
"""Each class stands below the longest other code that it begins with, and after it."""


def parent_code(code: str) -> str:
    """The code of the class above: D for D30, D30 for D3040, none for D."""
    return {1: "", 3: code[:1], 5: code[:3]}[len(code)]
