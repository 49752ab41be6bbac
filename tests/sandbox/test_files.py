"""Files that people send: found by getFile, fetched by their path."""

from __future__ import annotations

from bot.sandbox import User
from bot.sandbox.methods.files import MAX_DOWNLOAD
from tests.sandbox.client import Client

GONE = "Bad Request: wrong file_id or the file is temporarily unavailable"


async def test_a_file_is_fetched(api: Client, ana: User) -> None:
    """Its id stays; python-telegram-bot writes the colon of the token as %3A in the path."""
    await ana.send_document("scan.pdf", data=b"%PDF-1.4 made up")
    document = (await api.updates())[0]["message"]["document"]
    file = (await api.call("getFile", file_id=document["file_id"])).result
    assert file["file_unique_id"] == document["file_unique_id"]
    assert file["file_size"] == 16
    assert file["file_path"].startswith("documents/")
    assert file["file_path"].endswith(".pdf")
    for token in (api.sandbox.token, api.sandbox.token.replace(":", "%3A")):
        async with api.http.get(f"{api.sandbox.base_file_url}{token}/{file['file_path']}") as response:
            assert await response.read() == b"%PDF-1.4 made up"


async def test_what_is_not_there(api: Client, ana: User) -> None:
    """No id, a wrong one, a wrong path, another's token, and more than 20 MB."""
    assert await api.refused("getFile") == "Bad Request: file_id not specified"
    assert await api.refused("getFile", file_id="nonsense") == GONE
    await ana.send_document("long.bin", data=b"x" * (MAX_DOWNLOAD + 1))
    document = (await api.updates())[0]["message"]["document"]
    assert await api.refused("getFile", file_id=document["file_id"]) == "Bad Request: file is too big"
    for path, status in ((f"{api.sandbox.token}/photos/x.jpg", 404), ("123:abc/photos/x.jpg", 401)):
        async with api.http.get(f"{api.sandbox.base_file_url}{path}") as response:
            assert response.status == status
