"""GraphQL on the serving side: resolvers by mark or by map, their arguments, own types that stand for it."""

import pytest

SCHEMA = """\
type Query { me: User orders(first: Int): [Order!] }
type Mutation { signup(data: SignupInput!): User }
type User { id: ID! email: String orders: [Order!] }
type Order { id: ID! total: Int }
input SignupInput { email: String! password: String! }
"""
NEST = "import { Args, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';\n"
MARKED = """\
import { SignupInput, User } from './typings';
@Resolver('User')
export class UserResolver {
  @Query('me')
  async profile(): Promise<User> { return this.load(); }
  @Query(() => [Order], { name: 'orders' })
  list(@Args('first') first: number) { return this.orders(first); }
  @Mutation()
  async signup(@Args('data') data: SignupInput): Promise<User> {
    return { id: '1', email: data.email };
  }
  @ResolveField('orders')
  async byUser() { return []; }
}
"""
TYPINGS = """\
export interface SignupInput { email: string; password: string }
export class User { id: string; email?: string }
"""
MAP = """\
export const resolvers = {
  Query: { me: () => load(), orders(_, { first }) { return []; } },
  User: {
    orders: (user) => byUser(user.id),
  },
};
"""


def lines(asked, part: str, text: str, folder: str = "svc/gateway") -> list[int] | str:
    files = {
        "svc/gateway/schema.graphql": SCHEMA,
        "svc/gateway/Dockerfile": "FROM node\n",
        "svc/other/Dockerfile": "FROM node\n",
        f"{folder}/src/user.resolver.ts": text,
        f"{folder}/src/typings.ts": TYPINGS,
    }
    found = asked(files, f"svc/gateway/schema.graphql#{part}").get(folder.rpartition("/")[2])
    return [use.line for use in found.uses] if found and found.uses else found.answer if found else ""


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("Query.me", [5]),
        ("Query.orders", [7]),
        ("Query.orders(first:)", [8]),
        ("Mutation.signup", [9]),
        ("User.orders", [13]),
        ("SignupInput.email", [11]),
        ("User.email", [11]),
        ("SignupInput.password", ""),
        ("Order.total", ""),
    ],
)
def test_marked_methods_resolve_fields(asked, part, expected):
    assert lines(asked, part, NEST + MARKED) == expected


@pytest.mark.parametrize(
    ("part", "expected"), [("Query.me", [2]), ("Query.orders", [2]), ("User.orders", [4]), ("User.id", "")]
)
def test_a_map_of_resolvers_resolves_fields(asked, part, expected):
    assert lines(asked, part, MAP) == expected


def test_another_service_resolves_nothing_of_a_schema(asked):
    assert lines(asked, "Query.me", NEST + MARKED, "svc/other") == ""
