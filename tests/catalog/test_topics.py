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


SEND_IN_PYTHON = "from kafka import KafkaProducer\nfrom {module} import {name}\nKafkaProducer().send({topic}, b'')\n"


def sent(module: str, name: str, topic: str) -> str:
    return SEND_IN_PYTHON.format(module=module, name=name, topic=topic)


def test_a_constant_is_that_of_what_the_file_imports_and_not_of_another_that_is_called_like_it(catalog):
    own = {"lib/channels.py": 'class PubSub:\n    ORDERS = "orders"\n'}
    files = SERVICES | own | {"orders/main.py": sent("lib.channels", "PubSub", "PubSub.ORDERS")}
    other = {"else/topics.py": 'class Topics:\n    ORDERS = "others"\n'}
    mail = {"mail/main.py": sent("topics", "Topics", "Topics.ORDERS")}
    orders = ("orders", "produces", "topic:orders", "orders/main.py:3")
    assert ends(catalog(files)) == [orders]
    assert orders in ends(catalog(files | other | mail))


def test_a_module_that_is_imported_by_name_holds_the_constant(catalog):
    names = {"acme/names/__init__.py": '# topics\nMAIN = "orders.main"\n'}
    files = SERVICES | names | {"orders/main.py": sent("acme", "names", "names.MAIN")}
    assert ends(catalog(files)) == [("orders", "produces", "topic:orders.main", "orders/main.py:3")]


def test_of_two_constants_of_a_service_the_first_by_path_is_meant_whoever_else_asks(catalog):
    mine = {"orders/m/b.py": '# topic\nTOPIC = "from-b"\n', "orders/z.py": '# topic\nTOPIC = "from-z"\n'}
    files = SERVICES | mine | {"orders/main.py": sent("settings", "other", "TOPIC")}
    expected = ("orders", "produces", "topic:from-b", "orders/main.py:3")
    assert ends(catalog(files)) == [expected]
    assert expected in ends(catalog(files | {"mail/main.py": sent("m.b", "TOPIC", "TOPIC")}))


def test_many_names_within_each_other_cost_what_the_text_costs(catalog):
    sends = "".join(f"producer.send({'T' * count}, b'')\n" for count in range(1, 41))
    produce = {"orders/main.py": "from kafka import KafkaProducer\nproducer = KafkaProducer()\n" + sends}
    long = {"orders/long.py": f"# topic\nX = '{'T' * 900_000}'\n"}
    assert {end[2] for end in ends(catalog(SERVICES | produce | long))} == {"topic:?orders"}
