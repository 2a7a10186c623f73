"""Compiles a side's .proto files by protoc, whatever they lack: what is not at hand is declared empty."""

import contextlib
import os
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import grpc_tools
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_tools import protoc
from sides import CannotReadError, Side

_KNOWN = Path(grpc_tools.__file__).parent / "_proto"
_ROUNDS = 40
_HTTP = """syntax = "proto3"; package google.api; import "google/protobuf/descriptor.proto";
message Http { repeated HttpRule rules = 1; bool fully_decode_reserved_expansion = 2; }
message HttpRule { string selector = 1; oneof pattern { string get = 2; string put = 3; string post = 4;
  string delete = 5; string patch = 6; CustomHttpPattern custom = 8; } string body = 7;
  repeated HttpRule additional_bindings = 11; string response_body = 12; }
message CustomHttpPattern { string kind = 1; string path = 2; }
extend google.protobuf.MethodOptions { HttpRule http = 72295728; }
"""
_MISSING_FILE = re.compile(r"^(\S+): File not found\.", re.MULTILINE)
_UNDEFINED = re.compile(r'^([^:\s]+):\d+:\d+: "([\w.]+)" is not defined', re.MULTILINE)
_UNIMPORTED = re.compile(r'^([^:\s]+):.*seems to be defined in "([^"]+)", which is not imported', re.MULTILINE)
_OPTION_OF = re.compile(r'^([^:\s]+):\d+:\d+: (?:\S+: )?Option "\(?\.?([\w.]+)', re.MULTILINE)
_HTTP_FILE = "google/api/annotations.proto"
_HTTP_OPTION = "google.api.http"
_OPTION = re.compile(r'^([^:\s]+):(\d+):(\d+): (?:\S+: )?Option "', re.MULTILINE)


class Compiled:
    """Descriptors of one side, in one pool."""

    def __init__(self, files: descriptor_pb2.FileDescriptorSet) -> None:
        self.files = {each.name: each for each in files.file}
        self.pool = descriptor_pool.DescriptorPool()
        for each in files.file:  # protoc writes imported files first
            self.pool.Add(each)

    def message(self, path: str, local: str) -> Any:
        """Return the class of a message; for an enum that of a message with one field ``value`` of it."""
        file = self.files.get(path)
        if file is None:
            raise CannotReadError(f"{path} was not compiled")
        name = f"{file.package}.{local}" if file.package else local
        with contextlib.suppress(KeyError):
            return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))
        try:
            enum = self.pool.FindEnumTypeByName(name)
        except KeyError as error:
            raise CannotReadError(f"{path} declares no {local}") from error
        probe = descriptor_pb2.FileDescriptorProto(name=f"probe/{name}", package="probe", dependency=[enum.file.name])
        field = probe.message_type.add(name=name.replace(".", "_")).field.add(name="value", number=1)
        field.label, field.type, field.type_name = field.LABEL_OPTIONAL, field.TYPE_ENUM, f".{name}"
        with contextlib.suppress(TypeError):
            self.pool.Add(probe)
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(f"probe.{name.replace('.', '_')}"))


@cache
def compiled(side: Side) -> Compiled:
    """Return the descriptors of a side. Raises CannotReadError where protoc takes it in no way."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = side.files(".proto")
        for path, file in paths.items():
            _write(folder / path, file.read_text("utf-8", "replace"))
        _write(folder / _HTTP_FILE, _HTTP, over=False)
        for _ in range(_ROUNDS):
            complaints = _protoc(folder, sorted(paths))
            if not complaints:
                content = (folder / "descriptors").read_bytes()
                return Compiled(descriptor_pb2.FileDescriptorSet.FromString(content))
            if not _mended(folder, complaints):
                break
        raise CannotReadError(f"protoc: {complaints[:200]}")


def _write(path: Path, text: str, over: bool = True) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if over or not path.exists():
        path.write_text(text, "utf-8")


def _protoc(folder: Path, paths: list[str]) -> str:
    """Return what protoc has against the files; empty where it wrote their descriptors."""
    with tempfile.TemporaryFile() as told:
        kept = os.dup(2)
        os.dup2(told.fileno(), 2)  # protoc writes to the file descriptor itself
        try:
            output = folder / "descriptors"
            arguments = ["protoc", f"-I{folder}", f"-I{_KNOWN}", "--include_imports", f"--descriptor_set_out={output}"]
            code = protoc.main([*arguments, *paths])
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        told.seek(0)
        return told.read().decode("utf-8", "replace") if code else ""


def _mended(folder: Path, complaints: str) -> bool:
    """Declare what is missing and leave out options that nobody declares; return whether something was done."""
    missing = set(_MISSING_FILE.findall(complaints))
    for path in missing:
        _write(folder / path, f'syntax = "proto3";\n// {path}\n')
    done = bool(missing)
    if missing:
        return True
    for path, other in _UNIMPORTED.findall(complaints):
        done = _imported(folder / path, other)
    for path in {path for path, option in _OPTION_OF.findall(complaints) if option == _HTTP_OPTION}:
        done = _imported(folder / path, _HTTP_FILE) or done
    for path, written in () if done else _UNDEFINED.findall(complaints):
        done = _declared(folder, path, written) or done
    for path, line, column in () if done else _OPTION.findall(complaints):
        done = _without_option(folder / path, int(line), int(column)) or done
    return done


def _declared(folder: Path, path: str, written: str) -> bool:
    """Declare a type in a file of its package that the file imports."""
    package, _, name = written.removeprefix(".").rpartition(".")
    stub = f"stub/{written.strip('.')}.proto"
    if (folder / stub).exists():
        return False
    head = f"package {package};" if package else ""
    _write(folder / stub, f'syntax = "proto3"; {head} message {name} {{}}\n')
    return _imported(folder / path, stub)


def _imported(file: Path, other: str) -> bool:
    text = file.read_text("utf-8")
    if f'import "{other}";' in text:
        return False
    match = re.search(r'^\s*(?:syntax|edition)\s*=\s*["\'][^"\']*["\']\s*;', text, re.MULTILINE)
    at = match.end() if match else 0
    file.write_text(f'{text[:at]} import "{other}";{text[at:]}', "utf-8")
    return True


def _without_option(file: Path, line: int, column: int) -> bool:
    """Take out the option that begins at a place: a statement, or one of those in brackets."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    text = "".join(lines)
    at = sum(map(len, lines[: line - 1])) + column - 1
    statement = text.rfind("option", 0, at + 1)
    if statement >= 0 and not text[statement + 6 : at].strip():
        end = _end(text, at, ";") + 1
        file.write_text(text[:statement] + text[end:], "utf-8")
        return True
    opening = text.rfind("[", 0, at)
    closing = _end(text, at, "]")
    if opening < 0 or closing >= len(text):
        return False
    file.write_text(text[:opening] + text[closing + 1 :], "utf-8")
    return True


def _end(text: str, at: int, closing: str) -> int:
    depth = 0
    while at < len(text) and (depth or text[at] != closing):
        depth += (text[at] in "{[(") - (text[at] in "}])")
        at += 1
    return at
