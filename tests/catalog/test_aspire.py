"""Application hosts of .NET Aspire: what they start, what each is given, what must start first."""

from textwrap import dedent

HOST = '<Project Sdk="Aspire.AppHost.Sdk/9.0.0"></Project>'
PROJECT = '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>'
PROGRAM = """
    var builder = DistributedApplication.CreateBuilder(args);
    var bus = builder.AddRabbitMQ("bus");
    var store = builder.AddPostgres("store").AddDatabase("stockdb");
    var secret = builder.AddParameter("secret");

    var stock = builder.AddProject<Projects.Shop_Stock_Api>("stock-api")
        .WithReference(store)
        .WithEnvironment("KEY", secret);
    var stockUrl = stock.GetEndpoint("http");

    var web = builder.AddProject<Projects.Shop_Web>("web")
        .WithReference(stock)
        .WithReference(bus).WaitFor(bus);

    builder.AddNpmApp("backoffice", "../backoffice").WithEnvironment("STOCK_URL", stockUrl);
    builder.AddYarp("gateway").WithRoutes(stock, web);
    web.WithEnvironment("SELF", web.GetEndpoint("http"));
    builder.Build().Run();
"""
ROUTES = """
    static class Routes
    {
        public static IResourceBuilder<YarpResource> WithRoutes(
            this IResourceBuilder<YarpResource> yarp,
            IResourceBuilder<ProjectResource> first,
            IResourceBuilder<ProjectResource> second)
        {
            return yarp.WithConfiguration(routes =>
            {
                var cluster = routes.AddCluster(first);
                routes.AddRoute("/stock/{**any}", cluster);
                routes.AddRoute("/{**any}", second.GetEndpoint("http"));
            });
        }
    }
"""
SHOP = {
    "src/Host/Shop.Host.csproj": HOST,
    "src/Host/Program.cs": dedent(PROGRAM),
    "src/Host/Routes.cs": dedent(ROUTES),
    "src/Stock.Api/Shop.Stock.Api.csproj": PROJECT,
    "src/Stock.Api/Program.cs": "var app = WebApplication.Create(args);",
    "src/Web/Shop.Web.csproj": PROJECT,
    "src/Web/Program.cs": "var app = WebApplication.Create(args);",
    "src/backoffice/index.js": "start();",
}


def test_a_host_starts_units_from_the_folders_of_their_projects(catalog):
    found = {service.name: service.path for service in catalog(SHOP).services}
    assert found == {
        "stock-api": "src/Stock.Api",
        "web": "src/Web",
        "backoffice": "src/backoffice",
        "gateway": "",
        "bus": "",
        "store": "",
    }


def test_references_endpoints_and_routes_are_wires_with_their_lines(catalog, edges):
    assert edges(catalog(SHOP), "sync") == [
        ("backoffice", "stock-api", "src/Host/Program.cs:16"),
        ("gateway", "stock-api", "src/Host/Routes.cs:9"),
        ("gateway", "web", "src/Host/Routes.cs:9"),
        ("web", "stock-api", "src/Host/Program.cs:13"),
    ]


def test_stores_and_brokers_keep_their_layers(catalog, edges):
    found = catalog(SHOP)
    assert edges(found, "data") == [("stock-api", "store", "src/Host/Program.cs:8")]
    assert edges(found, "async") == [("web", "bus", "src/Host/Program.cs:14")]
    assert edges(found, "start-order") == [("web", "bus", "src/Host/Program.cs:14")]


def test_a_project_that_is_no_host_starts_nothing(catalog):
    assert catalog(SHOP | {"src/Host/Shop.Host.csproj": PROJECT}).services == ()


def test_a_host_that_calls_itself_in_a_circle_ends(catalog):
    circle = f"""
        static class Circle
        {{
            public static IResourceBuilder<ProjectResource> Again(this IResourceBuilder<ProjectResource> one) {{
                return one{".Again()" * 100};
            }}
        }}
    """
    program = PROGRAM + '    builder.AddProject<Projects.Shop_Web>("twice").Again();\n'
    files = SHOP | {"src/Host/Program.cs": dedent(program), "src/Host/Circle.cs": dedent(circle)}
    assert "stock-api" in {service.name for service in catalog(files).services}
