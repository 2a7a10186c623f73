"""Avro: schemas of several files, resolved as a reader resolves a writer, and witnessed by fastavro."""
