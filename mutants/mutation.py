"""Small faults in a module's functions, one at a time, with Python's own `ast`."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
NAMES = {
    "any_of": "all_of", "all_of": "any_of", "any": "all", "all": "any", "max": "min", "min": "max",
}  # fmt: skip
# Conditions that have no fault of their own yet: they are turned round where they are asked.
PLAIN_CONDITIONS = (ast.Name, ast.Attribute, ast.Call)


@dataclass(frozen=True)
class Mutant:
    """A module with one fault. `name` says where and which, whatever the line."""

    module: str
    name: str
    tree: ast.Module


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    """Every fault in the functions of a module, in the order of the source."""
    tree = ast.parse(source)
    seen: Counter[str] = Counter()
    for path, function in _functions(tree):
        for node in _expressions(function):
            for changed in _faults(node):
                name = f"{module}.{path}: {_words(node)} -> {_words(changed)}"
                seen[name] += 1
                if seen[name] > 1:
                    name += f" (occurrence {seen[name]})"
                yield Mutant(module, name, _replaced(tree, node, changed))


def _words(node: ast.AST) -> str:
    if isinstance(node, ast.If):
        return f"if {_words(node.test)}"
    return " ".join(ast.unparse(node).split())


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _expressions(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """All nodes of the body but annotations and docstrings."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        yield node
        children = [
            child
            for field, value in ast.iter_fields(node)
            if field not in ("annotation", "returns", "type_comment")
            for child in (value if isinstance(value, list) else [value])
            if isinstance(child, ast.AST)
        ]
        waiting += reversed(children)


def _faults(node: ast.AST) -> Iterator[ast.AST]:
    """What a slip of the pen could have made of a node."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        other = COMPARISONS[type(node.ops[0])]()
        yield ast.Compare(node.left, [other, *node.ops[1:]], node.comparators)
    elif isinstance(node, ast.BoolOp):
        other_word = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other_word, node.values)
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.If) and isinstance(node.test, PLAIN_CONDITIONS):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.comprehension):
        yield from _other_filters(node)
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node.value)
    elif isinstance(node, ast.Name) and node.id in NAMES:
        yield ast.Name(NAMES[node.id], node.ctx)


def _other_filters(node: ast.comprehension) -> Iterator[ast.comprehension]:
    for index, condition in enumerate(node.ifs):
        if isinstance(condition, PLAIN_CONDITIONS):
            ifs: list[ast.expr] = [*node.ifs]
            ifs[index] = ast.UnaryOp(ast.Not(), condition)
            yield ast.comprehension(node.target, node.iter, ifs, node.is_async)


def _other_constants(value: object) -> Iterator[ast.Constant]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif value is None:
        yield ast.Constant(False)  # missing taken for a no


def _replaced(tree: ast.Module, node: ast.AST, changed: ast.AST) -> ast.Module:
    """The module with one node changed; the nodes around it are copied."""
    memo = {id(node): ast.copy_location(deepcopy(changed), node)}
    return ast.fix_missing_locations(deepcopy(tree, memo))
