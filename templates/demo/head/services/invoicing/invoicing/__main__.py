"""Serves deposits and invoices over gRPC, and follows the lockers' events beside it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import grpc
from billing.v1 import invoicing_pb2, invoicing_pb2_grpc
from lendhouse import flags, signals
from openfeature import api as openfeature

from invoicing import doors, lines
from invoicing.ledger import Ledger

log, meter, tracer = signals.for_service("invoicing")
deposits = meter.create_counter("lendhouse.invoicing.deposits", unit="{deposit}")


def invoice(ledger: Ledger, member_id: str) -> invoicing_pb2.Invoice:
    """Return a member's invoice as the contract has it."""
    written = [
        invoicing_pb2.InvoiceLine(kind=f"LINE_KIND_{line.kind.upper()}", text=line.text, amount_cents=line.amount_cents)
        for line in ledger.lines(member_id)
    ]
    return invoicing_pb2.Invoice(id=f"inv-{member_id}", member_id=member_id, lines=written)


class Invoicing(invoicing_pb2_grpc.InvoicingServiceServicer):
    """Answers from the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def TakeDeposit(self, request, context):
        with tracer.start_as_current_span("invoicing.take_deposit"):
            line = lines.deposit(request.booking_id, request.deposit_cents)
            if self._ledger.book(request.booking_id, request.member_id, line):
                deposits.add(1)
                log.info("deposit booked for %s", request.booking_id)
            return invoice(self._ledger, request.member_id)

    def ListInvoices(self, request, context):
        members = self._ledger.members()
        return invoicing_pb2.ListInvoicesResponse(invoices=[invoice(self._ledger, member) for member in members])


def main() -> None:
    flags.connect()
    server = grpc.server(ThreadPoolExecutor(max_workers=8))
    ledger = Ledger("/var/lib/lendhouse/ledger.db")
    invoicing_pb2_grpc.add_InvoicingServiceServicer_to_server(Invoicing(ledger), server)
    server.add_insecure_port("[::]:7072")
    if openfeature.get_client().get_boolean_value("partner-lockers", False):
        Thread(target=doors.follow, args=(ledger,), daemon=True).start()
    server.start()
    log.info("invoicing is ready")
    server.wait_for_termination()


if __name__ == "__main__":
    main()
