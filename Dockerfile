# syntax=docker/dockerfile:1
# The server alone, to be used with a PostgreSQL beside it (see docker-compose.yml).

FROM rust:1-slim-trixie AS build
WORKDIR /src
COPY . .
# Queries are checked against .sqlx, so that building needs no database.
ENV SQLX_OFFLINE=true
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package invigil && cp target/release/invigil /invigil

# Python for browsers: the pinned package, with which candidates run code. It is the same for every platform.
FROM --platform=$BUILDPLATFORM node:22-slim AS python
WORKDIR /src
COPY scripts/fetch-python scripts/
COPY python python
RUN scripts/fetch-python

FROM debian:trixie-slim
RUN useradd --system --create-home --home-dir /var/lib/invigil --shell /usr/sbin/nologin invigil
COPY --from=build /invigil /usr/local/bin/invigil
# Where the program looks for it, one folder above bin.
COPY question-bank /usr/local/share/invigil/question-bank
COPY --from=python /src/python/fetched /usr/local/share/invigil/python
USER invigil
WORKDIR /var/lib/invigil
ENV INVIGIL_LISTEN=0.0.0.0:8080
EXPOSE 8080
# bash speaks TCP, so that the image needs no other program for this.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s CMD \
    ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["invigil"]
CMD ["serve"]
