"""Follows the lockers' events and sends a text for each opened door."""

import io
import json
import os
from pathlib import Path

import fastavro
import grpc
from kafka import KafkaConsumer
from lending.v1 import booking_pb2, booking_pb2_grpc
from lendhouse import flags, signals
from lendhouse.retry import with_backoff
from openfeature import api as openfeature

from notices import wording

TOPIC = os.environ["LOCKER_EVENTS_TOPIC"]
SCHEMA = fastavro.parse_schema(json.loads(Path("schemas/events/door_opened.avsc").read_text("utf-8")))

log, meter, tracer = signals.for_service("notices")
texts = meter.create_counter("lendhouse.notices.texts", unit="{text}")


def send(member_id: str, text: str) -> None:
    """Hand a text to the carrier; the carrier's gateway reads this log."""
    texts.add(1)
    log.info("text for member %s: %s", member_id, text)


def handle(event: dict, bookings: booking_pb2_grpc.BookingServiceStub) -> None:
    """Tell the member that the door was opened, and when the tool is due."""
    with tracer.start_as_current_span("notices.door_opened"):
        request = booking_pb2.GetBookingRequest(booking_id=event["booking_id"])
        booking = with_backoff(lambda: bookings.GetBooking(request))
        send(booking.member_id, wording.collected(booking.tool_id, booking.slot))
        if openfeature.get_client().get_boolean_value("evening-reminders", False):
            send(booking.member_id, wording.reminder(booking.tool_id, booking.slot))


def main() -> None:
    flags.connect()
    channel = grpc.insecure_channel(os.environ["BOOKING_ADDR"])
    bookings = booking_pb2_grpc.BookingServiceStub(channel)
    consumer = KafkaConsumer(bootstrap_servers=os.environ["KAFKA_ADDR"], group_id="notices")
    consumer.subscribe([TOPIC])
    for message in consumer:
        handle(next(fastavro.reader(io.BytesIO(message.value), SCHEMA)), bookings)


if __name__ == "__main__":
    main()
