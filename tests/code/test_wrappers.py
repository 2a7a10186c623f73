"""Own code around a topic: who is given one, what holds one, and the calls of both."""

from textwrap import dedent

import pytest

from juncture.code.model import Value, Wrapper
from juncture.code.source import read
from juncture.code.wrappers import by_word, ends

GIVEN = {
    "a method in Go": (
        "a.go",
        """
        package events
        import "github.com/nats-io/nats.go"
        func (p *Publisher) Publish(ctx context.Context, subject string) { p.nc.Publish(subject, nil) }
        """,
        ("Publisher.Publish", 1),
    ),
    "a method in Python": (
        "a.py",
        """
        from kafka import KafkaProducer
        class Publisher:
            def publish(self, topic):
                self.producer.send(topic, b"")
        """,
        ("Publisher.publish", 0),
    ),
    "a static method in TypeScript": (
        "a.ts",
        """
        import { Worker } from 'bullmq';
        export class Workers { static add(run: Run, queue: string) { new Worker(queue, run); } }
        """,
        ("Workers.add", 1),
    ),
}


@pytest.mark.parametrize("name", GIVEN)
def test_a_function_that_hands_a_parameter_on_as_the_topic_is_a_wrapper(name):
    path, text, expected = GIVEN[name]
    assert [(one.name, one.argument) for one in read(path, dedent(text).encode()).wrappers] == [expected]


def test_what_holds_a_queue_is_known_with_the_queue_s_name():
    text = "import { Queue } from 'bullmq';\nexport const mails = new Queue('mail');\n"
    (found,) = read("a.ts", text.encode()).wrappers
    assert (found.name, found.topic, found.verbs) == ("mails", Value("literal", "mail"), "add|addBulk")


def test_a_call_is_one_on_the_class_or_on_what_is_called_like_it():
    known = by_word([Wrapper("EventPublisher.publish", "produces", 1, 0)])
    text = b"""\
event_publisher.publish("a")
self.event_publisher.publish("b")
EventPublisher().publish("c")
other.publish("d")
publish("e")
event_publisher.publish(name + other)
"""
    assert [end.topic.text for _, end in ends("a.py", text, known)] == ["a", "b", "c"]
