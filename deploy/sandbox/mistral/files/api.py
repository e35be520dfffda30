"""POST and GET /v1/files, and what can be done with one file."""

from aiohttp import web

from deploy.sandbox.mistral.closed import read
from deploy.sandbox.mistral.files.requests import Address, Listing, file_id_of, upload_of
from deploy.sandbox.mistral.files.store import StoredFile
from deploy.sandbox.mistral.gate import Arrival, ok
from deploy.sandbox.mistral.refusals import Refusal
from deploy.sandbox.mistral.state import State


class Files:
    def __init__(self, state: State) -> None:
        self._state = state
        self._store = state.files

    async def upload(self, arrival: Arrival) -> web.Response:
        fields, file = upload_of(arrival)
        if len(file.data) > self._store.largest:
            raise Refusal(413, f"File is too large: {self._store.largest} bytes at most")
        arrival.accepted()
        stored = self._store.add(file, fields.purpose, fields.visibility, fields.expiry)
        self._state.log.notify()
        return ok(stored.card())

    async def list(self, arrival: Arrival) -> web.Response:
        query = read(Listing, dict(arrival.request.query), place="query")
        found = [each.card() for each in self._store.there() if _matches(each, query)]
        arrival.accepted()
        start = query.page * query.page_size
        total = len(found) if query.include_total else None
        return ok({"data": found[start : start + query.page_size], "object": "list", "total": total})

    async def one(self, arrival: Arrival) -> web.Response:
        found = self._found(arrival)
        return ok(found.card() | {"deleted": False})

    async def content(self, arrival: Arrival) -> web.Response:
        return web.Response(body=self._found(arrival).data, content_type="application/octet-stream")

    async def address(self, arrival: Arrival) -> web.Response:
        query = read(Address, dict(arrival.request.query), place="query")
        found = self._found(arrival)
        return ok({"url": f"{arrival.request.url.origin()}{self._store.signed(found, query.expiry)}"})

    async def delete(self, arrival: Arrival) -> web.Response:
        found = self._found(arrival)
        self._store.delete(found)
        self._state.log.notify()
        return ok({"id": found.id, "object": "file", "deleted": True})

    async def signed(self, arrival: Arrival) -> web.Response:
        """A signed address; it asks for no key."""
        query = arrival.request.query
        found = self._store.opened(file_id_of(arrival), query.get("se", ""), query.get("sig", ""))
        if found is None:
            raise Refusal(403, "This address is not valid, or no longer", "forbidden", "403")
        return web.Response(body=found.data, content_type=found.media)

    def _found(self, arrival: Arrival) -> StoredFile:
        found = self._store.find(file_id_of(arrival))
        if found is None:
            raise Refusal(404, "File not found")
        arrival.accepted()
        return found


def _matches(file: StoredFile, query: Listing) -> bool:
    card = file.card()
    return (
        query.purpose in (None, file.purpose)
        and (query.search or "").casefold() in file.filename.casefold()
        and query.sample_type in (None, card["sample_type"])
        and query.source in (None, card["source"])
        and query.mimetypes in (None, file.media)
    )
