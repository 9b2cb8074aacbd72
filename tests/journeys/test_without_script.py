"""Every journey in a browser that runs no script at all."""

from types import SimpleNamespace

import pytest

from tests.journeys import journeys

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("journey", journeys.ALL, ids=journeys.called)
def test_nothing_needs_script(journey: journeys.Journey, small_site: SimpleNamespace) -> None:
    journey(small_site.tab_of("amara", java_script_enabled=False), small_site)
