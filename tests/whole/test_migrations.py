"""What the models say and what the migrations make are the same."""

import pytest
from django.core.management import call_command


@pytest.mark.usefixtures("db")
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=3)
