"""Deployable units: joined on evidence, left apart where the evidence is not enough."""

from juncture.catalog.units import Places, Sighting, dockerfiles, image_name, join
from juncture.facts.provenance import Provenance


def seen(namespace: str, name: str, **more) -> Sighting:
    return Sighting(namespace, name, Provenance(f"{namespace}.yaml", 1), **more)


def test_one_service_by_three_names():
    places = Places(["src/product-catalog/main.go", "src/cart/main.go"])
    (service,) = join(
        [
            seen("compose", "product-catalog", directory="src/product-catalog"),
            seen("kubernetes", "productcatalogservice", image="registry/shop/productcatalogservice:1.2"),
            seen("directory", "product-catalog", directory="src/product-catalog"),
        ],
        places,
        {},
    )
    assert service.name == "product-catalog"
    assert service.path == "src/product-catalog"
    assert service.aliases == {
        "compose": ("product-catalog",),
        "directory": ("product-catalog",),
        "kubernetes": ("productcatalogservice",),
    }


def test_an_image_named_after_folders_finds_the_folder():
    places = Places(["src/cloud/auth/auth_server.go", "src/shared/auth/token.go", "src/cloud/api/main.go"])
    (service,) = join([seen("kubernetes", "auth-server", image="cloud-auth_server_image")], places, {})
    assert service.path == "src/cloud/auth"


def test_two_folders_that_fit_equally_well_are_neither():
    places = Places(["a/auth/main.go", "b/auth/main.go"])
    (service,) = join([seen("kubernetes", "auth-server", image="auth_server_image")], places, {})
    assert service.path == ""


def test_what_has_no_source_here_is_infrastructure():
    services = join([seen("compose", "kafka", image="bitnami/kafka:3"), seen("kubernetes", "kafka")], Places([]), {})
    assert [(service.name, service.roles) for service in services] == [("kafka", ("infrastructure",))]


def test_the_policy_joins_what_evidence_cannot():
    places = Places(["services/basket/app.py"])
    (service,) = join(
        [seen("directory", "basket", directory="services/basket"), seen("kubernetes", "cart-v2")],
        places,
        {"basket": ["cart-v2"]},
    )
    assert service.aliases["kubernetes"] == ("cart-v2",)


def test_container_files_show_units_except_among_tests_and_tools():
    paths = [
        "src/cart/src/Dockerfile",
        "src/web/Dockerfile.prod",
        "tools/docker/etcd/Dockerfile",
        "Dockerfile",
        "test/Dockerfile",
    ]
    assert [sighting.directory for sighting in dockerfiles(paths, "rev")] == ["src/cart", "src/web"]


def test_an_image_has_a_name_without_registry_tag_and_variables():
    assert image_name("ghcr.io/a/b/cart-service:1.2@sha256:abc") == "cart-service"
    assert image_name("${IMAGE_NAME}:${VERSION}-cart") == ""


def test_the_folders_of_an_image_tell_two_like_named_directories_apart():
    places = Places(["src/cloud/auth/auth_server.go", "src/shared/auth/token.go"])
    image = "gcr.io/org/dev/cloud/auth_server_image:latest"
    (service,) = join([seen("kubernetes", "auth-server", image=image)], places, {})
    assert service.path == "src/cloud/auth"


def test_a_folder_with_a_container_file_is_found_whatever_its_language():
    kubernetes = seen("kubernetes", "storefront", image="ghcr.io/acme/web:1")
    (service,) = join([kubernetes, seen("directory", "web", directory="web")], Places([]), {})
    assert (service.name, service.path, service.roles) == ("web", "web", ("service",))


def test_services_in_folders_of_one_name_are_told_apart_by_the_folders_around_them():
    paths = ["team1/api/Dockerfile", "team2/api/Dockerfile", "apps/web/Dockerfile"]
    services = join(dockerfiles(paths, "rev"), Places([]), {})
    assert [(service.name, service.path) for service in services] == [
        ("team1/api", "team1/api"),
        ("team2/api", "team2/api"),
        ("web", "apps/web"),
    ]


def test_the_shortest_end_of_a_folder_that_tells_services_apart_is_taken():
    paths = ["shop/eu/api/Dockerfile", "bank/eu/api/Dockerfile", "api/Dockerfile", "bank/us/api/Dockerfile"]
    services = join(dockerfiles(paths, "rev"), Places([]), {})
    assert [service.name for service in services] == ["api", "bank/eu/api", "shop/eu/api", "us/api"]


def test_services_that_manifests_call_alike_keep_that_name_behind_their_folder():
    services = join(
        [seen("compose", "worker", directory="mail/jobs"), seen("compose", "worker", directory="billing/jobs")],
        Places([]),
        {},
    )
    assert [service.name for service in services] == ["billing/jobs/worker", "mail/jobs/worker"]


def deployed_at(path: str) -> Sighting:
    return Sighting("kubernetes", "api", Provenance(path, 1), image="registry/api:1")


def test_a_manifest_beside_one_of_two_like_named_folders_is_of_that_one():
    folders = list(dockerfiles(["team1/api/Dockerfile", "team2/api/Dockerfile"], "rev"))
    one, other = join([*folders, deployed_at("team2/k8s/api.yaml")], Places([]), {})
    assert (one.name, "kubernetes" in one.aliases) == ("team1/api", False)
    assert (other.name, other.aliases["kubernetes"]) == ("team2/api", ("api",))


def test_a_manifest_that_could_be_of_either_of_two_like_named_folders_is_of_neither():
    folders = list(dockerfiles(["team1/api/Dockerfile", "team2/api/Dockerfile"], "rev"))
    services = join([*folders, deployed_at("k8s/api.yaml")], Places([]), {})
    assert [(service.name, service.path) for service in services] == [
        ("api", ""),
        ("team1/api", "team1/api"),
        ("team2/api", "team2/api"),
    ]


def test_a_host_that_two_services_go_by_is_the_one_of_the_same_project(catalog, edges):
    def project(team: str) -> dict[str, str]:
        shop = "{build: ./shop, environment: {API_URL: 'http://api:80'}}"
        return {
            f"{team}/compose.yaml": f"services: {{api: {{build: ./api}}, shop: {shop}}}\n",
            f"{team}/api/Dockerfile": f"FROM {team}\n",
            f"{team}/shop/Dockerfile": f"FROM {team}\n",
        }

    found = catalog({**project("one"), **project("two")})
    assert {(source, target) for source, target, _ in edges(found, "sync")} == {
        ("one/shop", "one/api"),
        ("two/shop", "two/api"),
    }


def test_two_folders_of_which_one_holds_the_other_are_one_service_where_they_are_called_alike():
    (service,) = join(
        [
            seen("compose", "gateway", directory="src/Gateway"),
            seen("aspire", "gateway-service", directory="src/Gateway/src"),
        ],
        Places([]),
        {},
    )
    assert (service.name, service.path) == ("gateway", "src/Gateway")
    assert service.aliases == {"aspire": ("gateway-service",), "compose": ("gateway",)}
