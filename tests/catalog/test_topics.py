"""Topics across files: by the type of a message, by a constant of a shared folder, behind own code."""

from textwrap import dedent

COMPOSE = """\
services:
  orders:
    build: ./orders
  mail:
    build: ./mail
"""
SERVICES = {
    "compose.yaml": COMPOSE,
    "orders/Dockerfile": "FROM scratch",
    "mail/Dockerfile": "FROM scratch",
}


def ends(found) -> list[tuple[str, str, str, str]]:
    return [(e.source, e.side, e.target, str(e.provenance[0])) for e in found.edges if e.side]


HANDLER = """
    public static void Add(IEventBusBuilder bus) =>
        bus.AddSubscription<OrderPlaced, OrderPlacedHandler>();
"""
PRODUCER = """
    class Place {
        async Task Run(bool late) {
            IntegrationEvent told;
            if (late) { told = new OrderLate(1); } else { told = new OrderPlaced(1); }
            await _events.SaveEventAsync(told);
            await _mediator.Publish(new OrderChecked(1));
        }
    }
"""


def test_an_event_is_a_topic_by_its_class_where_somebody_handles_it(catalog):
    files = {"orders/Place.cs": dedent(PRODUCER), "mail/Setup.cs": dedent(HANDLER)}
    assert ends(catalog(SERVICES | files)) == [
        ("mail", "consumes", "topic:OrderPlaced", "mail/Setup.cs:3"),
        ("orders", "produces", "topic:OrderPlaced", "orders/Place.cs:6"),
    ]


def test_a_consumer_class_handles_the_types_that_it_names(catalog):
    files = {
        "mail/Handler.cs": "using MassTransit;\nclass Mailer : Base, IConsumer<Acme.OrderPlaced> { }",
        "orders/Place.cs": "class P { void Run() { _bus.Publish(new OrderPlaced(1)); } }",
    }
    assert ends(catalog(SERVICES | files)) == [
        ("mail", "consumes", "topic:OrderPlaced", "mail/Handler.cs:2"),
        ("orders", "produces", "topic:OrderPlaced", "orders/Place.cs:1"),
    ]


def test_a_constant_of_a_folder_that_the_file_imports_names_the_topic(catalog):
    publish = """
        package main
        import (
            "acme.dev/shop/shared/channels"
            "github.com/nats-io/nats.go"
        )
        func f(nc *nats.Conn) { nc.Publish(channels.OrderTopic, data) }
    """
    shared = {"shared/channels/channels.go": 'package channels\nconst OrderTopic = "orders.placed"\n'}
    other = {"other/topics/topics.go": 'package topics\nconst OrderTopic = "another"\n'}
    files = SERVICES | {"orders/main.go": dedent(publish)} | shared | other
    assert ends(catalog(files)) == [("orders", "produces", "topic:orders.placed", "orders/main.go:7")]


NAMES = "export enum Queues { Mail = 'mail-queue', Late = 'late-queue' }\nexport enum Jobs { Mail = 'mail-job' }\n"
HOLDER = """
    import { Queue } from "bullmq";
    import { Queues } from "../names";
    export class MailQueue {
      private static instance: Queue;
      static getInstance() { return (this.instance ??= new Queue(Queues.Mail, {})); }
    }
"""
WORKERS = """
    import { Worker } from "bullmq";
    export class Workers {
      static register(queue: string, run: Processor) { return new Worker(queue, run); }
    }
"""


def test_who_adds_to_a_shared_queue_or_registers_a_worker_is_the_end(catalog):
    files = {
        "shared/names.ts": NAMES,
        "shared/queues/mail.ts": dedent(HOLDER),
        "orders/send.ts": 'import { MailQueue } from "@acme/shared";\nMailQueue.getInstance()?.add("x", {});\n',
        "orders/read.ts": 'import { MailQueue } from "@acme/shared";\nMailQueue.getInstance()?.getJobs();\n',
        "mail/workers.ts": dedent(WORKERS),
        "mail/main.ts": 'import { Workers } from "./workers";\nimport { Queues } from "@acme/shared";\n'
        "Workers.register(Queues.Mail, send);\nrouter.register(Queues.Late, send);\n",
    }
    assert ends(catalog(SERVICES | files)) == [
        ("mail", "consumes", "topic:mail-queue", "mail/main.ts:3"),
        ("orders", "produces", "topic:mail-queue", "orders/send.ts:2"),
    ]


def test_a_function_that_is_given_the_topic_produces_where_it_is_called(catalog):
    wrapper = """
        from kafka import KafkaProducer
        class Publisher:
            def publish(self, topic, message):
                self.producer.send(topic, message)
    """
    use = """
        from shared.events import Publisher
        publisher = Publisher()
        publisher.publish("orders.placed", {})
        channel.publish("other", {})
    """
    files = {"shared/events.py": dedent(wrapper), "orders/app.py": dedent(use)}
    assert ends(catalog(SERVICES | files)) == [("orders", "produces", "topic:orders.placed", "orders/app.py:4")]
