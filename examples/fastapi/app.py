"""An API of your own: notes, each person's for themselves. Who calls is known by a Portress access token."""

import asyncio
import os

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from portress import AccessTokens, Refusal

app = FastAPI(title="Notes")
tokens = AccessTokens(
    issuer=os.environ["PORTRESS_ISSUER"],
    audience=os.environ["PORTRESS_AUDIENCE"],
    service_key=os.environ["PORTRESS_SERVICE_KEY"],
)
notes: dict[str, list[str]] = {}


# A lifespan would be the newer word for these two; Debian 12 has FastAPI 0.92, which does not know it yet.
@app.on_event("startup")
async def follow_revocations():
    # Kept in a variable: a task that nobody holds may be collected.
    app.state.follower = asyncio.create_task(tokens.follow())


@app.on_event("shutdown")
async def stop_following():
    app.state.follower.cancel()


def bearer(request: Request) -> str:
    headers = request.headers.getlist("authorization")
    scheme, _, token = (headers[0] if headers else "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refusal(401, "not_signed_in", "An access token is needed")
    if len(headers) > 1 or not token.strip():
        raise Refusal(400, "invalid_request", "The request carries its access token in a way that cannot be read")
    return token.strip()


async def signed_in(request: Request) -> dict:
    return await tokens.verify(bearer(request))


async def signed_in_lately(request: Request) -> dict:
    return await tokens.verify(bearer(request), accept_stale=True)


async def admin(claims: dict = Depends(signed_in)) -> dict:
    if claims["role"] != "admin":
        raise Refusal(403, "insufficient_scope", "This is for administrators")
    return claims


class Note(BaseModel):
    text: str = Field(min_length=1, max_length=200)


@app.get("/notes")
async def list_notes(claims: dict = Depends(signed_in)):
    # By `sub`, the account's id: an e-mail address may go to somebody else one day.
    return {"items": notes.get(claims["sub"], [])}


@app.post("/notes", status_code=201)
async def create_note(note: Note, claims: dict = Depends(signed_in)):
    notes.setdefault(claims["sub"], []).append(note.text)
    return note


@app.get("/statistics")
async def count_notes(_: dict = Depends(admin)):
    return {"people": len(notes), "notes": sum(map(len, notes.values()))}


@app.get("/opening-hours")
async def read_opening_hours(_: dict = Depends(signed_in_lately)):
    # Nothing here harms anybody when it is read by a person who was signed out a minute ago, and it should go on
    # being read while Portress is away. Whatever changes something, or shows what is a person's own, waits instead.
    return {"monday_to_friday": "9–17"}


@app.exception_handler(Refusal)
async def answer_refusal(_: Request, refusal: Refusal):
    headers = {"Cache-Control": "no-store"}
    if refusal.status == 503:
        headers["Retry-After"] = "1"
    elif refusal.code == "not_signed_in":
        headers["WWW-Authenticate"] = "Bearer"
    else:
        headers["WWW-Authenticate"] = f'Bearer error="{refusal.code}", error_description="{refusal.detail}"'
    body = {"title": refusal.detail, "status": refusal.status, "code": refusal.code}
    return JSONResponse(body, refusal.status, headers, media_type="application/problem+json")
