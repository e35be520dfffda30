"""POST /v1/ocr: the request and its judge, and what was read put into the shape of the answer."""
