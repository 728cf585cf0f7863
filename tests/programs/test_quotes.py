"""Words of people on a program’s page: only what they agreed to, named as they want, as long as they want."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import DomainError
from notifications.models import Message
from programs.models import Program, Quote
from programs.services.quotes import agree_to_quote, ask_to_quote, decline_quote
from tests.factories.programs import QuoteFactory
from tests.handbooks import text

SignIn = Callable[[User], Client]
WORDS = "I left with three better questions."


@pytest.fixture
def quote(program: Program, student: User, coordinator: User, now: datetime) -> Quote:
    return ask_to_quote(program, address=student.email, words=WORDS, by=coordinator, now=now)


def _public_page(program: Program) -> str:
    return text(Client().get(reverse("programs:show-program", args=[program.slug])))


def test_words_are_shown_once_agreed_to_and_until_taken_back(
    quote: Quote, program: Program, student: User, sign_in: SignIn
) -> None:
    assert list(Message.objects.values_list("event", "recipient")) == [("quote_asked", student.pk)]
    assert WORDS not in _public_page(program)
    browser, url = sign_in(student), reverse("programs:answer-quote", args=[quote.pk])
    browser.post(url, {"words": WORDS, "named": "role"})
    assert WORDS in _public_page(program)
    assert "A mentee" in _public_page(program)
    assert student.family_name not in _public_page(program)
    browser.post(url, {"words": WORDS, "named": "name"})
    assert f"{student.display_name}, mentee" in _public_page(program)
    browser.post(url, {"answer": "no"})
    assert WORDS not in _public_page(program)


def test_consent_is_to_these_very_words(quote: Quote, now: datetime) -> None:
    with pytest.raises(DomainError):
        agree_to_quote(quote, words="Other words.", named="name", now=now)
    quote.refresh_from_db()
    assert quote.state == Quote.State.ASKED


def test_a_removed_quote_is_gone_from_the_page(
    quote: Quote, program: Program, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    agree_to_quote(quote, words=WORDS, named="name", now=now)
    sign_in(coordinator).post(reverse("programs:remove-quote", args=[quote.pk]))
    assert WORDS not in _public_page(program)


def test_who_declined_is_not_asked_again_by_itself(
    quote: Quote, program: Program, student: User, coordinator: User, now: datetime
) -> None:
    decline_quote(quote, now=now)
    with pytest.raises(DomainError):
        ask_to_quote(program, address=student.email, words="Please?", by=coordinator, now=now)


@pytest.mark.parametrize("who", ["nobody@school.example", "an outsider"])
def test_only_people_of_the_program_are_asked(
    who: str, program: Program, outsider: User, coordinator: User, sign_in: SignIn
) -> None:
    address = outsider.email if who == "an outsider" else who
    url = reverse("programs:list-quotes", args=[program.slug])
    response = sign_in(coordinator).post(url, {"address": address, "words": WORDS})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"address"}
    assert WORDS in response.content.decode()
    assert not Quote.objects.exists()


def test_the_list_reads_as_much_for_many(
    program: Program, coordinator: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser, url = sign_in(coordinator), reverse("programs:list-quotes", args=[program.slug])
    for number in (1, 3):
        QuoteFactory.create_batch(number, program=program)
        with django_assert_num_queries(5):
            browser.get(url)
