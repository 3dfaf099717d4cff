"""Validators of standard codes: time zones (IANA), currencies (ISO 4217), countries (ISO 3166-1), networks."""

from functools import cache
from ipaddress import ip_network
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CURRENCIES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
    HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
    TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    """.split()
)
COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()
)


validate_code = RegexValidator(
    r"\A[a-z][a-z0-9_]*\Z",
    gettext_lazy("Use small letters, digits and underscores, beginning with a letter."),
    code="code",
)


@cache
def time_zones() -> frozenset[str]:
    """The names of all zones of the installed database."""
    return frozenset(available_timezones())


def validate_time_zone(value: str) -> None:
    """An IANA zone such as America/New_York."""
    if value not in time_zones():
        raise ValidationError(_("There is no time zone “%(value)s”."), code="time-zone", params={"value": value})


def validate_currency(value: str) -> None:
    """A currency code of ISO 4217 in capitals."""
    if value not in CURRENCIES:
        raise ValidationError(_("There is no currency “%(value)s”."), code="currency", params={"value": value})


def validate_country(value: str) -> None:
    """A two-letter country code of ISO 3166-1 in capitals."""
    if value not in COUNTRIES:
        raise ValidationError(_("There is no country “%(value)s”."), code="country", params={"value": value})


def validate_network(value: str) -> None:
    """An IPv4 or IPv6 network or address."""
    try:
        ip_network(value, strict=False)
    except ValueError:
        raise ValidationError(_("“%(value)s” is no network."), code="network", params={"value": value}) from None
