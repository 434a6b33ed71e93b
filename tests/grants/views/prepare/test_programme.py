"""The programme of a call, its conditions, commitments, past recipients and authority by their pages."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grants.models import Call, PastRecipient
from grants.services.call.programme import rule_mark
from pilots.models import Municipality, Programme
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Organisation
from sky_portal.accounts.services.authority import authority_values
from sky_portal.audit.models import AuditEvent
from tests.grants import factories

FOUR = {"rule": "min_municipalities", "count": 4}
LARGE = {"rule": "pupils_over", "count": 20000}
NESTED = {"all": [LARGE, {"any": [FOUR, {"rule": "team", "chair": 1, "low": 2, "high": 4}]}]}


@pytest.fixture
def earlier(draft_call: Call) -> Programme:
    """Another programme."""
    return Programme.objects.create(
        key="first",
        name={"fi": "Ensimmäinen"},
        short_name="E1",
        starts_on=date(2020, 1, 1),
        ends_on=date(2020, 12, 31),
        register_year=2021,
    )


def at(call: Call, page: str, /, **arguments: Any) -> str:
    return reverse(f"grants:prepare_{page}", kwargs={"slug": call.slug, **arguments})


def sent(form: Any) -> dict[str, Any]:
    """What a browser would send of a form as it stands."""
    found: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if isinstance(value, dict):
            found |= {f"{field.html_name}_{language}": text for language, text in value.items()}
        elif value not in (None, False, ""):
            found[field.html_name] = "on" if value is True else str(value)
    return found


def post(client: Client, address: str, **changes: Any) -> Any:
    return client.post(address, sent(client.get(address).context["form"]) | changes)


def last_event(case: Any) -> AuditEvent:
    return AuditEvent.objects.filter(case=case).order_by("seq").last()


def rules_of(call: Call) -> Any:
    return Programme.objects.get(call=call).eligibility


class TestProgramme:
    def test_its_fields_are_saved_and_told(self, administrator, draft_call, earlier):
        answer = post(
            administrator,
            at(draft_call, "programme"),
            name_sv="Nytt namn",
            hours="50; 30 50",
            percents="",
            recipients_of=str(earlier.pk),
            counts_aland="on",
        )
        assert answer.status_code == 302
        programme = Programme.objects.get(call=draft_call)
        assert programme.name["sv"] == "Nytt namn"
        assert programme.absence_thresholds == [{"hours": 30}, {"hours": 50}]
        assert programme.recipients_of == earlier
        assert programme.counts_aland is True
        fields = last_event(draft_call.case).facts["fields"]
        assert fields == ["counts_aland", "hours", "name", "percents", "recipients_of"]

    def test_years_are_those_of_the_loaded_registers(self, administrator, draft_call, providers):
        Municipality.objects.create(
            register_year=2023,
            code="140",
            name_fi="Iisalmi",
            name_sv="Idensalmi",
            region_code="11",
            region_name_fi="Pohjois-Savo",
            region_name_sv="Norra Savolax",
            avi_code="2",
            avi_name_fi="Itä-Suomi",
            language_status="fi",
            population=1,
            school_age=1,
            organisation=providers["iisalmi"],
        )
        form = administrator.get(at(draft_call, "programme")).context["form"]
        assert [year for year, _name in form.fields["register_year"].choices] == [2023, 2021]

    @pytest.mark.parametrize(
        "changes",
        [
            {"ends_on": "2020-01-01"},
            {"hours": "30, kolme"},
            {"hours": "0"},
            {"percents": "101"},
            {"register_year": "1917"},
            {"recipients_of": "999"},
            {"name_fi": ""},
            {"short_name": ""},
        ],
    )
    def test_what_makes_no_sense_is_refused(self, administrator, draft_call, changes):
        before = Programme.objects.filter(call=draft_call).values().get()
        assert post(administrator, at(draft_call, "programme"), **changes).status_code == 422
        assert Programme.objects.filter(call=draft_call).values().get() == before

    def test_another_hand_is_seen(self, administrator, draft_call):
        address = at(draft_call, "programme")
        mine = sent(administrator.get(address).context["form"])
        post(administrator, address, short_name="Toinen")
        page = administrator.post(address, mine | {"short_name": "Oma"})
        assert page.status_code == 409
        assert "Toinen" in page.text

    def test_it_is_read_once_published(self, administrator, cast):
        call = factories.make_call()
        page = administrator.get(at(call, "programme"))
        assert "Tallenna" not in page.text.partition("<main")[2].partition("</main")[0]
        assert post(administrator, at(call, "programme"), short_name="Uusi").status_code == 409


class TestRules:
    def test_rules_of_the_registry_are_added_changed_and_removed(self, administrator, draft_call, earlier):
        page = administrator.get(at(draft_call, "rules"))
        assert len(page.context["rules"]) == 2
        team = at(draft_call, "rules_add", name="team")
        assert administrator.get(team).status_code == 200
        assert administrator.post(team, {"chair": "1", "low": "2", "high": "4"}).status_code == 302
        assert rules_of(draft_call) == [FOUR, LARGE, {"rule": "team", "chair": 1, "low": 2, "high": 4}]
        large = at(draft_call, "rules_rule", mark=rule_mark(LARGE))
        assert post(administrator, large, count="15000").status_code == 302
        administrator.post(at(draft_call, "rules_remove", mark=rule_mark(FOUR)))
        first = at(draft_call, "rules_add", name="recipients_of")
        administrator.post(first, {"programme": "first"})
        rules = rules_of(draft_call)
        assert rules[0] == {**LARGE, "count": 15000}
        assert rules[-1] == {"rule": "recipients_of", "programme": "first"}
        assert "Ensimmäinen (E1)" in administrator.get(at(draft_call, "rules")).text
        assert last_event(draft_call.case).facts["rules"] == rules

    def test_all_can_be_needed(self, administrator, draft_call):
        administrator.post(at(draft_call, "rules_combine"), {"how": "all"})
        assert rules_of(draft_call) == {"all": [FOUR, LARGE]}
        administrator.post(at(draft_call, "rules_remove", mark=rule_mark(FOUR)))
        administrator.post(at(draft_call, "rules_remove", mark=rule_mark(LARGE)))
        assert rules_of(draft_call) == []
        administrator.post(at(draft_call, "rules_combine"), {"how": "some"})
        assert administrator.get(at(draft_call, "rules")).status_code == 200

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("min_municipalities", {"count": "0"}),
            ("min_municipalities", {"count": "neljä"}),
            ("min_municipalities", {}),
            ("pupils_over", {"count": "99999999999999999999"}),
            ("team", {"chair": "1", "low": "5", "high": "4"}),
        ],
    )
    def test_numbers_that_make_no_sense_are_refused(self, administrator, draft_call, name, data):
        answer = administrator.post(at(draft_call, "rules_add", name=name), data)
        assert answer.status_code == 422
        assert rules_of(draft_call) == [FOUR, LARGE]

    def test_a_rule_that_is_not_there_is_not_found(self, administrator, draft_call):
        assert administrator.get(at(draft_call, "rules_add", name="largest")).status_code == 404
        # There is no other programme yet whose recipients could be named.
        assert administrator.get(at(draft_call, "rules_add", name="recipients_of")).status_code == 404
        assert administrator.get(at(draft_call, "rules_rule", mark="abc")).status_code == 404
        gone = administrator.post(at(draft_call, "rules_remove", mark="abc"), follow=True)
        assert gone.status_code == 200
        assert rules_of(draft_call) == [FOUR, LARGE]

    def test_conditions_within_each_other_are_shown_in_words_and_left(self, administrator, draft_call):
        Programme.objects.filter(call=draft_call).update(eligibility=NESTED)
        page = administrator.get(at(draft_call, "rules"))
        assert page.context["is_list"] is False
        assert "20" in page.text
        assert page.text.count("<li>") >= 4
        added = administrator.post(at(draft_call, "rules_add", name="pupils_over"), {"count": "1"})
        assert added.status_code == 409
        administrator.post(at(draft_call, "rules_combine"), {"how": "any"})
        assert rules_of(draft_call) == NESTED

    def test_a_published_condition_stays(self, administrator, cast):
        call = factories.make_call()
        assert administrator.get(at(call, "rules_add", name="team")).status_code == 302
        typed = administrator.post(at(call, "rules_add", name="pupils_over"), {"count": "12345"})
        assert typed.status_code == 409
        assert "12345" in typed.text
        administrator.post(at(call, "rules_remove", mark=rule_mark(FOUR)))
        assert rules_of(call) == [FOUR, LARGE]


class TestCommitments:
    ROWS: dict[str, Any] = {
        "commitments-count": "2",
        "commitments-0-label_fi": "Osallistun arviointiin",
        "commitments-0-label_sv": "Jag deltar",
        "commitments-1-label_fi": "Raportoin poissaolot",
    }

    def test_they_are_written_moved_and_keep_their_keys(self, administrator, draft_call):
        address = at(draft_call, "commitments")
        assert post(administrator, address, **self.ROWS).status_code == 302
        stored = Programme.objects.get(call=draft_call).commitments
        assert [one["key"] for one in stored] == ["osallistun_arviointiin", "raportoin_poissaolot"]
        page = administrator.get(address)
        rows = {
            "commitments-count": "2",
            "commitments-0-key": "osallistun_arviointiin",
            "commitments-0-label_fi": "Osallistun",
            "commitments-1-key": "raportoin_poissaolot",
            "commitments-1-label_fi": "Raportoin",
        }
        base = sent(page.context["form"])
        stepped = administrator.post(address, base | rows | {"rows_step": "commitments:down:0"})
        assert stepped.status_code == 200
        assert [row["label"].value()["fi"] for row in stepped.context["form"].rows.forms] == [
            "Raportoin",
            "Osallistun",
        ]
        assert Programme.objects.get(call=draft_call).commitments == stored
        assert administrator.post(address, base | rows).status_code == 302
        stored = Programme.objects.get(call=draft_call).commitments
        assert [(one["key"], one["text"]["fi"]) for one in stored] == [
            ("osallistun_arviointiin", "Osallistun"),
            ("raportoin_poissaolot", "Raportoin"),
        ]

    def test_another_hand_is_seen(self, administrator, draft_call):
        address = at(draft_call, "commitments")
        mine = sent(administrator.get(address).context["form"])
        post(administrator, address, **self.ROWS)
        page = administrator.post(address, mine | {"commitments-count": "1", "commitments-0-label_fi": "Oma"})
        assert page.status_code == 409
        assert "Raportoin poissaolot" in page.text
        assert "Oma" in page.text

    def test_they_are_read_once_published(self, administrator, cast):
        call = factories.make_call()
        assert administrator.get(at(call, "commitments")).status_code == 200
        assert post(administrator, at(call, "commitments"), **self.ROWS).status_code == 409


class TestRecipients:
    @pytest.fixture
    def call(self, cast: Any, providers: Any) -> Call:
        return factories.make_call()

    def record(self, client: Client, call: Call, text: str) -> Any:
        return client.post(at(call, "recipients"), {"text": text})

    def test_names_and_business_ids_are_recorded_with_their_decisions(self, administrator, call, providers):
        text = "Iisalmi\tOKM/1/520/2021\n\n 0172127-2 ; OKM/2/520/2021\r\nvasa\n"
        assert self.record(administrator, call, text).status_code == 302
        found = {one.organisation: one.decision_number for one in PastRecipient.objects.order_by("pk")}
        assert found == {
            providers["iisalmi"]: "OKM/1/520/2021",
            providers["lapinlahti"]: "OKM/2/520/2021",
            providers["vaasa"]: "",
        }
        page = administrator.get(at(call, "recipients"))
        assert "OKM/1/520/2021" in page.text
        assert last_event(call.case).facts == {
            "recorded": sorted(providers[key].pk for key in ("iisalmi", "lapinlahti", "vaasa"))
        }

    def test_repeating_it_changes_nothing(self, administrator, call, providers):
        self.record(administrator, call, "Iisalmi\tOKM/1")
        events, rows = AuditEvent.objects.count(), list(PastRecipient.objects.order_by("pk").values())
        assert self.record(administrator, call, "Iisalmi\tOKM/1\nIisalmi").status_code == 302
        assert list(PastRecipient.objects.order_by("pk").values()) == rows
        assert AuditEvent.objects.count() == events

    def test_unknown_and_ambiguous_lines_are_named_and_nothing_is_recorded(
        self, administrator, call, providers
    ):
        Organisation.objects.filter(pk=providers["siilinjarvi"].pk).update(name_fi="Iisalmi")
        text = f"Lapinlahti\n\nAtlantis\nIisalmi\nSonkajärvi\t{'x' * 61}\nOpetus- ja kulttuuriministeriö"
        page = self.record(administrator, call, text)
        assert page.status_code == 422
        assert [fault.number for fault in page.context["faults"]] == [3, 4, 5, 6]
        assert "Atlantis" in page.context["form"]["text"].value()
        assert not PastRecipient.objects.exists()

    def test_another_number_of_the_decision_is_asked_about(self, administrator, call, providers):
        self.record(administrator, call, "Iisalmi\tOKM/1")
        assert self.record(administrator, call, "Iisalmi\tOKM/2").status_code == 422
        assert self.record(administrator, call, "Vaasa\tA\nVasa\tB").status_code == 422
        assert PastRecipient.objects.count() == 1

    @pytest.mark.parametrize("text", ["", " \n\t\n", ";\n", "\x00", "x\n" * 1500])
    def test_lines_that_say_nothing_are_refused(self, administrator, call, text):
        assert self.record(administrator, call, text).status_code == 422

    def test_one_is_removed_with_a_trace(self, administrator, call, providers):
        self.record(administrator, call, "Iisalmi\tOKM/1")
        one = PastRecipient.objects.get()
        administrator.post(at(call, "recipients_remove", pk=one.pk))
        assert not PastRecipient.objects.exists()
        assert last_event(call.case).facts == {"removed": providers["iisalmi"].pk, "decision": "OKM/1"}
        assert administrator.post(at(call, "recipients_remove", pk=one.pk)).status_code == 302

    def test_the_list_costs_the_same_with_more_rows(self, administrator, call, costs):
        self.record(administrator, call, "Iisalmi")
        few = costs(administrator, at(call, "recipients"))
        self.record(administrator, call, "Lapinlahti\nSonkajärvi")
        assert costs(administrator, at(call, "recipients")) == few


class TestAuthority:
    def test_its_details_are_saved_in_its_own_case(self, administrator, draft_call):
        address = at(draft_call, "authority")
        answer = post(
            administrator, address, registry_hours="9:00–15.30", postal_address_sv="PB 1", case_class="521"
        )
        assert answer.status_code == 302
        authority = Organisation.objects.get(pk=draft_call.authority_id)
        values = authority_values(authority)
        assert values["registry_hours"] == "9:00–15.30"
        assert values["postal_address"] == {"fi": "PL 29, 00023 Valtioneuvosto", "sv": "PB 1"}
        event = last_event(authority.case)
        assert event.verb == "save_authority"
        assert event.facts == {"fields": ["case_class", "postal_address", "registry_hours"]}

    @pytest.mark.parametrize("hours", ["9-15", "aamusta iltaan", "8.00–25.15"])
    def test_hours_that_no_deadline_can_be_counted_by_are_refused(self, administrator, draft_call, hours):
        assert post(administrator, at(draft_call, "authority"), registry_hours=hours).status_code == 422

    def test_another_authoritys_administrator_only_reads(self, draft_call, cast, client):
        other = factories.make_person(Organisation.objects.get(code="OPH"), Role.CALL_ADMINISTRATOR)
        client.force_login(other)
        address = at(draft_call, "authority")
        page = client.get(address)
        assert page.status_code == 200
        assert page.context["may_edit"] is False
        assert client.post(address, {"name_fi": "X"}).status_code == 403


@pytest.mark.parametrize("name", ["programme", "rules", "commitments", "recipients", "authority"])
@pytest.mark.parametrize("who", ["preparer", "presenting_officer", "registrar"])
def test_for_others_the_pages_are_not_there(sign_in, draft_call, name, who):
    assert sign_in(who).get(at(draft_call, name)).status_code == 404
    assert sign_in(who).post(at(draft_call, name), {}).status_code == 404
