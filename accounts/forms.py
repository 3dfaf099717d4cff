"""Forms of a person's own account."""

from typing import Any, cast

from allauth.account.forms import LoginForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.validators import time_zones


class SignInForm(LoginForm):
    """E-mail address and password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Work e-mail")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay signed in on this device")
        self.fields["remember"].help_text = _("For 14 days. Don’t use on a shared computer.")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class AddPasskeyForm(AddWebAuthnForm):
    """A key's name, and whether it opens the account by itself, as most people want a passkey to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("By which you tell it from others, such as “Work laptop”.")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Signs me in without the password")
        self.fields["passwordless"].help_text = _("Otherwise it is a second step after the password.")


class SignInByPasskeyForm(LoginWebAuthnForm):
    """What a passkey that opens nothing is answered, such as one that was removed and is on the device still."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except ValidationError as error:
            words = _("This passkey opens no account here. Sign in another way, or delete it from your device.")
            raise ValidationError(words, code="unknown_passkey") from error


class ProfileForm(forms.ModelForm):
    """What a person says about themselves."""

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = Person
        fields = ["name", "time_zone", "theme"]
        widgets = {"theme": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(time_zones())]
        cast(forms.ChoiceField, self.fields["time_zone"]).choices = [("", _("The organization’s")), *zones]


class WelcomeForm(forms.Form):
    """An invited person's name and first password."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least ten characters, and not one that others use."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.person)
        return password
