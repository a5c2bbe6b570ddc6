# SPDX-License-Identifier: Apache-2.0
# One image for the server and for ingestion: the binary, the Debian libraries that it names, certificates and time zones; no
# shell. `docker build .` makes it; scripts/image.sh makes it with labels, reproducibly, on any machine with Docker or buildah.
#
# Nothing here needs BuildKit, so that every builder makes the same. There is no HEALTHCHECK: the image format of OCI has none,
# so that what one builder keeps, another drops; compose.yaml and the chart say how health is asked for. There is no VOLUME
# either: each one-shot ingestion would leave an empty one behind.
ARG BASE_IMAGE=debian:12-slim

# -- the program --------------------------------------------------------------------------------------------------------------
FROM ${BASE_IMAGE} AS build
WORKDIR /src
COPY scripts/install_packages.sh scripts/
RUN scripts/install_packages.sh build
COPY CMakeLists.txt CMakePresets.json ./
COPY include include
COPY data data
COPY web web
COPY connectors connectors
COPY src src
COPY scripts/image/dependencies.sh scripts/image/
# Paths count from /src and not from where the builder keeps it: the same bytes, and what was compiled before is found again.
RUN export CCACHE_BASEDIR=/src CCACHE_NOHASHDIR=1 && \
    cmake --preset release -D BUILD_TESTING=OFF && \
    cmake --build --preset release --target colophon && \
    scripts/image/dependencies.sh /out

# -- what is in the image -----------------------------------------------------------------------------------------------------
FROM ${BASE_IMAGE} AS rootfs
RUN apt-get update -q && apt-get install -y -q --no-install-recommends python3
WORKDIR /src
COPY --from=build /out /out
COPY LICENSE scripts/make_sbom.py ./
COPY scripts/image/rootfs.sh scripts/image/licenses.json scripts/image/
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG SOURCE_DATE_EPOCH=0
RUN scripts/image/rootfs.sh /out /rootfs /owned

# -- the image ----------------------------------------------------------------------------------------------------------------
FROM scratch
COPY --from=rootfs /rootfs/ /
COPY --from=rootfs --chown=10001:10001 /owned/ /
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Colophon" \
      org.opencontainers.image.description="A metadata catalog that never sees a row: reads tables and columns, serves search, speaks DataHub's wire format" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
ENV PATH=/usr/bin
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/colophon"]
CMD ["serve", "--data", "/data", "--listen", "0.0.0.0:8080"]
