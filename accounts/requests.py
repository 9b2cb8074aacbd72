"""The request of somebody who has signed in, for views behind `members_only`."""

from django.http import HttpRequest

from accounts.models import User


class MemberRequest(HttpRequest):
    user: User
