"""The cast is whole, and making it twice makes it once."""

from sky_portal.accounts.cast import CHARACTERS, create_cast
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, Organisation, User


def test_cast_is_made_once(cast):
    counts = [model.objects.count() for model in (User, Organisation, Membership)]
    again = create_cast("another password")
    assert counts == [model.objects.count() for model in (User, Organisation, Membership)]
    assert again["preparer"].pk == cast["preparer"].pk


def test_everybody_holds_their_role(cast):
    for character in CHARACTERS:
        assert cast[character.key].has_role(character.role)
    assert {c.role for c in CHARACTERS} == set(Role) - {Role.LOCAL_CONTACT, Role.REGIONAL_COORDINATOR}


def test_a_loaded_register_is_not_doubled(db):
    from sky_portal.cases.services import open_case

    Organisation.objects.create(
        case=open_case("organisation"),
        kind="municipality",
        name_fi="Iisalmen kaupunki",
        name_sv="Idensalmi stad",
        business_id="9086071-6",
    )
    create_cast("whatever it is")
    iisalmi = Organisation.objects.get(business_id="9086071-6")
    assert iisalmi.name_fi == "Iisalmen kaupunki"
    assert iisalmi.registry_email == "kirjaamo@iisalmi.example"
