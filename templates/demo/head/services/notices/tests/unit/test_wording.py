from types import SimpleNamespace

from notices import wording

HARBOUR_7 = SimpleNamespace(site_id="harbour", door_number="07")
PARTNER_A7 = SimpleNamespace(site_id="nordpark", door_number="A7")


def test_a_door_is_named_as_it_is_painted():
    assert wording.place(HARBOUR_7) == "Harbour, door 07"
    assert wording.place(PARTNER_A7) == "Nordpark, door A7"


def test_a_text_fits_one_message():
    assert len(wording.collected("Tile saw with water tray", HARBOUR_7)) <= 160
    assert len(wording.reminder("Tile saw with water tray", HARBOUR_7)) <= 160
