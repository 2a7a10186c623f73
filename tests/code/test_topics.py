"""Both ends of topics, and where their names come from."""

from textwrap import dedent

import pytest

from juncture.code.constants import Named
from juncture.code.model import Value
from juncture.code.source import read

ORDERS = Value("literal", "orders")
FROM_ENV = Value("env", "KAFKA_TOPIC", "orders")

ENDS = {
    "nest, a proxy of any name that is declared one": (
        "a.ts",
        """
        import { ClientProxy } from "@nestjs/microservices";
        class Orders {
          constructor(@Inject("MAIL") private readonly mail: ClientProxy, private socket: Socket) {}
          place() { this.socket.emit("other", 1); this.mail.emit("orders", {}); }
        }
        """,
        ("produces", ORDERS, 5),
    ),
    "nest, a queue that the configuration names": (
        "a.ts",
        """
        import * as amqp from "amqplib";
        const send = (c) => c.sendToQueue(this.config.get<string>("queues.orders"), Buffer.from(""));
        """,
        ("produces", Value("env", "queues.orders"), 3),
    ),
    "spring, a routing key behind its exchange": (
        "A.java",
        """
        import org.springframework.amqp.rabbit.core.RabbitTemplate;
        class A {
            void f() { rabbitTemplate.convertAndSend("shop", "orders", order); }
        }
        """,
        ("produces", ORDERS, 4),
    ),
    "spring, a field that a setting is injected into": (
        "A.java",
        """
        import org.springframework.kafka.core.KafkaTemplate;
        class A {
            @Value("${app.topics.orders:orders}")
            private String topic;
            void f() { kafkaTemplate.send(topic, order); }
        }
        """,
        ("produces", Value("env", "app.topics.orders", "orders"), 6),
    ),
    "c#, a subscription of CAP": (
        "A.cs",
        """
        using DotNetCore.CAP;
        class A {
            [CapSubscribe("orders")]
            public void On(Order order) { }
        }
        """,
        ("consumes", ORDERS, 4),
    ),
    "c#, a queue of a section of the configuration": (
        "A.cs",
        """
        using RabbitMQ.Client;
        class A {
            void F() => channel.BasicConsume(configuration.GetSection("Queues")["Orders"], true, consumer);
        }
        """,
        ("consumes", Value("env", "Queues:Orders"), 4),
    ),
    "c#, a message that is mapped from another": (
        "A.cs",
        """
        class A {
            void F() { bus.Publish(mapper.Map<Order, OrderPlaced>(order)); }
        }
        """,
        ("produces", Value("type", "OrderPlaced"), 3),
    ),
    "go, sarama": (
        "a.go",
        """
        package a
        import "github.com/IBM/sarama"
        func f() { send(&sarama.ProducerMessage{Topic: topics.Orders, Value: v}) }
        """,
        ("produces", Value("name", "topics.Orders"), 4),
    ),
    "go, sarama group": (
        "a.go",
        """
        package a
        import "github.com/IBM/sarama"
        func f(g sarama.ConsumerGroup) { g.Consume(ctx, []string{"orders"}, handler) }
        """,
        ("consumes", ORDERS, 4),
    ),
    "go, segmentio reader": (
        "a.go",
        """
        package a
        import kafka "github.com/segmentio/kafka-go"
        var r = kafka.NewReader(kafka.ReaderConfig{Brokers: b, Topic: "orders"})
        """,
        ("consumes", ORDERS, 4),
    ),
    "go, franz": (
        "a.go",
        """
        package a
        import "github.com/twmb/franz-go/pkg/kgo"
        func f() { c.Produce(ctx, &kgo.Record{Topic: "orders"}, nil) }
        """,
        ("produces", ORDERS, 4),
    ),
    "go, a constant of the file": (
        "a.go",
        """
        package a
        import "github.com/nats-io/nats.go"
        const subject = "orders"
        func f(nc *nats.Conn) { nc.Publish(subject, data) }
        """,
        ("produces", ORDERS, 5),
    ),
    "go, a parameter": (
        "a.go",
        """
        package a
        import "github.com/nats-io/nats.go"
        const subject = "orders"
        func f(nc *nats.Conn, subject string) { nc.QueueSubscribe(subject, "g", h) }
        """,
        ("consumes", Value("unknown", "subject"), 5),
    ),
    "go, a function with a default": (
        "a.go",
        """
        package a
        import "github.com/nats-io/nats.go"
        func topic() string {
            if t := os.Getenv("KAFKA_TOPIC"); t != "" {
                return t
            }
            return "orders"
        }
        func f(nc *nats.Conn) { nc.Publish(topic(), data) }
        """,
        ("produces", FROM_ENV, 10),
    ),
    "java, listener": (
        "A.java",
        """
        import org.springframework.kafka.annotation.KafkaListener;
        class A {
            @KafkaListener(topics = "${kafka.topic:orders}", groupId = "g")
            void on(String message) {}
        }
        """,
        ("consumes", Value("env", "kafka.topic", "orders"), 4),
    ),
    "java, record": (
        "A.java",
        """
        import org.apache.kafka.clients.producer.ProducerRecord;
        class A {
            private static final String TOPIC = "orders";
            void f() { producer.send(new ProducerRecord<>(TOPIC, key, value)); }
        }
        """,
        ("produces", ORDERS, 5),
    ),
    "java, streams": (
        "A.java",
        """
        import org.apache.kafka.streams.StreamsBuilder;
        class A { void f() { builder.<String, Order>stream(new Orders().name()); } }
        """,
        ("consumes", Value("name", "Orders.name"), 3),
    ),
    "java, template": (
        "A.java",
        """
        import org.springframework.kafka.core.KafkaTemplate;
        class A { void f() { kafkaTemplate.send(Topics.ORDERS, order); } }
        """,
        ("produces", Value("name", "Topics.ORDERS"), 3),
    ),
    "kotlin, consumer": (
        "a.kt",
        """
        import org.apache.kafka.clients.consumer.KafkaConsumer
        val topic: String = System.getenv("KAFKA_TOPIC") ?: "orders"
        fun main() { KafkaConsumer<String, ByteArray>(props).apply { subscribe(listOf(topic)) } }
        """,
        ("consumes", FROM_ENV, 4),
    ),
    "python, kafka-python": (
        "a.py",
        """
        from kafka import KafkaProducer
        TOPIC = os.environ.get("KAFKA_TOPIC", "orders")
        producer.send(TOPIC, value=b"x")
        """,
        ("produces", FROM_ENV, 4),
    ),
    "python, confluent": (
        "a.py",
        """
        from confluent_kafka import Consumer
        consumer.subscribe(["orders"])
        """,
        ("consumes", ORDERS, 3),
    ),
    "python, an own attribute": (
        "a.py",
        """
        from confluent_kafka import Producer
        class Orders:
            def __init__(self):
                self.topic = "orders"
            def send(self):
                self.producer.produce(self.topic, b"x")
        """,
        ("produces", ORDERS, 7),
    ),
    "python, rabbit": (
        "a.py",
        """
        import pika
        channel.basic_publish(exchange="", routing_key="orders", body=b"")
        """,
        ("produces", ORDERS, 3),
    ),
    "typescript, kafkajs": (
        "a.ts",
        """
        import { Kafka } from 'kafkajs';
        const { KAFKA_TOPIC = 'orders' } = process.env;
        await producer.send({ topic: KAFKA_TOPIC, messages: [] });
        """,
        ("produces", FROM_ENV, 4),
    ),
    "typescript, kafkajs consumer": (
        "a.ts",
        """
        import { Kafka } from 'kafkajs';
        await consumer.subscribe({ topics: ['orders'], fromBeginning: true });
        """,
        ("consumes", ORDERS, 3),
    ),
    "typescript, nest": (
        "a.ts",
        """
        import { EventPattern } from '@nestjs/microservices';
        class A { @EventPattern('orders') on(data: Order) {} }
        """,
        ("consumes", ORDERS, 3),
    ),
    "javascript, amqp": (
        "a.js",
        """
        const amqp = require('amqplib');
        channel.sendToQueue(process.env.KAFKA_TOPIC || 'orders', body);
        """,
        ("produces", FROM_ENV, 3),
    ),
    "c#, confluent": (
        "A.cs",
        """
        using Confluent.Kafka;
        class A {
            private static readonly string Topic = Environment.GetEnvironmentVariable("KAFKA_TOPIC") ?? "orders";
            void F() { _consumer.Subscribe(Topic); }
        }
        """,
        ("consumes", FROM_ENV, 5),
    ),
    "c#, producer": (
        "A.cs",
        """
        using Confluent.Kafka;
        class A { void F() { _producer.ProduceAsync("orders", new Message<Null, string>()); } }
        """,
        ("produces", ORDERS, 3),
    ),
    "rust, rdkafka producer": (
        "a.rs",
        """
        use rdkafka::producer::FutureRecord;
        const TOPIC: &str = "orders";
        fn f() { producer.send(FutureRecord::to(TOPIC).key("k"), t); }
        """,
        ("produces", ORDERS, 4),
    ),
    "rust, rdkafka consumer": (
        "a.rs",
        """
        use rdkafka::consumer::StreamConsumer;
        fn f() {
            let topic = env::var("KAFKA_TOPIC").unwrap_or_else(|_| "orders".to_string());
            consumer.subscribe(&[&topic]);
        }
        """,
        ("consumes", FROM_ENV, 5),
    ),
}


