"""The main menu: who sees which word, and where one is."""

import pytest
from django.urls import reverse
from django.utils.translation import override


def menu(client, name):
    with override("en"):
        html = client.get(reverse(name)).content.decode()
    return html.split('<nav class="main"')[1].split("</nav>")[0]


@pytest.mark.parametrize(
    ("who", "words", "not_these"),
    [
        ("visitor", ["Calls"], ["Own tasks", "Applications"]),
        ("preparer", ["Own tasks", "Applications", "Calls"], ["Received applications"]),
        ("presenting_officer", ["Own tasks", "Received applications", "Calls"], []),
    ],
)
def test_everybody_sees_what_is_theirs(sign_in, who, words, not_these):
    found = menu(sign_in(who), "front")
    for word in words:
        assert f">{word}</a>" in found
    for word in not_these:
        assert f">{word}</a>" not in found


def test_the_menu_says_where_one_is(sign_in):
    assert 'aria-current="page">Calls</a>' in menu(sign_in("preparer"), "front")
    assert 'aria-current="page">Own tasks</a>' in menu(sign_in("preparer"), "home")


def test_the_head_of_the_page_says_for_whom_one_acts(sign_in, providers):
    with override("fi"):
        html = sign_in("preparer").get(reverse("home")).content.decode()
    assert f"{providers['iisalmi'].name_fi} · valmistelija" in html
