"""The REST API, one module per family of routes. An endpoint takes an `Ask`, gives an `Answer` or raises a Refusal."""
