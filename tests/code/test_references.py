"""Generated clients and servers: found where an import brings them, and nowhere else."""

from textwrap import dedent

import pytest

from juncture.code.source import read

FOUND = {
    "nest server by the decorator that is generated": (
        "a.ts",
        """
        import { Controller } from "@nestjs/common";
        import { CartServiceControllerMethods } from "./gen/cart";
        @Controller()
        @CartServiceControllerMethods()
        export class Cart {}
        """,
        ("server", "CartService", 5, "./gen/cart"),
    ),
    "nest client by the type that is generated": (
        "a.ts",
        """
        import { ClientGrpc } from "@nestjs/microservices";
        import { CartServiceClient, CART_SERVICE_NAME } from "./gen/cart";
        const cart = client.getService<CartServiceClient>(CART_SERVICE_NAME);
        """,
        ("client", "CartService", 4, "./gen/cart"),
    ),
    "go client": (
        "a.go",
        """
        package main

        import pb "shop/genproto/cart"

        func dial(c *grpc.ClientConn) {
            cart := pb.NewCartServiceClient(c)
        }
        """,
        ("client", "CartService", 7, "shop/genproto/cart"),
    ),
    "go server": (
        "a.go",
        """
        package main

        import (
            "shop/genproto/cartpb"
        )

        func serve(s *grpc.Server) { cartpb.RegisterCartServiceServer(s, &server{}) }
        """,
        ("server", "CartService", 8, "shop/genproto/cartpb"),
    ),
    "go server by embedding": (
        "a.go",
        """
        package main

        import pb "shop/genproto/cart"

        type server struct {
            pb.UnimplementedCartServiceServer
        }
        """,
        ("server", "CartService", 7, "shop/genproto/cart"),
    ),
    "java client": (
        "A.java",
        """
        package shop.web;

        import shop.cart.CartServiceGrpc;

        class A {
            A(Channel channel) { stub = CartServiceGrpc.newBlockingStub(channel); }
        }
        """,
        ("client", "CartService", 7, "shop.cart"),
    ),
    "java client by its full name": (
        "A.java",
        """
        package shop.web;
        class A { Object stub = shop.cart.CartServiceGrpc.newFutureStub(channel); }
        """,
        ("client", "CartService", 3, "shop.cart"),
    ),
    "java server of the same package": (
        "A.java",
        """
        package shop.cart;
        class A extends CartServiceGrpc.CartServiceImplBase { }
        """,
        ("server", "CartService", 3, "shop.cart"),
    ),
    "kotlin client": (
        "A.kt",
        """
        package shop.web

        import shop.cart.CartServiceGrpcKt

        val stub = CartServiceGrpcKt.CartServiceCoroutineStub(channel)
        """,
        ("client", "CartService", 6, "shop.cart"),
    ),
    "kotlin server": (
        "A.kt",
        """
        package shop.web
        import shop.cart.CartServiceGrpcKt
        class Carts : CartServiceGrpcKt.CartServiceCoroutineImplBase() {}
        """,
        ("server", "CartService", 4, "shop.cart"),
    ),
    "python client": (
        "a.py",
        """
        from shop.gen import cart_pb2_grpc

        stub = cart_pb2_grpc.CartServiceStub(channel)
        """,
        ("client", "CartService", 4, "shop.gen.cart_pb2_grpc"),
    ),
    "python client under another name": (
        "a.py",
        """
        from shop.gen.cart_pb2_grpc import CartServiceStub as Carts

        stub = Carts(channel)
        """,
        ("client", "CartService", 4, "shop.gen.cart_pb2_grpc"),
    ),
    "python server": (
        "a.py",
        """
        import cart_pb2_grpc

        class Carts(cart_pb2_grpc.CartServiceServicer):
            pass
        """,
        ("server", "CartService", 4, "cart_pb2_grpc"),
    ),
    "python server registered": (
        "a.py",
        """
        import cart_pb2_grpc
        cart_pb2_grpc.add_CartServiceServicer_to_server(Carts(), server)
        """,
        ("server", "CartService", 3, "cart_pb2_grpc"),
    ),
    "typescript client": (
        "a.ts",
        """
        import { Cart, CartServiceClient } from '../protos/cart';

        const client = new CartServiceClient(ADDRESS, credentials);
        """,
        ("client", "CartService", 4, "../protos/cart"),
    ),
    "typescript client of a namespace": (
        "a.tsx",
        """
        import * as carts from './gen/cart_grpc_web_pb';
        const client = new carts.CartServicePromiseClient('/api');
        """,
        ("client", "CartService", 3, "./gen/cart_grpc_web_pb"),
    ),
    "connect client": (
        "a.ts",
        """
        import { createClient } from "@connectrpc/connect";
        import { CartService } from "./gen/cart_pb";
        const client = createClient(CartService, transport);
        """,
        ("client", "CartService", 4, "./gen/cart_pb"),
    ),
    "nice-grpc server": (
        "a.ts",
        """
        import { createServer } from "nice-grpc";
        import { CartServiceDefinition } from "./gen/cart";
        const server = createServer();
        server.add(CartServiceDefinition, carts);
        """,
        ("server", "CartService", 5, "./gen/cart"),
    ),
    "javascript client loaded at run time": (
        "a.js",
        """
        const grpc = require('@grpc/grpc-js');
        const loader = require('@grpc/proto-loader');
        const shop = grpc.loadPackageDefinition(loader.loadSync('protos/cart.proto')).shop;
        const client = new shop.CartService(address, credentials);
        """,
        ("client", "CartService", 5, "protos/cart.proto"),
    ),
    "javascript server loaded at run time, through a helper": (
        "a.js",
        """
        const CART = path.join(__dirname, './protos/cart.proto');
        const shop = load(CART).shop;
        function load(path) {
          const definition = loader.loadSync(path, {});
          return grpc.loadPackageDefinition(definition);
        }
        server.addService(
          shop.CartService.service, { get });
        """,
        ("server", "CartService", 8, "./protos/cart.proto"),
    ),
    "c# client": (
        "A.cs",
        """
        using Shop.Cart;
        class A { void B() { var client = new Shop.Cart.CartService.CartServiceClient(channel); } }
        """,
        ("client", "CartService", 3, "Shop.Cart"),
    ),
    "c# client of a static using": (
        "A.cs",
        """
        using System;
        using static Shop.CartService;
        class A { void B() { var client = new CartServiceClient(channel); } }
        """,
        ("client", "CartService", 4, "Shop.CartService"),
    ),
    "c# client by injection": (
        "A.cs",
        """
        using Shop;
        services.AddGrpcClient<CartService.CartServiceClient>(o => o.Address = uri);
        """,
        ("client", "CartService", 3, "Shop"),
    ),
    "c# server": (
        "A.cs",
        """
        using Shop;
        class Carts : CartService.CartServiceBase { }
        """,
        ("server", "CartService", 3, "Shop"),
    ),
    "c++ client": (
        "a.cc",
        """
        #include "shop/cart.grpc.pb.h"
        auto stub = shop::CartService::NewStub(channel);
        """,
        ("client", "CartService", 3, "shop/cart.grpc.pb.h"),
    ),
    "c++ server": (
        "a.h",
        """
        #include "shop/cart.grpc.pb.h"
        class Carts final : public CartService::Service {};
        """,
        ("server", "CartService", 3, "shop/cart.grpc.pb.h"),
    ),
    "rust client": (
        "a.rs",
        """
        use shop::cart_service_client::CartServiceClient;
        async fn dial() { let client = CartServiceClient::connect("http://cart").await?; }
        """,
        ("client", "CartService", 3, "shop::cart_service_client"),
    ),
    "rust client by its path": (
        "a.rs",
        """
        fn dial(c: Channel) { let client = shop::cart_service_client::CartServiceClient::new(c); }
        """,
        ("client", "CartService", 2, "shop::cart_service_client"),
    ),
    "rust server": (
        "a.rs",
        """
        use shop::{cart_service_server::{CartService, CartServiceServer}, Cart};
        impl CartService for Carts {}
        """,
        ("server", "CartService", 3, "shop::cart_service_server"),
    ),
}


