"""Answers as they leave the site: small, without a body where none is asked for, clean."""

import pytest


def test_head_answers_like_get_without_a_body(client, make_page):
    page = make_page()
    got, asked = client.get(page.get_absolute_url()), client.head(page.get_absolute_url())
    assert asked.status_code == got.status_code == 200
    assert asked.content == b""
    assert int(asked["Content-Length"]) > 1000


def test_pages_are_compressed_for_those_who_can_read_it(client, make_page):
    page = make_page(body="The same words again and again. " * 200)
    plain = client.get(page.get_absolute_url())
    small = client.get(page.get_absolute_url(), headers={"accept-encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) < len(plain.content) / 3


@pytest.mark.parametrize("query", ["?q=a%00b", "?order=%00", "?%00=1"])
def test_nul_in_a_query_is_taken_out(client, make_page, query):
    page = make_page()
    assert client.get(f"/recommendations/{query}").status_code == 200
    assert client.get(f"{page.get_absolute_url()}{query}").status_code == 200


def test_nul_in_a_form_is_taken_out_and_the_rest_is_kept(client, signed_in, member, make_page):
    page = make_page(title="Before", body="Words.")
    signed_in(client, member)
    answer = client.post(
        f"{page.get_absolute_url()}edit/", {"title": "Before", "body": "Some\x00thing", "base": "1"}
    )
    assert answer.status_code == 302
    page.refresh_from_db()
    assert page.body == "Something"


def test_typed_text_of_a_refused_form_is_given_back(make_page):
    from django.test import Client

    page = make_page()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"{page.get_absolute_url()}edit/", {"body": "Two hours of work"})
    assert answer.status_code == 403
    assert "Two hours of work" in answer.content.decode()