@pytest.mark.parametrize(("path", "text", "expected"), ENDS.values(), ids=ENDS.keys())
def test_an_end_of_a_topic(path: str, text: str, expected: tuple[str, Value, int]) -> None:
    found = read(path, dedent(text).encode()).topics
    assert [(each.side, each.topic, each.line) for each in found] == [expected]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.go", 'package a\nfunc f() { nc.Publish("orders", data) }\n'),
        ("a.go", 'package a\nimport "github.com/nats-io/nats.go"\n// nc.Publish("orders", data)\n'),
        ("a.py", 'from kafka import KafkaProducer\nHELP = """producer.send("orders")"""\n'),
        ("A.java", 'class A { void f() { list.subscribe("orders"); } }\n'),
        ("a.ts", "import { ajax } from 'rxjs';\nsource.subscribe({ topic: 'orders' });\n"),
    ],
)
def test_a_verb_without_its_library_is_no_end(path: str, text: str) -> None:
    assert read(path, text.encode()).topics == ()


def test_a_name_given_several_values_is_unknown() -> None:
    text = """
        from kafka import KafkaProducer
        topic = "orders"
        if late:
            topic = "late-orders"
        producer.send(topic)
        """
    (end,) = read("a.py", dedent(text).encode()).topics
    assert end.topic == Value("unknown", "topic")


