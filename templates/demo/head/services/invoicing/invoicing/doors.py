"""Follows the lockers' events and books the fee of each partner's door that was opened."""

import io
import json
import os
from pathlib import Path

import fastavro
import grpc
from kafka import KafkaConsumer
from lendhouse import signals
from lendhouse.retry import with_backoff
from lockers.v1 import locker_pb2, locker_pb2_grpc

from invoicing import handling
from invoicing.ledger import Ledger

SCHEMA = fastavro.parse_schema(json.loads(Path("schemas/events/door_opened.avsc").read_text("utf-8")))

log, meter, tracer = signals.for_service("invoicing")
fees = meter.create_counter("lendhouse.invoicing.handling_fees", unit="{fee}")


def book(event: dict, lockers: locker_pb2_grpc.LockerServiceStub, ledger: Ledger) -> None:
    """Book the fee once, however often a door is opened."""
    with tracer.start_as_current_span("invoicing.door_opened"):
        request = locker_pb2.GetHandoverRequest(booking_id=event["booking_id"])
        handover = with_backoff(lambda: lockers.GetHandover(request))
        line = handling.fee(handover.slot, handover.site)
        if line and ledger.book_for_holder(event["booking_id"], line):
            fees.add(1, {"partner": handover.site.partner})
            log.info("handling fee booked for %s at door %s", event["booking_id"], event["door_label"])


def follow(ledger: Ledger) -> None:
    """Read events until the process ends."""
    lockers = locker_pb2_grpc.LockerServiceStub(grpc.insecure_channel(os.environ["LOCKER_ADDR"]))
    consumer = KafkaConsumer(bootstrap_servers=os.environ["KAFKA_ADDR"], group_id="invoicing")
    consumer.subscribe([os.environ["LOCKER_EVENTS_TOPIC"]])
    for message in consumer:
        book(next(fastavro.reader(io.BytesIO(message.value), SCHEMA)), lockers, ledger)
