"""People in the administration: blocking an account, making somebody a moderator."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.models import User

# One door: the site's own sign-in counts wrong tries, the administration's does not.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


@admin.register(User)
class PeopleAdmin(UserAdmin):
    list_display = ("username", "name", "email", "is_active", "is_moderator", "is_staff")
    list_filter = ("is_active", "is_moderator", "is_staff")
    search_fields = ("username", "name", "email")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Profile", {"fields": ("name", "about", "zone", "email")}),
        (
            "What they may do",
            {"fields": ("is_active", "is_moderator", "is_staff", "is_superuser", "groups")},
        ),
        ("When", {"fields": ("date_joined", "last_login")}),
    )
    readonly_fields = ("date_joined", "last_login")
    filter_horizontal = ("groups",)
