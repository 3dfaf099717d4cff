"""The forms of people without an account: few questions, and traps for programs instead of riddles for people."""

import secrets
from typing import Any

from django import forms
from django.core import signing
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from core.actor import Actor
from core.picklists import PicklistItem
from core.widgets import FilesDrop
from workorders.choices import Entry
from workorders.intake.photos import MOST_PHOTOS, clean_photos

SALT = "workorders.report"
# Nobody reads and fills the form in less; a form left open longer is shown anew with what was typed.
QUICKEST, LONGEST = 2, 24 * 3600


class PhotosDrop(FilesDrop):
    """All the files that were chosen, not the last one."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class PhotosField(forms.FileField):
    """Up to five photos from camera or gallery."""

    def __init__(self, **kwargs: Any) -> None:
        widget = PhotosDrop(limits=_("JPEG, PNG or WebP"), camera=True, attrs={"accept": "image/*"})
        super().__init__(widget=widget, required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list) else [data] if data else []
        return clean_photos([super(PhotosField, self).clean(file) for file in files])


class ContactForm(forms.Form):
    """How to tell somebody what becomes of it. Everything may stay empty."""

    requester_name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    requester_email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("We write when it is received, scheduled and done, and nothing else."),
    )
    requester_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    requester_name.widget.attrs["autocomplete"] = "name"
    requester_email.widget.attrs["autocomplete"] = "email"
    requester_phone.widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}


class GuardedForm(forms.Form):
    """A form that programs give themselves away in: a field nobody sees, and the moment it was opened."""

    website = forms.CharField(label=_("Leave this empty"), required=False)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    website.widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fresh_stamp = signing.dumps(secrets.token_urlsafe(9), salt=SALT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            raise forms.ValidationError(_("Please leave the hidden field empty and send again."), code="trap")
        try:
            cleaned["once"] = signing.loads(cleaned.get("stamp", ""), salt=SALT, max_age=LONGEST)
        except signing.BadSignature:
            raise forms.ValidationError(
                _("The form was open for too long. Please send it again."), code="stale"
            ) from None
        if is_young(cleaned["stamp"]):
            raise forms.ValidationError(_("That was very quick. Please check it and send it again."), code="quick")
        return cleaned


class ReportForm(GuardedForm, ContactForm):
    """What is wrong, with photos, and whether somebody may come in."""

    title = forms.CharField(label=_("What is wrong?"), max_length=200)
    description = forms.CharField(
        label=_("More about it"),
        max_length=20_000,
        required=False,
        help_text=_("What you see, and since when."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    category = forms.ModelChoiceField(
        PicklistItem.objects.none(), label=_("What is it about?"), required=False, empty_label=_("I am not sure")
    )
    photos = PhotosField(label=_("Photos"), help_text=_("Up to %d.") % MOST_PHOTOS)
    entry = forms.ChoiceField(
        label=_("May we come in?"), choices=Entry.choices, required=False, widget=forms.RadioSelect
    )
    entry_times = forms.CharField(
        label=_("When is it convenient?"),
        max_length=200,
        required=False,
        help_text=_("Such as “weekdays from 8 to 11”."),
    )
    via = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = ("title", "description", "category", "photos", "entry", "entry_times")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = PicklistItem.objects.visible_to(actor).filter(list="category", is_active=True)
        self.fields["category"].queryset = categories.order_by("position", "label")  # type: ignore[attr-defined]


class AffectedForm(GuardedForm, ContactForm):
    """Somebody else who is affected and wants to be told."""

    note = forms.CharField(label=_("Anything to add?"), max_length=300, required=False)

    field_order = ("note",)


def is_young(stamp: str) -> bool:
    """Whether the form was opened only a moment ago."""
    try:
        signing.loads(stamp, salt=SALT, max_age=QUICKEST)
    except signing.SignatureExpired:
        return False
    return True


def sent_before(once: str) -> str:
    """Where a form that is sent a second time led; empty for the first time, or while nobody remembers."""
    try:
        return str(cache.get(f"sent:{once}") or "")
    except RedisError:
        return ""


def remember_sent(once: str, address: str) -> None:
    """Let a second sending of the same form lead to the same place."""
    try:
        cache.set(f"sent:{once}", address, LONGEST)
    except RedisError:
        return
