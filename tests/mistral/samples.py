"""What OCR and its friends answer, as the vendor's document shows it."""

import base64
import io
from typing import Any

from PIL import Image

from tests.mistral.conftest import Json

OCR = "mistral-ocr-4-1"


def drawn(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "navy").save(buffer, kind)
    return buffer.getvalue()


def ocr_image(name: str = "img-0.jpeg", data: bytes | None = None, **changes: Any) -> Json:
    box = {"top_left_x": 10, "top_left_y": 20, "bottom_right_x": 210, "bottom_right_y": 170}
    uri = "data:image/jpeg;base64," + base64.b64encode(drawn() if data is None else data).decode()
    return {"id": name, **box, "image_base64": uri, "image_annotation": None, **changes}


def ocr_page(index: int, markdown: str = "Some text.", **changes: Any) -> Json:
    return {
        "index": index,
        "markdown": markdown,
        "images": [],
        "tables": [],
        "hyperlinks": [],
        "header": None,
        "footer": None,
        "dimensions": {"dpi": 200, "height": 2200, "width": 1700},
        "confidence_scores": None,
        "blocks": None,
        **changes,
    }


def ocr_answer(*pages: Json, processed: int | None = None, annotation: Any = None) -> Json:
    usage = {"pages_processed": len(pages) if processed is None else processed, "doc_size_bytes": None}
    return {"pages": list(pages), "model": OCR, "document_annotation": annotation, "usage_info": usage}
