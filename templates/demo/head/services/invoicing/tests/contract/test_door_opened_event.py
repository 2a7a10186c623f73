"""The event has what this service reads, and older events still have a meaning."""

import json
from pathlib import Path

SCHEMA = Path(__file__).parents[4] / "schemas/events/door_opened.avsc"
FIELDS = {field["name"]: field for field in json.loads(SCHEMA.read_text("utf-8"))["fields"]}


def test_the_event_names_the_booking():
    assert FIELDS["booking_id"]["type"] == "string"


def test_an_event_written_before_there_were_labels_has_none():
    assert FIELDS["door_label"]["default"] is None
