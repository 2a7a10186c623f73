"""Runs once a month and writes a statement for every member who owes something."""

import os
from datetime import date

import grpc
from billing.v1 import invoicing_pb2, invoicing_pb2_grpc
from lendhouse import signals
from lendhouse.retry import with_backoff

from statements import letter

log, meter, tracer = signals.for_service("statements")
written = meter.create_counter("lendhouse.statements.written", unit="{statement}")


def main() -> None:
    invoicing = invoicing_pb2_grpc.InvoicingServiceStub(grpc.insecure_channel(os.environ["INVOICING_ADDR"]))
    request = invoicing_pb2.ListInvoicesRequest(month=letter.month_before(date.today()))
    with tracer.start_as_current_span("statements.run"):
        for invoice in with_backoff(lambda: invoicing.ListInvoices(request)).invoices:
            print(letter.body(invoice))
            written.add(1)
    log.info("statements for %s are written", request.month)


if __name__ == "__main__":
    main()
