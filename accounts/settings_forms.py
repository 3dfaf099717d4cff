"""Forms of an organization's settings: people, roles, credentials."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.granting import Place, place_model, places_of
from accounts.models import Credential, Membership, Role
from accounts.permissions import permission_groups
from accounts.scopes import SCOPES
from core.actor import Actor
from core.errors import RuleBroken
from core.widgets import DateInput

T = Any


class StandingForm(forms.Form):
    """A role, and the places where it holds."""

    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.none(), empty_label=_("Choose a role"))
    whole_organization = forms.BooleanField(
        label=_("In the whole organization"),
        required=False,
        initial=True,
        help_text=_("Otherwise only in the places below."),
    )
    portfolios = forms.ModelMultipleChoiceField(
        label=_("Portfolios"), queryset=Role.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    regions = forms.ModelMultipleChoiceField(
        label=_("Regions"), queryset=Role.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    properties = forms.CharField(
        label=_("Properties"), required=False, help_text=_("Numbers or codes, with commas between them.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self._offer("role", Role.objects.visible_to(actor))
        self._offer("portfolios", place_model("portfolio").objects.visible_to(actor).order_by("name"))
        self._offer("regions", place_model("region").objects.visible_to(actor).order_by("path"))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        cast(forms.ModelChoiceField, self.fields[name]).queryset = rows

    def clean_properties(self) -> list[Any]:
        """The ids of the named properties; a name that fits none is told back."""
        rows = place_model("property").objects.visible_to(self.actor)
        found = []
        for text in filter(None, re.split(r"[,;\s]+", self.cleaned_data["properties"])):
            same = Q(code=text) | Q(number=int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0)
            pk = rows.filter(same).values_list("pk", flat=True).first()
            if pk is None:
                raise forms.ValidationError(_t("There is no property “%s”.") % text)
            found.append(pk)
        return found

    def standing(self) -> dict[str, Any]:
        """Role and places as the actions want them."""
        data = self.cleaned_data
        places = [Place("property", pk) for pk in data["properties"]]
        places += [Place("portfolio", row.pk) for row in data["portfolios"]]
        places += [Place("region", row.pk) for row in data["regions"]]
        everywhere = data["whole_organization"]
        return {"role": data["role"], "whole_organization": everywhere, "places": () if everywhere else places}


class DatesMixin(forms.Form):
    """First and last day of a membership."""

    starts_on = forms.DateField(label=_("First day"), required=False, widget=DateInput)
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DateInput)


class InviteForm(StandingForm, DatesMixin):
    """Somebody new."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=120)
    field_order = ("email", "name", "role", "whole_organization", "portfolios", "regions", "properties")

    def values(self) -> dict[str, Any]:
        """What the action asks for."""
        rest = {name: self.cleaned_data[name] for name in ("email", "name", "starts_on", "ends_on")}
        return {**self.standing(), **rest}


class MembershipForm(StandingForm, DatesMixin):
    """A member's role, places and dates."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("role", "whole_organization", "portfolios", "regions", "properties", "starts_on", "ends_on")

    def values(self) -> dict[str, Any]:
        """What the action asks for."""
        rest = {name: self.cleaned_data[name] for name in ("starts_on", "ends_on", "version")}
        return {**self.standing(), **rest}


def initial_of(membership: Membership) -> dict[str, Any]:
    """A membership as its form shows it."""
    places = places_of(membership)
    ids = {kind: [p.id for p in places if p.kind == kind] for kind in ("portfolio", "region", "property")}
    properties = place_model("property").objects.filter(pk__in=ids["property"]).values_list("number", flat=True)
    return {
        "role": membership.role_id,
        "whole_organization": membership.whole_organization,
        "portfolios": ids["portfolio"],
        "regions": ids["region"],
        "properties": ", ".join(str(number) for number in properties),
        "starts_on": membership.starts_on,
        "ends_on": membership.ends_on,
        "version": membership.version,
    }


class RoleForm(forms.Form):
    """A role's name and permissions, one group of boxes a module."""

    name = forms.CharField(label=_("Name"), max_length=80)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group_names = []
        for number, group in enumerate(() if fixed else permission_groups()):
            self.group_names.append(f"group_{number}")
            self.fields[f"group_{number}"] = forms.MultipleChoiceField(
                label=group.label,
                choices=group.permissions,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=(self.initial or {}).get("permissions", ()),
            )

    def groups(self) -> list[Any]:
        """The boxes, for the page."""
        return [self[name] for name in self.group_names]

    def permissions(self) -> list[str]:
        """Everything that is ticked."""
        return [permission for name in self.group_names for permission in self.cleaned_data[name]]


class CredentialForm(StandingForm):
    """A program that is let in."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("The program, as your people call it."))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(Credential.CLIENT, _("OAuth2 client")), (Credential.KEY, _("API key"))],
        widget=forms.RadioSelect,
        initial=Credential.CLIENT,
    )
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple, initial=["*:read"]
    )
    allowed_networks = forms.CharField(
        label=_("Allowed networks"),
        required=False,
        help_text=_("Addresses or networks, such as 192.0.2.0/24. Empty: from anywhere."),
    )
    rate_per_minute = forms.IntegerField(label=_("Calls a minute"), min_value=1, max_value=100_000, initial=600)
    calls_per_day = forms.IntegerField(
        label=_("Calls a day"),
        min_value=1,
        max_value=100_000_000,
        required=False,
        help_text=_("Counted by days of UTC. Empty: only the minute is limited."),
    )
    expires_on = forms.DateField(label=_("Last day"), required=False, widget=DateInput)
    field_order = ("name", "kind", "role", "scopes", "whole_organization", "portfolios", "regions", "properties")

    def values(self) -> dict[str, Any]:
        """What the action asks for."""
        data = self.cleaned_data
        end = end_of_day(data["expires_on"])
        networks = [part for part in re.split(r"[,;\s]+", data["allowed_networks"]) if part]
        rest = {name: data[name] for name in ("name", "kind", "scopes", "rate_per_minute", "calls_per_day")}
        return {**self.standing(), **rest, "allowed_networks": networks, "expires_at": end}


class RotationForm(forms.Form):
    """A new secret, and how long the former one opens too."""

    former_until = forms.DateField(
        label=_("The former secret opens until the end of"),
        required=False,
        widget=DateInput,
        help_text=_("Until then both secrets open. Empty: the former one is closed at once."),
    )

    def values(self) -> dict[str, Any]:
        """What the action asks for."""
        until = end_of_day(self.cleaned_data["former_until"])
        return {"former_until": until} if until else {"overlap": timedelta()}


def end_of_day(day: date | None) -> datetime | None:
    """The last moment of a day, on the reader's clock."""
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None


def attempt(form: forms.Form, act: Callable[[], T]) -> T | None:
    """Run an action with a form's values; what a rule refuses is said at the field, and None returned."""
    try:
        return act()
    except RuleBroken as broken:
        tell_problems(form, broken)
    return None


def tell_problems(form: forms.Form, broken: RuleBroken) -> None:
    """Say what a rule refuses at the fields it concerns."""
    for problem in broken.problems:
        named = {"places": "portfolios", "expires_at": "expires_on"}.get(problem.field, problem.field)
        form.add_error(named if named in form.fields else None, problem.message)


class EraseForm(forms.Form):
    """Why somebody is erased, and that it is meant."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Such as a request of the person and its date. It is kept, so do not name them."),
    )
    confirm = forms.BooleanField(label=_("I know that this cannot be undone"))


class OccupantForm(forms.Form):
    """Somebody without an account, by the address that they left."""

    email = forms.EmailField(label=_("E-mail address"))
