"""An operation is used where it is implemented, too: its server is shown by line, and is no user of it."""

import pytest

PROTO = """\
syntax = "proto3";
package shop;
option go_package = "example.org/shop/gen/shop";
option java_package = "org.example.shop";
option csharp_namespace = "Example.Shop";

service Shop {
  rpc Paint(PaintRequest) returns (PaintReply);
  rpc Wash(PaintRequest) returns (PaintReply);
}
message PaintRequest { string color = 1; }
message PaintReply { bool done = 1; }
"""
GONE = PROTO.replace("  rpc Paint(PaintRequest) returns (PaintReply);\n", "")
SERVERS = {
    "go": (
        "main.go",
        'package main\n\nimport pb "example.org/shop/gen/shop"\n\n'
        "func (s *server) Paint(ctx context.Context, in *pb.PaintRequest) (*pb.PaintReply, error) {\n"
        "\treturn &pb.PaintReply{}, nil\n}\n",
        5,
    ),
    "java": (
        "Shop.java",
        "import org.example.shop.*;\n\nclass Impl extends ShopGrpc.ShopImplBase {\n"
        "  public void paint(PaintRequest in, StreamObserver<PaintReply> out) {\n    out.onCompleted();\n  }\n}\n",
        4,
    ),
    "csharp": (
        "Shop.cs",
        "using Example.Shop;\n\nclass Impl : Shop.ShopBase {\n"
        "  public override async Task<PaintReply> Paint(PaintRequest in, ServerCallContext context) {\n"
        "    return new PaintReply();\n  }\n}\n",
        4,
    ),
    "python": (
        "main.py",
        "from shop import shop_pb2, shop_pb2_grpc\n\n\nclass Impl(shop_pb2_grpc.ShopServicer):\n"
        "    def Paint(self, request, context):\n        return shop_pb2.PaintReply()\n",
        5,
    ),
    "rust": (
        "src/main.rs",
        'pub mod shop { tonic::include_proto!("shop"); }\nuse shop::{PaintReply, PaintRequest};\n\n'
        "impl Shop for Server {\n    async fn paint(\n        &self,\n        request: Request<PaintRequest>,\n"
        "    ) -> Result<Response<PaintReply>, Status> {\n        todo()\n    }\n}\n",
        5,
    ),
    "typescript": (
        "index.js",
        "const grpc = require('@grpc/grpc-js');\nconst loader = require('@grpc/proto-loader');\n\n"
        "const paint = (call) => call.request.color;\n"
        "const shop = grpc.loadPackageDefinition(loader.loadSync('shop.proto')).shop;\n"
        "new grpc.Server().addService(shop.Shop.service, { paint });\n",
        4,
    ),
}


@pytest.fixture
def removed(impacts_of):
    """Return the impact, by service, of the removal of ``Shop/Paint``."""

    def run(files):
        base = {"p/shop.proto": PROTO, "svc/a/Dockerfile": "FROM scratch\n", **files}
        return impacts_of(base, {"p/shop.proto": GONE})

    return run


@pytest.mark.parametrize("language", SERVERS)
def test_the_function_that_serves_an_operation_is_shown(removed, language):
    name, text, line = SERVERS[language]
    impact = removed({f"svc/a/{name}": text})["a"]
    assert impact.answer == "depends"
    assert "serves it" in impact.why
    assert [(use.line, use.how) for use in impact.uses] == [(line, "implements")]


@pytest.mark.parametrize(
    "function",
    [
        "func (c *client) Paint(ctx C, in *pb.PaintRequest, opts ...grpc.CallOption) (*pb.PaintReply, error) {\n"
        "\treturn nil, nil\n}\n",
        "func Paint(wall *Wall) error {\n\treturn nil\n}\n",
        "func (s *server) Wash(ctx C, in *pb.PaintRequest) (*pb.PaintReply, error) {\n\treturn nil, nil\n}\n",
    ],
    ids=["client", "another function", "another operation"],
)
def test_what_only_looks_like_it_serves_nothing(removed, function):
    head = 'package main\n\nimport pb "example.org/shop/gen/shop"\n\nvar _ = pb.PaintReply{}\n\n'
    found = removed({"svc/a/main.go": head + function}).values()
    assert [use for impact in found for use in impact.uses] == []


def test_a_variable_called_like_an_operation_is_no_call(removed):
    text = (
        "import { ShopClient } from './gen/shop';\n\nconst client = new ShopClient(a);\nclient.wash(r);\n"
        "const paint = brush();\nexport const tools = { paint };\n"
    )
    assert removed({"svc/a/src/label.ts": text})["a"].uses == ()


def test_a_server_that_stays_is_told_as_dead_code_and_a_client_beside_it_as_a_use(removed):
    name, text, line = SERVERS["go"]
    found = removed({f"svc/a/{name}": text})["a"]
    assert (found.role, str(found.state)) == ("provider", "untouched")
    assert f"still does at `svc/a/{name}:{line}`: dead code once nobody calls it; hurts no caller" in found.why
    client = (
        'package main\n\nimport pb "example.org/shop/gen/shop"\n\n'
        "func ask(c pb.ShopClient) {\n\tclient := c\n\tclient.Paint(ctx, &pb.PaintRequest{})\n}\n"
    )
    beside = removed({f"svc/a/{name}": text, "svc/a/ask.go": client})["a"]
    assert (beside.answer, beside.role, beside.uses[0].line) == ("uses", "consumer", 7)


CLIENTS = {
    "go": ("c.go", 'package m\n\nimport pb "example.org/shop/gen/shop"\n\nvar c = pb.NewShopClient(conn)\n', 5),
    "java": ("C.java", "import org.example.shop.*;\nclass C {\n  ShopGrpc.ShopBlockingStub s;\n}\n", 3),
    "csharp": ("C.cs", "using Example.Shop;\nclass C {\n  Shop.ShopClient c;\n}\n", 3),
    "python": ("c.py", "from shop import shop_pb2_grpc\n\nstub = shop_pb2_grpc.ShopStub(channel)\n", 3),
    "rust": (
        "c.rs",
        'pub mod shop { tonic::include_proto!("shop"); }\nuse shop::shop_client::ShopClient;\n'
        "fn f() { ShopClient::connect(a); }\n",
        3,
    ),
    "typescript": ("c.ts", "import { ShopClient } from './gen/shop';\nconst c = new ShopClient(a);\n", 2),
}


@pytest.mark.parametrize("language", CLIENTS)
def test_a_service_that_goes_hurts_its_clients_and_not_what_serves_it(impacts_of, language):
    gone = PROTO[: PROTO.index("service Shop")] + PROTO[PROTO.index("message PaintRequest") :]
    name, text, _ = SERVERS[language]
    text += "func main() { pb.RegisterShopServer(g, &server{}) }\n" if language == "go" else ""
    client, calls, line = CLIENTS[language]
    base = {"p/shop.proto": PROTO, f"svc/a/{name}": text, f"svc/b/{client}": calls}
    base |= {f"svc/{each}/Dockerfile": "FROM scratch\n" for each in "ab"}
    found = impacts_of(base, {"p/shop.proto": gone})
    assert (found["a"].answer, found["a"].role, found["b"].answer) == ("depends", "provider", "uses")
    assert "of which nothing is generated any more" in found["a"].why
    assert {use.line for use in found["b"].uses} == {line}
