"""A loopback Mistral API: it judges requests as the real one does, and answers by quoting what it was given.

Facts about the wire come from the vendor's OpenAPI file, its documents and publicly recorded traffic (August to
November 2026). `service.MistralService` is the door; `quoter` is the model, which quotes and never pretends to think.
"""
