"""The pages about people by real requests: links that open a page with a button, doors, choices."""

import pytest
from django.urls import reverse

from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import AccessRequest, Membership, User
from sky_portal.accounts.services.access_request import ask_access
from sky_portal.accounts.services.invitation import invite
from sky_portal.accounts.services.membership import grant_membership


@pytest.fixture
def newcomer(client, cast):
    person = User.objects.create_user("newcomer@iisalmi.example", "x", name="Uusi Tulija")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    client.force_login(person)
    return person


# --- access -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [("iisal", "Iisalmi"), ("IDENSALMI", "Iisalmi"), ("9086071-6", "Iisalmi"), ("SIILINJÄR", "Siilinjärvi")],
)
def test_an_organisation_is_found(client, newcomer, providers, words, name):
    found = client.get(reverse("accounts:access_request"), {"q": words}).context["organisations"]
    assert [organisation.name_fi for organisation in found] == [name]


def test_authorities_are_not_found(client, newcomer, providers):
    found = client.get(reverse("accounts:access_request"), {"q": "kulttuuri"})
    assert found.context["organisations"] == []


def test_from_a_closed_door_to_the_page_asked_for(client, newcomer, providers, mails, link_in):
    wanted = reverse("accounts:me")
    page = client.get(reverse("accounts:access_request"), {"q": "iisalmi", "next": wanted})
    assert f"?next={wanted}" in page.content.decode()
    ask = reverse("accounts:access_ask", args=[providers["iisalmi"].pk])
    answer = client.post(ask, {"role": "preparer", "message": "", "next": wanted}, follow=True)
    assert answer.resolver_match.view_name == "accounts:access_status"
    link = link_in(mails("kirjaamo@iisalmi.example")[0])
    clerk = type(client)()
    assert clerk.get(link).status_code == 200
    assert AccessRequest.objects.get().state == "open"
    clerk.post(link, {"role": "preparer", "clerk": "Kirsi Kirjaaja", "answer": "yes"})
    assert AccessRequest.objects.get().state == "granted"
    status = client.get(answer.request["PATH_INFO"])
    assert status.context["onward"] == wanted
    assert client.get(wanted).status_code == 200
    assert newcomer.has_role(Role.PREPARER)


def test_a_foreign_way_on_is_left_out(client, newcomer, providers):
    ask = reverse("accounts:access_ask", args=[providers["iisalmi"].pk])
    for foreign in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        page = client.get(ask, {"next": foreign})
        assert page.context["next"] == ""
    client.post(ask, {"role": "preparer", "next": "//evil.example/"})
    assert AccessRequest.objects.get().continue_to == ""


def test_the_registry_signs_its_answer(client, newcomer, providers, mails, link_in):
    ask_access(providers["iisalmi"], role=Role.PREPARER, actor=newcomer)
    link = link_in(mails("kirjaamo@iisalmi.example")[0])
    assert client.post(link, {"role": "preparer", "answer": "yes"}).status_code == 200
    assert AccessRequest.objects.get().state == "open"


def test_an_unknown_link_is_404(client, db):
    assert client.get(reverse("accounts:access_link", args=["no-such-token"])).status_code == 404
    assert client.get(reverse("accounts:invitation", args=["no-such-token"])).status_code == 404


def test_a_signatory_answers(cast, sign_in, newcomer, providers):
    asked = ask_access(providers["iisalmi"], role=Role.PREPARER, actor=newcomer)
    page = reverse("accounts:access_answer", args=[asked.pk])
    assert sign_in("outsider_signatory").get(page).status_code == 404
    assert sign_in("preparer").get(page).status_code == 404
    sign_in("signatory").post(page, {"role": "local_contact", "answer": "yes"})
    asked.refresh_from_db()
    assert (asked.state, asked.granted_role) == ("granted", "local_contact")


# --- invitations ------------------------------------------------------------------------------


@pytest.fixture
def link(cast, providers, mails, link_in):
    invite(providers["iisalmi"], email="preparer@vasa.example", role=Role.SIGNATORY, actor=cast["signatory"])
    return link_in(mails("preparer@vasa.example")[0])


def test_a_get_accepts_nothing(cast, sign_in, link):
    browser = sign_in("outsider")
    assert browser.get(link).status_code == 200
    assert browser.get(link + "accept/").status_code == 405
    assert not cast["outsider"].has_role(Role.SIGNATORY)


def test_the_button_accepts_and_acts_for_it(cast, sign_in, link, providers):
    browser = sign_in("outsider")
    browser.post(link + "accept/")
    assert browser.session["acting_for"] == providers["iisalmi"].pk
    assert Membership.objects.filter(user=cast["outsider"], role=Role.SIGNATORY).exists()
    assert not browser.get(link).context["is_open"]


def test_anothers_invitation_is_not_accepted(cast, sign_in, link):
    browser = sign_in("preparer")
    assert not browser.get(link).context["is_mine"]
    browser.post(link + "accept/")
    assert Membership.objects.filter(role=Role.SIGNATORY, user=cast["preparer"]).count() == 0


def test_the_link_spares_a_new_person_the_confirmation(client, cast, providers, mails, link_in):
    email = "new@iisalmi.example"
    invite(providers["iisalmi"], email=email, role=Role.PREPARER, actor=cast["signatory"])
    link = link_in(mails(email)[0])
    assert client.get(link).context["is_open"]
    signup = client.post(link + "account/")["Location"]
    assert client.get(signup).context["form"].fields["email"].initial == email
    data = {"name": "Uusi", "email": email, "password1": "pitkä-salasana-1", "password2": "pitkä-salasana-1"}
    answer = client.post(signup, data)
    assert answer["Location"] == link
    client.post(link + "accept/")
    assert User.objects.get(email=email).has_role(Role.PREPARER)


