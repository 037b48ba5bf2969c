# Attune as one container: `docker compose up`, or see docs/deploy.md. tests/deploy rehearses it.
# Servers, scheduler and workers of a cluster: --build-arg LOCK=requirements-cluster.lock, see
# docs/cluster.md.

# GraphiQL's files, so that the page needs nobody else; npm itself stays here.
FROM node:22-bookworm-slim AS pages
WORKDIR /srv/attune
COPY package.json package-lock.json .npmrc ./
# Of 24 MB the page loads four: the rest is sources and maps.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
    && find node_modules -type f ! -name 'LICENSE*' ! -name '*.min.js' ! -name '*.min.css' ! -name style.css ! -name index.umd.js -delete


FROM python:3.11-slim-bookworm AS build
# Of the build alone, and any version of it strips.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends binutils \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/attune
# Both, since the first is part of what the version of the code is told by.
COPY requirements.lock requirements-cluster.lock ./
ARG LOCK=requirements.lock
# What runs installs nothing, and so has no pip.
RUN python -m venv --without-pip /opt/attune \
    && pip --python /opt/attune/bin/python install --no-cache-dir --no-compile --require-hashes -r "$LOCK"
# A fifth of what was installed: the tests, data sets, sources and symbols of libraries. The
# libraries that wheels bring along were moved by their makers' tools, and are left as they are.
RUN find /opt/attune -type d -name tests -prune -exec rm -rf {} + \
    && find /opt/attune -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.pyi' -o -name '*.h' -o -name '*.csv' \) -delete \
    && find /opt/attune -type f -name '*.so*' ! -path '*.libs/*' -exec strip --strip-unneeded {} +
COPY main.py settings.py setting_values.py LICENSE ./
COPY schema schema/
COPY ml ml/
COPY storage storage/
COPY resolvers resolvers/
COPY commands commands/
COPY simulation simulation/
COPY --from=pages /srv/attune/node_modules node_modules/
# What is imported is compiled, for where this runs nothing can be written: all that serves, the
# child process with its libraries, and each analysis. It shows as well that all of it is there.
RUN ATTUNE_DATA=/tmp/build /opt/attune/bin/python main.py person add build \
    && ATTUNE_DATA=/tmp/build /opt/attune/bin/python main.py doctor \
    && /opt/attune/bin/python -c "import importlib, pkgutil, ml.analyses as all; [importlib.import_module(f'ml.analyses.{each.name}') for each in pkgutil.iter_modules(all.__path__)]" \
    && if [ "$LOCK" = requirements-cluster.lock ]; then /opt/attune/bin/python -c "import resolvers.computing.cluster_worker" && /opt/attune/bin/dask scheduler --version; fi \
    && /opt/attune/bin/python -m compileall -q . \
    && rm -rf /tmp/build


FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin attune \
    && install --directory --owner=attune --group=attune --mode=700 /data
WORKDIR /srv/attune
COPY --from=build /opt/attune /opt/attune
COPY --from=build /srv/attune ./
# Threads and arenas: as in render.yaml. Nothing can be compiled here, so nobody need try.
ENV PATH=/opt/attune/bin:/usr/local/bin:/usr/bin:/bin \
    ATTUNE_DATA=/data \
    HOST=0.0.0.0 \
    PORT=8000 \
    OPENBLAS_NUM_THREADS=1 \
    OMP_NUM_THREADS=1 \
    MALLOC_ARENA_MAX=2 \
    PYTHONDONTWRITEBYTECODE=1
# By its number, which a host can tell from root without asking the image.
USER 10001
VOLUME /data
EXPOSE 8000
# A cold start on a tenth of a processor listens within two seconds.
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s CMD ["python", "main.py", "healthy"]
ENTRYPOINT ["python", "main.py"]
CMD ["serve", "--prepare"]
