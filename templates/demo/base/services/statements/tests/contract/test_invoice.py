"""The invoice has what a statement reads."""

import re
from pathlib import Path

PROTO = Path(__file__).parents[4] / "proto/billing/v1/invoicing.proto"


def test_a_line_has_a_text_and_an_amount():
    message = re.search(r"message InvoiceLine \{(.*?)\}", PROTO.read_text("utf-8"), re.DOTALL)
    assert message is not None
    fields = dict(re.findall(r"(\w+) = (\d+);", message[1]))
    assert fields["text"] == "2"
    assert fields["amount_cents"] == "3"
