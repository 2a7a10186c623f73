"""AsyncAPI 2 and 3: both dialects read as what an application sends and receives, compared once."""