def test_several_topics_of_one_subscription_are_several_ends() -> None:
    text = 'from confluent_kafka import Consumer\nconsumer.subscribe(["orders", LATE])\n'
    assert [each.topic for each in read("a.py", text.encode()).topics] == [ORDERS, Value("name", "LATE")]


CONSTANTS = {
    "go": (
        "a.go",
        'package kafka\nvar Topic = getTopic()\nfunc getTopic() string { return "orders" }\n',
        "Topic",
        ORDERS,
    ),
    "java": ("A.java", 'class T { static final String TOPIC = "orders"; }\n', "TOPIC", ORDERS),
    "java, a method": ("A.java", 'class T { String topic() { return "orders"; } }\n', "topic", ORDERS),
    "kotlin": ("a.kt", 'const val TOPIC = "orders"\n', "TOPIC", ORDERS),
    "kotlin, a function": ("a.kt", 'fun topic() = System.getenv("KAFKA_TOPIC") ?: "orders"\n', "topic", FROM_ENV),
    "python": ("a.py", 'TOPIC: str = os.getenv("KAFKA_TOPIC", "orders")\n', "TOPIC", FROM_ENV),
    "typescript": ("a.ts", "export const TOPIC = process.env.KAFKA_TOPIC ?? 'orders';\n", "TOPIC", FROM_ENV),
    "c#": ("A.cs", 'class T { public const string Topic = "orders"; }\n', "Topic", ORDERS),
    "rust": ("a.rs", 'pub const TOPIC: &str = "orders";\n', "TOPIC", ORDERS),
    "a name of another file": ("a.go", "package a\nvar topic = names.Orders\n", "topic", Value("name", "names.Orders")),
}


@pytest.mark.parametrize(("path", "text", "name", "value"), CONSTANTS.values(), ids=CONSTANTS.keys())
def test_a_named_string_is_a_constant(path: str, text: str, name: str, value: Value) -> None:
    assert {each.name: each.value for each in Named([name])(path, text.encode()).constants}[name] == value
