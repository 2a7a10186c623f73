"""Who calls whom by generated clients: by the name of a service, its namespace, the projects that make one unit."""

from textwrap import dedent

PROTO = """\
syntax = "proto3";
package stock;
option csharp_namespace = "Shop.Stock";
option go_package = "acme.dev/shop/stock/pb";
service stockService { rpc Get(A) returns (A); }
message A { string x = 1; }
"""
SERVICES = {"shop/Dockerfile": "FROM x\n", "stock/Dockerfile": "FROM x\n"}


def calls(found) -> list[tuple[str, str, list[str]]]:
    return [
        (edge.source, edge.target, [str(place) for place in edge.provenance])
        for edge in found.edges
        if edge.layer == "sync" and "called" in edge.strength
    ]


def test_generators_begin_a_service_with_a_capital(catalog):
    client = """
        package main
        import pb "acme.dev/shop/stock/pb"
        func f() { pb.NewStockServiceClient(conn) }
    """
    server = """
        package main
        import pb "acme.dev/shop/stock/pb"
        func f() { pb.RegisterStockServiceServer(s, &server{}) }
    """
    files = {"proto/stock.proto": PROTO, "shop/main.go": dedent(client), "stock/main.go": dedent(server)}
    assert calls(catalog(SERVICES | files)) == [("shop", "stock", ["shop/main.go:4"])]


CONTROLLER = """
    import { GrpcMethod } from '@nestjs/microservices'
    class Controller { @GrpcMethod('Stock', 'get') get() {} }
"""
RESOLVER = """
    import { ClientGrpc } from '@nestjs/microservices'
    class Resolver {
      onModuleInit() { this.stock = this.client.getService<StockApi>('Stock') }
    }
"""


def test_a_client_that_is_asked_for_by_name_calls_who_handles_the_methods_of_that_service(catalog):
    proto = PROTO.replace("stockService", "Stock")
    files = {
        "shop/proto/stock.proto": proto,
        "stock/proto/stock.proto": proto,
        "shop/resolver.ts": dedent(RESOLVER),
        "stock/controller.ts": dedent(CONTROLLER),
    }
    assert calls(catalog(SERVICES | files)) == [("shop", "stock", ["shop/resolver.ts:4"])]


def test_a_name_that_two_contracts_share_is_nobody_s_where_both_lie_as_near(catalog):
    proto = PROTO.replace("stockService", "Stock")
    files = {
        "a/stock.proto": proto,
        "b/stock.proto": proto.replace("package stock", "package other").replace("string x", "bytes y"),
        "shop/resolver.ts": dedent(RESOLVER),
        "stock/controller.ts": dedent(CONTROLLER),
    }
    assert calls(catalog(SERVICES | files)) == []


def test_a_file_sees_the_namespaces_around_its_own_and_what_its_project_imports_everywhere(catalog):
    proto = PROTO.replace("stockService", "StockProto")
    service = "namespace Shop.Stock.Services;\nclass S(Db db)\n    : StockProto.StockProtoBase { }\n"
    files = {
        "stock/Protos/stock.proto": proto,
        "stock/Services/S.cs": service,
        "shop/GlobalUsings.cs": "global using Shop.Stock;\n",
        "shop/Setup/Grpc.cs": "namespace Web;\nclass G { void F() => s.AddGrpcClient<StockProto.StockProtoClient>(); }",
    }
    assert calls(catalog(SERVICES | files)) == [("shop", "stock", ["shop/Setup/Grpc.cs:2"])]


HANDLER = "using MassTransit;\nclass Mailer : IConsumer<OrderPlaced> { }\n"
SENDER = """
    class Place {
        async Task Run(Order order) {
            var told = order.Adapt<OrderPlaced>();
            await bus.Publish(told, token);
        }
    }
"""


def project(*others: str) -> str:
    references = "".join(f'<ProjectReference Include="{other}" />' for other in others)
    return f"<Project><ItemGroup>{references}</ItemGroup></Project>"


def ends(found) -> list[tuple[str, str, str]]:
    return [(edge.source, edge.side, str(edge.provenance[0])) for edge in found.edges if edge.side]


def test_a_project_that_one_service_alone_is_built_with_is_its_code(catalog):
    files = {
        "shop/Shop.csproj": project(r"..\\Shared\\Shared.csproj"),
        "shop/Place.cs": dedent(SENDER),
        "stock/Stock.csproj": project(r"..\\Stock.Core\\Stock.Core.csproj", "../Shared/Shared.csproj"),
        "Stock.Core/Stock.Core.csproj": project(r"..\\Stock.Data\\Stock.Data.csproj"),
        "Stock.Data/Stock.Data.csproj": project(),
        "Stock.Data/Mailer.cs": HANDLER,
        "Shared/Shared.csproj": project(),
        "Shared/Other.cs": HANDLER,
    }
    found = catalog(SERVICES | files)
    assert ends(found) == [("shop", "produces", "shop/Place.cs:5"), ("stock", "consumes", "Stock.Data/Mailer.cs:2")]
    assert {one.name: one.parts for one in found.services} == {"shop": (), "stock": ("Stock.Core", "Stock.Data")}
