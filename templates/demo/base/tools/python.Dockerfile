# Every Python service; the context `house` is the repository's root.
FROM python:3.12-slim
ARG SERVICE
ENV SERVICE=${SERVICE} PYTHONPATH=/app/libs:/app/gen
WORKDIR /app
RUN apt-get update && apt-get install --yes make
COPY --from=house Makefile Makefile
COPY --from=house proto proto
COPY --from=house schemas schemas
COPY --from=house libs libs
COPY . service
RUN pip install --no-cache-dir ./service && make python-stubs
CMD ["sh", "-c", "exec python -m ${SERVICE}"]
