"""How allauth behaves here: one name a person, links to our own address, kind words, no hints."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_rates
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import NAME_TAKEN, User
from accounts.names import canonical, plain
from web.throttle import TooMany

EMAIL_LIMIT = 254
EMAIL_WANTED = "Enter an e-mail address with an @, like name@trust.example"
NO_MATCH = "That name or e-mail and that password do not go together. Check both and try again"
PASSWORD_WORDS = {
    "password_too_short": "Use at least {min_length} characters. Yours has {length}",
    "password_too_common": "This password is among the first that people guess. Choose another",
    "password_too_similar": "This password is too close to your name or e-mail. Choose another",
}
NEXT_LIMIT = 2000  # of an address to go on to, in characters; longer ones no browser follows


class AccountAdapter(DefaultAccountAdapter):
    """The decisions that allauth leaves to a site."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_taken": NAME_TAKEN,
        "username_password_mismatch": NO_MATCH,
        "email_password_mismatch": NO_MATCH,
        "enter_current_password": "This is not your password as it is now",
        "incorrect_password": "This is not your password",
        "duplicate_email": "This address is on your list already",
        "invalid_password_reset": "This link no longer works",
    }

    # Names, addresses, passwords -------------------------------------------------------------
    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Give the name as it will be kept. Raises ValidationError where one like it exists."""
        name: str = super().clean_username(plain(username), shallow=True)
        if not shallow and User.objects.is_taken(name):
            raise self.validation_error("username_taken")
        return name

    def clean_email(self, email: str) -> str:
        """Refuse letters before the @ that mail systems fold into others (CVE-2019-19844)."""
        if not email.rpartition("@")[0].isascii():
            raise ValidationError(EMAIL_WANTED)
        if len(email) > EMAIL_LIMIT:
            raise ValidationError(f"Use at most {EMAIL_LIMIT} characters. Yours has {len(email)}")
        return email

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Raise ValidationError with the one thing to change first."""
        try:
            validate_password(password, user)
        except ValidationError as refused:
            first = refused.error_list[0]
            words = PASSWORD_WORDS.get(first.code or "", first.messages[0])
            params = {**(first.params or {}), "length": len(password)}
            raise ValidationError(words.format(**params), code=first.code) from refused
        return password

    # Signing in -------------------------------------------------------------------------------
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try. Raises TooMany above the rates of settings, which all spellings share."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refused:
            rates = get_rates(app="allauth.account", action="login_failed")
            raise TooMany(int(max(rate.duration for rate in rates))) from refused

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By what was typed, not by account: a shared count would tell whose address it is.
        return canonical(credentials.get("email") or credentials.get("username") or "")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Changing addresses asks for the password again: an open screen is not enough."""
        return True

    # Where people are sent --------------------------------------------------------------------
    def is_safe_url(self, url: str) -> bool:
        """A path of this host alone: its other names may mean somebody's own machine."""
        is_path = url.startswith("/") and len(url) <= NEXT_LIMIT
        return is_path and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("person", args=[request.user.get_username()])

    def is_ajax(self, request: HttpRequest) -> bool:
        """Every answer is a page: no second way in that says more."""
        return False

    # Mail -------------------------------------------------------------------------------------
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one message to one address. Its links begin with settings.SITE_URL."""
        message: EmailMessage = self.render_mail(
            template_prefix,
            email,
            {
                **context,
                "email": email,
                "community": settings.COMMUNITY_NAME,
                "site_url": settings.SITE_URL,
                "reset_hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
                "confirm_days": app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS,
            },
        )
        message.send()

    def get_reset_password_from_key_url(self, key: str) -> str:
        person, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": person, "key": token})
        return f"{settings.SITE_URL}{path}"

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        return f"{settings.SITE_URL}{path}"
