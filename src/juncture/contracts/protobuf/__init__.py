"""Protobuf contracts: parser, linking, comparison and witnesses for proto2, proto3 and editions."""
