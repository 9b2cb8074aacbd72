"""The forms about oneself: allauth's, in our words and our field pattern, and the profile."""

import functools
import zoneinfo
from itertools import groupby
from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.adapter import EMAIL_LIMIT, EMAIL_WANTED
from accounts.models import User
from accounts.names import LIMIT, canonical
from web.forms import PlainForm, line, text

NAME_LIMIT = 100
ABOUT_LIMIT = 500


def worded(field: forms.Field, label: str, *, empty: str, hint: str = "", **attrs: str) -> None:
    """Give a field of allauth's our label, hint, messages and attributes."""
    field.label, field.help_text, field.widget.attrs = label, hint, dict(attrs)
    field.error_messages |= {
        "required": empty,
        "invalid": EMAIL_WANTED,
        "max_length": "Use at most %(limit_value)d characters. Yours has %(show_value)d",
    }


def email_worded(field: forms.Field, hint: str = "") -> None:
    worded(
        field,
        "E-mail",
        empty="Enter your e-mail address",
        hint=hint,
        type="email",
        autocomplete="email",
    )


def new_password_worded(field: forms.Field, label: str = "New password") -> None:
    worded(
        field,
        label,
        empty=f"Enter a {label.lower()}",
        hint="At least 12 characters. A few words you can remember do well. Pasting is fine.",
        autocomplete="new-password",
    )


def password_worded(field: forms.Field, label: str = "Password") -> None:
    worded(field, label, empty="Enter your password", autocomplete="current-password")


class SignInForm(PlainForm, allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = line(
            "Name or e-mail",
            limit=EMAIL_LIMIT,
            empty="Enter your name or e-mail",
            autocomplete="username",
            autocapitalize="none",
            spellcheck="false",
        )
        password_worded(self.fields["password"])
        self.fields["remember"].label = "Keep me signed in on this device"

    def user_credentials(self) -> dict[str, str]:
        """Only a name or only an address: trying both would take longer for those that exist."""
        login = self.cleaned_data["login"]
        kind = "email" if "@" in login else "username"
        return {kind: login, "password": self.cleaned_data["password"]}


class SignUpForm(PlainForm, allauth.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = line(
            "Name people will see",
            limit=LIMIT,
            empty="Enter the name that people will see",
            hint="Letters, numbers, dot, dash or underscore.",
            autocomplete="username",
            autocapitalize="none",
            spellcheck="false",
        )
        email_worded(
            self.fields["email"],
            hint="Never shown. Used to confirm, and for the news you choose.",
        )
        new_password_worded(self.fields["password1"], "Password")

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Save somebody new; where another took the name this very moment, say so."""
        try:
            with transaction.atomic():
                saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
                return saved
        except IntegrityError:
            self.add_error("username", get_adapter().error_messages["username_taken"])
            target = request.POST.get("next", "")
            context = {"form": self, "redirect_field_value": target}
            return None, render(request, "account/signup.html", context)


class ResetPasswordForm(PlainForm, allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email_worded(self.fields["email"])


class NewPasswordForm(PlainForm, allauth.ResetPasswordKeyForm):
    """A new password by a mailed link, typed once: a password manager cannot mistype it."""

    password2 = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new_password_worded(self.fields["password1"])

    def save(self) -> None:
        """Set it, and let its owner in at once where somebody else's tries locked the name."""
        super().save()
        ratelimit.clear(
            get_adapter().request, action="login_failed", key=canonical(self.user.username)
        )


class ChangePasswordForm(PlainForm, allauth.ChangePasswordForm):
    password2 = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password_worded(self.fields["oldpassword"], "Password as it is now")
        new_password_worded(self.fields["password1"])


class SetPasswordForm(PlainForm, allauth.SetPasswordForm):
    password2 = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new_password_worded(self.fields["password1"])


class PasswordAgainForm(PlainForm, allauth.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password_worded(self.fields["password"])


class AddEmailForm(PlainForm, allauth.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email_worded(self.fields["email"], hint="We send a link there, to see that it is yours.")


@functools.cache
def zones() -> list[tuple[str, Any]]:
    """Time zones named by a place, grouped by region, as the choices of a select."""
    places = sorted(
        name
        for name in zoneinfo.available_timezones()
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))
    )
    regions = [
        (region, [(name, name.partition("/")[2].replace("_", " ")) for name in names])
        for region, names in groupby(places, lambda name: name.partition("/")[0])
    ]
    return [("", "As my browser says"), ("UTC", "UTC"), *regions]


class ProfileForm(PlainForm):
    name = line(
        "Full name",
        limit=NAME_LIMIT,
        required=False,
        hint="Shown on your profile, beside the name that people know you by.",
        autocomplete="name",
    )
    about = text(
        "About you",
        limit=ABOUT_LIMIT,
        required=False,
        hint=f"What you do, and what you care about here. At most {ABOUT_LIMIT} characters.",
        rows=4,
    )
    zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        choices=zones,
        help_text="The zone in which you see all times.",
        error_messages={"invalid_choice": "Choose a time zone from the list"},
    )
    watches_what_they_join = forms.BooleanField(
        label="Watch threads that I start or reply in",
        required=False,
        help_text="You are told in your inbox of further replies. Each form lets you choose anew.",
    )
    is_mailed = forms.BooleanField(
        label="Send me replies by mail",
        required=False,
        help_text="Each reply in threads that you watch, and threads that you would be told of in "
        "your inbox. They go to your main address once it is confirmed.",
    )
    uses_shortcuts = forms.BooleanField(
        label="Keyboard shortcuts in threads",
        required=False,
        help_text="Single letters go from post to post. In a thread, ? lists them.",
    )
