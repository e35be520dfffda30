from typing import Any

import pytest

from bot.core.errors import ModelRefused
from bot.mistral.ocr import MistralOcr
from tests.mistral.conftest import Json
from tests.mistral.standin import FakeService

LIST = "GET /v1/files"


def listed(number: int, age: float, service: FakeService, name: str = "galerne-1.pdf") -> Json:
    created = int(service.clock.time() - age)
    return {"id": f"00000000-0000-0000-0000-{number:012}", "filename": name, "created_at": created, "purpose": "ocr"}


def deleted(service: FakeService) -> list[int]:
    return [int(call.call[-12:]) for call in service.arrived if call.call.startswith("DELETE")]


async def swept(service: FakeService) -> int:
    return await MistralOcr(service.http, service.config, service.clock).sweep_uploads(3600.0)


async def test_left_overs_of_earlier_processes_are_deleted_and_nothing_else(service: FakeService) -> None:
    files: list[Any] = [
        listed(1, 7200, service),
        listed(2, 60, service),  # of a process that may be running
        listed(3, 7200, service, "report.pdf"),
        listed(4, 7200, service, "galerne-2"),
        {"id": 5, "filename": "galerne-3", "created_at": 0},
        {"filename": "galerne-4", "created_at": None},
        None,
    ]
    service.answer(LIST, {"data": files, "object": "list"})
    for number in (1, 4):
        service.answer(f"DELETE /v1/files/00000000-0000-0000-0000-{number:012}", {"deleted": True})

    assert await swept(service) == 2
    assert deleted(service) == [1, 4]
    [call] = service.of(LIST)
    assert call.query == {"page": "0", "page_size": "100", "purpose": "ocr", "search": "galerne-"}


async def test_whole_list_is_read_before_anything_is_deleted(service: FakeService) -> None:
    service.answer(LIST, {"data": [listed(number, 7200, service) for number in range(100)]})
    service.answer(LIST, {"data": [listed(100, 7200, service)]})

    assert await swept(service) == 101
    assert [call.query["page"] for call in service.of(LIST)] == ["0", "1"]
    assert deleted(service) == list(range(101))


@pytest.mark.parametrize("body", [{}, [], {"data": None}, {"data": []}])
async def test_empty_list_is_no_work(service: FakeService, body: Any) -> None:
    service.answer(LIST, body)

    assert await swept(service) == 0


async def test_endpoint_without_files_has_nothing_to_sweep(service: FakeService) -> None:
    assert await swept(service) == 0


async def test_wrong_key_is_told(service: FakeService) -> None:
    service.answer(LIST, {"detail": "Unauthorized"}, status=401)

    with pytest.raises(ModelRefused):
        await swept(service)
