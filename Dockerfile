# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_LINK_MODE=copy
WORKDIR /src
# Dependencies first: this layer changes only with the lock.
COPY requirements.lock ./
RUN pip install "uv==0.13.9" \
    && python -m venv /opt/reply-copilot \
    && uv pip install --python /opt/reply-copilot/bin/python --compile-bytecode \
        --torch-backend cpu -r requirements.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY copilot copilot
COPY knowledge knowledge
COPY evals evals
COPY ui ui
RUN uv pip install --python /opt/reply-copilot/bin/python --compile-bytecode --no-deps .

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="reply-copilot" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 copilot \
    && useradd --uid 10001 --gid copilot --home-dir /data --no-create-home copilot \
    && mkdir /data && chown copilot:copilot /data
COPY --from=build /opt/reply-copilot /opt/reply-copilot
COPY docker/entrypoint /usr/local/bin/entrypoint
ENV PATH=/opt/reply-copilot/bin:$PATH \
    COPILOT_HOME=/data \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('COPILOT_PORT', '8000')}/healthz\", timeout=4)"]
ENTRYPOINT ["entrypoint"]
CMD ["serve"]
