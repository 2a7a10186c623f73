"""What configuration files give the code of a service: names of topics, addresses of others."""

from textwrap import dedent

import pytest

COMPOSE = """\
services:
  orders:
    build: ./orders
  mail:
    build: ./mail
  stock:
    build: ./stock
"""
SERVICES = {
    "compose.yaml": COMPOSE,
    "orders/Dockerfile": "FROM scratch",
    "mail/Dockerfile": "FROM scratch",
    "stock/Dockerfile": "FROM scratch",
}


def shown(found) -> list[tuple[str, str, str, list[str]]]:
    return [
        (edge.source, edge.target, "+".join(edge.strength), [str(place) for place in edge.provenance])
        for edge in found.edges
        if edge.layer in ("sync", "async")
    ]


GO = """
    package commands
    import "github.com/segmentio/kafka-go"
    func (h *handler) Handle() error {
        return h.producer.Publish(kafka.Message{Topic: h.cfg.KafkaTopics.OrderPlaced.TopicName})
    }
"""
YAML = """\
serviceName: orders
kafkaTopics:
  orderPlaced:
    topicName: order_placed
    partitions: 3
"""


def test_a_member_of_the_configuration_is_the_topic_that_the_file_names(catalog):
    found = catalog(SERVICES | {"orders/config/config.yaml": YAML, "orders/place.go": dedent(GO)})
    assert shown(found) == [
        ("orders", "topic:order_placed", "wired+called", ["orders/config/config.yaml:4", "orders/place.go:5"])
    ]


def test_another_service_s_configuration_says_nothing(catalog):
    found = catalog(SERVICES | {"mail/config/config.yaml": YAML, "orders/place.go": dedent(GO)})
    assert shown(found) == [("orders", "topic:?orders", "called", ["orders/place.go:5"])]


LIST = """
    package server
    func (s *server) topics() []string {
        return []string{s.cfg.KafkaTopics.OrderPlaced.TopicName, s.cfg.KafkaTopics.OrderSent.TopicName}
    }
"""
GROUP = """
    package kafka
    import "github.com/segmentio/kafka-go"
    type consumerGroup struct { brokers []string }
    func NewConsumerGroup(brokers []string) *consumerGroup { return &consumerGroup{brokers} }
    func (c *consumerGroup) reader(topics []string) *kafka.Reader {
        return kafka.NewReader(kafka.ReaderConfig{GroupTopics: topics})
    }
    func (c *consumerGroup) Consume(ctx context.Context, topics []string) { run(c.reader(topics)) }
"""
MAIN = """
    package server
    import "acme.dev/shop/pkg/kafka"
    func (s *server) Run() {
        group := kafka.NewConsumerGroup(s.brokers)
        go group.Consume(ctx, s.topics())
    }
"""


def test_a_list_of_configured_topics_is_handed_through_own_code(catalog):
    files = {
        "orders/config/config.yaml": YAML + "  orderSent:\n    topicName: order_sent\n",
        "orders/server/utils.go": dedent(LIST),
        "orders/server/server.go": dedent(MAIN),
        "pkg/kafka/group.go": dedent(GROUP),
    }
    assert shown(catalog(SERVICES | files)) == [
        ("orders", "topic:order_placed", "wired+called", ["orders/config/config.yaml:4", "orders/server/server.go:6"]),
        ("orders", "topic:order_sent", "wired+called", ["orders/config/config.yaml:7", "orders/server/server.go:6"]),
    ]


LISTENER = """
    import org.springframework.kafka.annotation.KafkaListener;
    class Listener {
        @KafkaListener(topics = "${app.topics.order-placed}")
        void on(String message) {}
    }
"""


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("mail/src/main/resources/application.yml", "app:\n  topics:\n    orderPlaced: placed\n", 3),
        ("mail/src/main/resources/application.properties", "# topics\napp.topics.order-placed = placed\n", 2),
        ("mail/src/main/resources/application.yml", "app.topics.order-placed: ${prefix:}placed", 1),
    ],
)
def test_a_placeholder_of_an_annotation_is_a_setting_however_it_is_spelt(catalog, path, text, line):
    found = catalog(SERVICES | {path: text, "mail/src/main/java/Listener.java": dedent(LISTENER)})
    assert shown(found) == [
        ("mail", "topic:placed", "wired+called", ["mail/src/main/java/Listener.java:4", f"{path}:{line}"])
    ]


def test_a_setting_that_needs_another_which_nobody_gives_names_nothing(catalog):
    text = "app.topics.order-placed: ${stage}.placed"
    path = "mail/src/main/resources/application.yml"
    found = catalog(SERVICES | {path: text, "mail/src/main/java/Listener.java": dedent(LISTENER)})
    assert [edge[1] for edge in shown(found)] == ["topic:?mail"]


def test_a_variable_of_the_manifest_outranks_the_file_that_it_is_bound_to(catalog):
    compose = COMPOSE.replace("./orders\n", "./orders\n    environment:\n      - Grpc__StockUrl=https://stock:8081\n")
    code = """
        builder.Services.AddHttpClient<Stock>(c => c.BaseAddress = new Uri(builder.Configuration["Grpc:StockUrl"]!));
    """
    files = {
        "compose.yaml": compose,
        "orders/appsettings.json": '{\n  // at a desk\n  "Grpc": {"StockUrl": "https://localhost:5052"}\n}\n',
        "orders/Program.cs": dedent(code),
    }
    assert shown(catalog(SERVICES | files)) == [
        ("orders", "stock", "wired+called", ["compose.yaml:5", "orders/Program.cs:2"])
    ]


