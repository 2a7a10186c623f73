"""A reader that refuses a record refuses all of it, whatever fields its code names."""

import pytest

SCHEMA = """\
{
  "namespace": "shop",
  "name": "Parcel",
  "type": "record",
  "fields": [
    {"name": "id", "type": "string"},
    {"name": "weight", "type": "int"}
  ]
}
"""
GROWN = SCHEMA.replace('{"name": "id"', '{"name": "fragile", "type": "boolean"},\n    {"name": "id"')
SHRUNK = SCHEMA.replace(',\n    {"name": "weight", "type": "int"}', "")
READER = """\
import org.apache.kafka.streams.StreamsBuilder;
import shop.Parcel;

class Stores {
  void start(StreamsBuilder builder) {
    builder.<String, Parcel>stream("parcels").foreach((key, parcel) -> show(key));
  }
}
"""
WRITER = """\
import org.apache.kafka.clients.producer.KafkaProducer;
import shop.Parcel;

class Router {
  void route(KafkaProducer<String, Parcel> producer) {
    Parcel parcel = Parcel.newBuilder().setId("1").setWeight(2).build();
    producer.send(new ProducerRecord<>("parcels", "1", parcel));
  }
}
"""
PYTHON = """\
from confluent_kafka.schema_registry.avro import AvroDeserializer

schema = open("schemas/parcel.avsc").read()
deserialize = AvroDeserializer(registry, schema)
"""
BASE = {
    "schemas/parcel.avsc": SCHEMA,
    "svc/track/Dockerfile": "FROM scratch\n",
    "svc/track/src/main/java/Stores.java": READER,
    "svc/route/Dockerfile": "FROM scratch\n",
    "svc/route/src/main/java/Router.java": WRITER,
    "svc/count/Dockerfile": "FROM scratch\n",
    "svc/count/main.py": PYTHON,
}


@pytest.mark.parametrize("schema", [GROWN, SHRUNK], ids=["a field without a default", "a field less"])
def test_who_decodes_the_record_is_hurt_by_that_line(impacts_of, schema):
    found = impacts_of(BASE, {"schemas/parcel.avsc": schema})
    assert (found["track"].answer, found["track"].state, found["track"].side) == ("uses", "rebuilt", "reads")
    assert [(use.path, use.line, use.how) for use in found["track"].uses] == [
        ("svc/track/src/main/java/Stores.java", 6, "decode")
    ]
    assert [(use.line, use.how) for use in found["count"].uses] == [(4, "decode")]


def test_who_only_writes_the_record_decodes_nothing(impacts_of):
    found = impacts_of(BASE, {"schemas/parcel.avsc": SHRUNK})
    assert found["route"].side == "writes"
    assert [use.how for use in found["route"].uses] == ["write"]


def test_a_reader_of_another_record_is_not_hurt(impacts_of):
    other = SCHEMA.replace("Parcel", "Letter")
    base = {**BASE, "schemas/letter.avsc": other}
    base["svc/track/src/main/java/Stores.java"] = READER.replace("Parcel", "Letter")
    found = impacts_of(base, {"schemas/parcel.avsc": GROWN})
    assert "track" not in found or found["track"].answer == "depends"


def test_a_change_that_every_reader_takes_hurts_nobody(impacts_of):
    default = GROWN.replace('"boolean"}', '"boolean", "default": false}')
    assert impacts_of(BASE, {"schemas/parcel.avsc": default}) == {}


def test_asking_for_a_field_names_its_own_users_alone(asked):
    found = asked(BASE, "schemas/parcel.avsc#Parcel.weight")
    assert found["route"].answer == "uses"
    assert found["track"].answer == "depends"