# --- people -----------------------------------------------------------------------------------


def test_a_signatory_sees_and_changes_the_people(cast, sign_in, providers, mails):
    browser = sign_in("signatory")
    iisalmi = providers["iisalmi"]
    page = browser.get(reverse("accounts:people", args=[iisalmi.pk])).content.decode()
    assert "Aino Karppinen" in page
    assert "Johanna Nygård" not in page
    form = {"email": "sub@iisalmi.example", "role": "signatory", "starts_on": "2099-07-01"}
    browser.post(reverse("accounts:invite", args=[iisalmi.pk]), {**form, "ends_on": "2099-07-31"})
    assert len(mails("sub@iisalmi.example")) == 1
    theirs = Membership.objects.get(user=cast["preparer"])
    browser.post(reverse("accounts:remove_membership", args=[theirs.pk]))
    assert not cast["preparer"].has_role(Role.PREPARER)


def test_the_last_signatory_is_told_why_not(cast, sign_in):
    own = Membership.objects.get(user=cast["signatory"])
    answer = sign_in("signatory").post(reverse("accounts:remove_membership", args=[own.pk]))
    assert answer.status_code == 409
    assert answer.context["form"].non_field_errors()


def test_anothers_people_are_not_there(cast, sign_in, providers):
    theirs = Membership.objects.get(user=cast["preparer"])
    for key in ("outsider_signatory", "call_administrator", "participant"):
        browser = sign_in(key)
        assert browser.get(reverse("accounts:people", args=[providers["iisalmi"].pk])).status_code == 404
        assert browser.post(reverse("accounts:remove_membership", args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(cast, sign_in, providers, rows, django_assert_max_num_queries):
    iisalmi = providers["iisalmi"]
    for number in range(rows):
        person = User.objects.create_user(f"p{number}@x.example", name=f"P {number}")
        grant_membership(iisalmi, user=person, role=Role.PREPARER, actor=cast["signatory"])
        invite(iisalmi, email=f"i{number}@x.example", role=Role.PREPARER, actor=cast["signatory"])
        ask_access(iisalmi, role=Role.PREPARER, actor=User.objects.create_user(f"a{number}@x.example"))
    browser = sign_in("signatory")
    browser.get(reverse("accounts:me"))
    with django_assert_max_num_queries(10):
        browser.get(reverse("accounts:people", args=[iisalmi.pk]))
    with django_assert_max_num_queries(8):
        browser.get(reverse("accounts:access_requests"))


# --- acting -----------------------------------------------------------------------------------


@pytest.fixture
def of_two(cast, providers):
    grant_membership(
        providers["lapinlahti"], user=cast["preparer"], role=Role.PREPARER, actor=cast["participant"]
    )
    return cast["preparer"]


def test_who_has_two_organisations_chooses_after_signing_in(client, of_two, log_in, providers):
    wanted = reverse("accounts:me")
    answer = log_in(client, of_two.email, query=f"?next={wanted}")
    assert answer["Location"].startswith(reverse("accounts:choose"))
    page = client.get(answer["Location"])
    assert {o.name_fi for o in page.context["organisations"]} == {"Iisalmi", "Lapinlahti"}
    data = {"organisation": providers["lapinlahti"].pk, "next": page.context["next"]}
    assert client.post(reverse("accounts:act_for"), data)["Location"] == wanted
    person = client.get(wanted).wsgi_request.user
    assert person.acting_for == providers["lapinlahti"].pk
    assert person.organisations_as() == {providers["lapinlahti"].pk}


def test_a_page_that_needs_the_choice_asks_for_it(sign_in, of_two):
    answer = sign_in("preparer").get(reverse("home"))
    assert answer["Location"] == f"{reverse('accounts:choose')}?next=%2Ffi%2Fhome%2F"


def test_one_acts_only_for_ones_own(sign_in, of_two, providers):
    browser = sign_in("preparer")
    for wrong in (providers["vaasa"].pk, "x", "", "9" * 5000, "-1", "٣"):
        assert browser.post(reverse("accounts:act_for"), {"organisation": wrong}).status_code == 404


def test_a_choice_that_holds_no_more_is_forgotten(sign_in, cast, of_two, providers):
    browser = sign_in("preparer")
    browser.post(reverse("accounts:act_for"), {"organisation": providers["lapinlahti"].pk})
    Membership.objects.filter(user=of_two, organisation=providers["lapinlahti"]).update(
        removed_at="2021-01-01T00:00Z"
    )
    assert browser.get(reverse("accounts:me")).wsgi_request.user.acting_for is None


def test_my_page_keeps_name_and_language(sign_in, cast):
    browser = sign_in("preparer")
    data = {"name": "Aino K", "title": "johtaja", "language": "sv"}
    assert browser.post(reverse("accounts:me"), data).status_code == 302
    cast["preparer"].refresh_from_db()
    assert (cast["preparer"].name, cast["preparer"].language) == ("Aino K", "sv")


def test_ones_name_is_one_line(sign_in, cast):
    data = {"name": "Aino\r\nBcc: x@y.example\u202e", "title": "joh\ttaja", "language": "fi"}
    assert sign_in("preparer").post(reverse("accounts:me"), data).status_code == 302
    cast["preparer"].refresh_from_db()
    assert (cast["preparer"].name, cast["preparer"].title) == ("Aino Bcc: x@y.example", "joh taja")
