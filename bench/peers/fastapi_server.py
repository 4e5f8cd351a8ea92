"""FastAPI with SQLAlchemy, as its documentation shows it: a JWT, a dependency that reads the user's row, rotation in a table.

python3 fastapi_server.py serve PORT DIRECTORY ACCOUNTS
python3 fastapi_server.py tokens DIRECTORY COUNT    prints refresh tokens of fresh sessions, a line each
"""

import hashlib
import os
import secrets
import sys
import time
import uuid
from datetime import datetime, timedelta, timezone

import jwt
import uvicorn
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from sqlalchemy import Column, Float, ForeignKey, String, create_engine, event, update
from sqlalchemy.orm import Session, declarative_base, sessionmaker
from sqlalchemy.pool import QueuePool

SECRET = "a secret of the measurement alone, which opens nothing at all"
PASSWORD = "correct horse battery staple"
THIRTY_DAYS = 30 * 86400
# The same cost as the service's.
hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(String, primary_key=True)
    email = Column(String, unique=True, nullable=False)
    password_hash = Column(String, nullable=False)


class RefreshToken(Base):
    __tablename__ = "refresh_tokens"
    token_hash = Column(String, primary_key=True)
    family_id = Column(String, index=True, nullable=False)
    user_id = Column(String, ForeignKey("users.id"), nullable=False)
    expires_at = Column(Float, nullable=False)
    used_at = Column(Float)


def open_sessions(directory):
    # SQLAlchemy 1.4 opens a file of SQLite anew for each session; a pool is quicker, one for each thread of the server.
    engine = create_engine(
        f"sqlite:///{os.path.join(directory, 'fastapi.db')}",
        poolclass=QueuePool,
        pool_size=40,
        connect_args={"check_same_thread": False, "timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def set_pragmas(connection, _record):
        # As durable as what it stands beside: each commit is synced before its answer.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    Base.metadata.create_all(engine)
    return sessionmaker(bind=engine, autoflush=False)


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def add_refresh_token(db, user_id, family_id):
    token = secrets.token_urlsafe(32)
    expires_at = time.time() + THIRTY_DAYS
    db.add(RefreshToken(token_hash=digest(token), family_id=family_id, user_id=user_id, expires_at=expires_at))
    return token


def add_accounts(sessions, count):
    with sessions() as db:
        if db.query(User).first() is not None:
            return
        password_hash = hasher.hash(PASSWORD)
        for index in range(count):
            db.add(User(id=str(uuid.uuid4()), email=f"peer-{index}@example.com", password_hash=password_hash))
        db.commit()


def print_tokens(sessions, count):
    with sessions() as db:
        users = [row.id for row in db.query(User.id)]
        tokens = [add_refresh_token(db, users[index % len(users)], str(uuid.uuid4())) for index in range(count)]
        db.commit()
    print("\n".join(tokens))


class SignIn(BaseModel):
    email: str
    password: str


class Refresh(BaseModel):
    refresh_token: str


class Tokens(BaseModel):
    access_token: str
    refresh_token: str
    token_type: str = "Bearer"


class Account(BaseModel):
    id: str
    email: str

    class Config:
        orm_mode = True


def make_app(sessions):
    app = FastAPI()
    bearer = HTTPBearer()

    def get_db():
        db = sessions()
        try:
            yield db
        finally:
            db.close()

    def get_current_user(sent: HTTPAuthorizationCredentials = Depends(bearer), db: Session = Depends(get_db)):
        try:
            claims = jwt.decode(sent.credentials, SECRET, algorithms=["HS256"])
        except jwt.InvalidTokenError:
            raise HTTPException(status_code=401)
        user = db.get(User, claims["sub"])
        if user is None:
            raise HTTPException(status_code=401)
        return user

    def answer(db, user_id, family_id):
        refresh_token = add_refresh_token(db, user_id, family_id)
        expires = datetime.now(timezone.utc) + timedelta(minutes=15)
        access_token = jwt.encode({"sub": user_id, "exp": expires}, SECRET, algorithm="HS256")
        db.commit()
        return Tokens(access_token=access_token, refresh_token=refresh_token)

    @app.get("/readyz")
    def ready():
        return {"status": "ok"}

    @app.post("/sign-in", response_model=Tokens)
    def sign_in(body: SignIn, db: Session = Depends(get_db)):
        user = db.query(User).filter(User.email == body.email).first()
        if user is None:
            raise HTTPException(status_code=401)
        try:
            hasher.verify(user.password_hash, body.password)
        except VerifyMismatchError:
            raise HTTPException(status_code=401)
        return answer(db, user.id, str(uuid.uuid4()))

    @app.post("/refresh", response_model=Tokens)
    def refresh(body: Refresh, db: Session = Depends(get_db)):
        found = db.get(RefreshToken, digest(body.refresh_token))
        if found is None or found.expires_at < time.time():
            raise HTTPException(status_code=401)
        user_id, family_id = found.user_id, found.family_id
        spend = (
            update(RefreshToken)
            .where(RefreshToken.token_hash == found.token_hash, RefreshToken.used_at.is_(None))
            .values(used_at=time.time())
            .execution_options(synchronize_session=False)
        )
        if db.execute(spend).rowcount != 1:
            # Shown twice: whoever has it, the whole family ends.
            db.query(RefreshToken).filter(RefreshToken.family_id == family_id).delete(synchronize_session=False)
            db.commit()
            raise HTTPException(status_code=401)
        return answer(db, user_id, family_id)

    @app.get("/account", response_model=Account)
    def account(user: User = Depends(get_current_user)):
        return user

    return app


if __name__ == "__main__":
    if sys.argv[1] == "tokens":
        print_tokens(open_sessions(sys.argv[2]), int(sys.argv[3]))
    else:
        opened = open_sessions(sys.argv[3])
        add_accounts(opened, int(sys.argv[4]))
        uvicorn.run(
            make_app(opened),
            host="127.0.0.1",
            port=int(sys.argv[2]),
            loop="uvloop",
            http="httptools",
            access_log=False,
            log_level="warning",
        )
