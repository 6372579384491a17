"""What the service answers."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/healthz")
def health() -> dict[str, str]:
    """Say that it is alive."""
    return {"status": "ok"}