def test_an_address_in_a_configuration_file_wires_and_a_name_does_not(catalog):
    files = {
        "orders/config/production.toml": 'title = "stock"\n[grpc]\nstock = "stock:50051"\nown = "orders:1234"\n',
        "orders/config/cors.yaml": "allowed-origins: http://mail:3000\nlogout:\n  redirect-url: http://mail:3000/\n",
        "orders/config/jobs.yaml": "apiVersion: v1\nkind: Job\nspec: {url: 'mail:80'}\n",
    }
    assert shown(catalog(SERVICES | files)) == [
        ("orders", "stock", "wired", ["orders/config/production.toml:3"]),
    ]


def test_a_call_of_what_the_configuration_holds_is_one_of_the_service_it_names(catalog):
    code = """
        package client
        import "google.golang.org/grpc"
        func dial(cfg *config.Config) { grpc.Dial(cfg.Grpc.Stock) }
    """
    files = {"orders/config.json": '{"grpc": {"stock": "stock:50051"}}', "orders/client/stock.go": dedent(code)}
    assert shown(catalog(SERVICES | files)) == [
        ("orders", "stock", "wired+called", ["orders/client/stock.go:4", "orders/config.json:1"])
    ]


def test_a_server_of_configuration_keeps_the_settings_of_the_services_that_its_files_are_called_after(catalog):
    compose = COMPOSE + "  settings:\n    build: ./settings\n"
    server = (
        "spring:\n  cloud:\n    config:\n      server:\n        native:\n          search-locations: classpath:/all\n"
    )
    files = {
        "compose.yaml": compose,
        "settings/Dockerfile": "FROM scratch",
        "settings/src/main/resources/application.yml": server,
        "settings/src/main/resources/all/application.yml": "mail:\n  url: http://mail:8080\n",
        "settings/src/main/resources/all/orders.yml": "stock:\n  url: http://stock:8080\n",
        "orders/src/main/resources/bootstrap.yml": "spring:\n  application:\n    name: orders\n",
    }
    found = [edge for edge in shown(catalog(SERVICES | files)) if edge[0] == "orders"]
    assert found == [
        ("orders", "mail", "wired", ["settings/src/main/resources/all/application.yml:2"]),
        ("orders", "stock", "wired", ["settings/src/main/resources/all/orders.yml:2"]),
    ]


@pytest.mark.parametrize(
    "content",
    [b"a: [", b"{{ template }}", b"- 1\n- 2\n", b"\xff\xfe", b"a: &a [*a]", b"x: 1\n" * 100_000],
    ids=["broken", "template", "list", "bytes", "cycle", "large"],
)
def test_a_file_that_holds_no_settings_gives_none(catalog, content):
    assert shown(catalog(SERVICES | {"orders/config/any.yaml": content})) == []


STRUCT = """
    package config
    type Config struct {
        App    App    `yaml:"app"`
        Broker `yaml:"rabbitmq"`
        Grpc   struct {
            Stock string `env:"STOCK_GRPC" env-default:"nowhere"`
        } `yaml:"grpc"`
    }
    type App struct { Name string `yaml:"name"` }
    type Broker struct {
        Queue string `env-required:"true" yaml:"queue_name" env:"ORDERS_QUEUE"`
    }
"""
CONSUMER = """
    package main
    import amqp "github.com/rabbitmq/amqp091-go"
    func run(ch *amqp.Channel, cfg *config.Config) {
        ch.Consume(cfg.Broker.Queue, "me")
        grpc.Dial(cfg.Grpc.Stock, grpc.WithInsecure())
    }
"""


def test_a_member_is_what_its_tag_calls_it_in_a_file_or_in_the_environment(catalog):
    compose = COMPOSE.replace("./orders\n", "./orders\n    environment:\n      STOCK_GRPC: stock:50051\n")
    files = {
        "compose.yaml": compose,
        "orders/config/config.go": dedent(STRUCT),
        "orders/config/config.yml": "app:\n  name: orders\nrabbitmq:\n  queue_name: to-orders\n",
        "orders/main.go": dedent(CONSUMER),
    }
    assert shown(catalog(SERVICES | files)) == [
        ("orders", "stock", "wired+called", ["compose.yaml:5", "orders/main.go:6"]),
        ("orders", "topic:to-orders", "wired+called", ["orders/config/config.yml:4", "orders/main.go:5"]),
    ]


def test_a_service_is_found_by_the_name_that_it_registers_itself_by(catalog):
    files = {
        "stock/src/main/resources/application.yml": "spring:\n  application:\n    name: stock-backend\n",
        "orders/src/main/java/Stock.java": '@FeignClient(name = "stock-backend")\ninterface Stock {}\n',
    }
    assert shown(catalog(SERVICES | files)) == [
        ("orders", "stock", "called", ["orders/src/main/java/Stock.java:1"]),
    ]