@pytest.mark.parametrize(("path", "text", "expected"), FOUND.values(), ids=FOUND.keys())
def test_a_generated_client_or_server_is_found_with_its_import(
    path: str, text: str, expected: tuple[str, str, int, str]
) -> None:
    found = read(path, dedent(text).encode()).references
    assert [(each.side, each.service, each.line, each.via) for each in found] == [expected]
    assert found[0].text == dedent(text).splitlines()[expected[2] - 1].strip()


NOT_FOUND = {
    "go, no import of that name": ("a.go", 'package a\nfunc f() { pb.NewCartServiceClient(c) }\nimport other "x"\n'),
    "go, in a comment": ("a.go", 'package a\nimport pb "x"\n// pb.NewCartServiceClient(c)\n'),
    "go, in a string": ("a.go", 'package a\nimport pb "x"\nvar s = "pb.NewCartServiceClient(c)"\n'),
    "go, an import in a comment": (
        "a.go",
        'package a\n/*\nimport pb "x"\n*/\nfunc f() { pb.NewCartServiceClient(c) }\n',
    ),
    "go, a mock": ("a.go", 'package a\nimport mock "x"\nfunc f() { mock.NewMockCartServiceClient(ctrl) }\n'),
    "go, a helper without a channel": ("a.go", 'package a\nimport env "x"\nfunc f() { env.NewCartServiceClient() }\n'),
    "java, the file's own class": (
        "A.java",
        "package a;\nclass CartServiceGrpc {}\nclass B { Object c = CartServiceGrpc.newStub(x); }\n",
    ),
    "java, in a string": ("A.java", 'package a;\nclass B { String c = "CartServiceGrpc.newStub(x)"; }\n'),
    "kotlin, in a comment": ("A.kt", "package a\n// CartServiceGrpc.newStub(x)\n"),
    "python, a stub that is not generated": ("a.py", "import shop\nshop.CartServiceStub(channel)\n"),
    "python, in a docstring": ("a.py", '"""cart_pb2_grpc.CartServiceStub(channel)"""\nimport cart_pb2_grpc\n'),
    "typescript, a class of its own": ("a.ts", "class CartServiceClient {}\nnew CartServiceClient(a);\n"),
    "typescript, in a template": ("a.ts", "import { AClient } from 'a';\nconst s = `new AClient(x)`;\n"),
    "typescript, another createClient": (
        "a.ts",
        "import { URL_A } from './env';\nconst c = createClient(URL_A, key);\n",
    ),
    "javascript, nothing is loaded": ("a.js", "server.addService(shop.CartService.service, {});\n"),
    "c#, nothing is used": ("A.cs", "class A { void B() { new CartServiceClient(channel); } }\n"),
    "c++, no generated header": ("a.cc", "#include <a.h>\nauto s = shop::CartService::NewStub(c);\n"),
    "rust, another module": ("a.rs", "use shop::other::CartServiceClient;\nfn f() { CartServiceClient::new(c); }\n"),
    "rust, in a comment": ("a.rs", "// shop::cart_service_client::CartServiceClient::new(c)\n"),
}


@pytest.mark.parametrize(("path", "text"), NOT_FOUND.values(), ids=NOT_FOUND.keys())
def test_a_text_that_only_looks_like_one_is_none(path: str, text: str) -> None:
    assert read(path, text.encode()).references == ()


def test_where_several_modules_may_bring_a_type_all_are_named() -> None:
    text = "using Shop.Web;\nusing System.Linq;\nusing Shop.Cart;\nclass A : CartService.CartServiceBase { }\n"
    assert [each.via for each in read("A.cs", text.encode()).references] == ["Shop.Web, Shop.Cart"]
