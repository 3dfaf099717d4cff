"""Who may look around in the demonstration. These people exist only where the demo command made them."""

from typing import NamedTuple

from accounts.choices import RoleTemplate

DOMAIN = "atrium.example"
PASSWORD = "atrium-demo"  # noqa: S105  # known to everyone, and printed by `make run`

PUBLIC_BUILDINGS = "public-buildings-service"
SCHOOL_DISTRICT = "school-district"


class DemoPerson(NamedTuple):
    """Somebody with a role in one of the two organizations, everywhere or at the named places."""

    first_name: str
    last_name: str
    organization: str
    role: str
    property_code: str = ""
    portfolio_code: str = ""

    @property
    def email(self) -> str:
        return f"{self.first_name.lower()}@{DOMAIN}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


BENS_BUILDING = "IL0236"
PEOPLE = (
    DemoPerson("Ana", "Alvarez", PUBLIC_BUILDINGS, RoleTemplate.ADMINISTRATOR),
    DemoPerson("Mia", "Meyer", PUBLIC_BUILDINGS, RoleTemplate.PROPERTY_MANAGER, portfolio_code="R5"),
    DemoPerson("Ben", "Brown", PUBLIC_BUILDINGS, RoleTemplate.TECHNICIAN, property_code=BENS_BUILDING),
    DemoPerson("Vera", "Vance", PUBLIC_BUILDINGS, RoleTemplate.VENDOR, property_code=BENS_BUILDING),
    DemoPerson("Tom", "Tran", PUBLIC_BUILDINGS, RoleTemplate.TENANT, property_code=BENS_BUILDING),
    DemoPerson("Val", "Vogel", PUBLIC_BUILDINGS, RoleTemplate.VIEWER),
    DemoPerson("Cleo", "Chen", SCHOOL_DISTRICT, RoleTemplate.ADMINISTRATOR),
)

# Runs the installation: opens the admin, one organization at a time.
STAFF_EMAIL, STAFF_NAME = f"sam@{DOMAIN}", "Sam Stone"

WORKERS = (
    *(
        DemoPerson(first, last, PUBLIC_BUILDINGS, RoleTemplate.TECHNICIAN, portfolio_code="R5")
        for first, last in (("Ida", "Ito"), ("Joe", "Jansen"), ("Kim", "Keller"), ("Leo", "Lopez"), ("Nia", "Novak"))
    ),
    *(
        DemoPerson(first, last, SCHOOL_DISTRICT, RoleTemplate.TECHNICIAN)
        for first, last in (("Ola", "Olsen"), ("Raj", "Rao"))
    ),
)
"""Technicians who are assigned work and cannot sign in."""


def logins() -> str:
    """The logins in one line, as it is shown when Atrium starts."""
    people = ", ".join(f"{person.email} ({RoleTemplate(person.role).label.lower()})" for person in PEOPLE)
    return f"Sign in as {people}, {STAFF_EMAIL} (platform staff, /admin/); password {PASSWORD}"
