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
