# Targets:
#   runtime        the default: gRPC server and command line, no LibTorch
#   runtime-torch  the same with the LibTorch engine, for a GPU
#   test           builds, then runs the project's whole test script
#
# The runtime images run as user 65532 on a read-only root file system and write nowhere but /tmp.
ARG DEBIAN_IMAGE=debian:12-slim

FROM ${DEBIAN_IMAGE} AS source
ENV DEBIAN_FRONTEND=noninteractive
WORKDIR /src
COPY . .

FROM source AS build
ARG TXTSENTRY_WITH_TORCH=OFF
ENV TXTSENTRY_WITH_TORCH=${TXTSENTRY_WITH_TORCH}
RUN scripts/setup && scripts/build
RUN deploy/container/stage-runtime build/bin models/default /out

FROM build AS test
RUN scripts/test

FROM source AS build-torch
ENV TXTSENTRY_WITH_TORCH=ON
RUN scripts/setup && scripts/build
RUN deploy/container/stage-runtime build/bin models/default /out

FROM ${DEBIAN_IMAGE} AS runtime-base
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="txtsentry" \
      org.opencontainers.image.description="Scores DNS TXT records over gRPC" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# Every flag of txtsentryd can be given by the environment; one on the command line wins.
ENV TXTSENTRY_MODEL=/usr/share/txtsentry/models/default \
    TXTSENTRY_LISTEN=0.0.0.0:8500 \
    TXTSENTRY_HTTP=0.0.0.0:8080
EXPOSE 8500 8080
ENTRYPOINT ["/usr/bin/txtsentryd"]
COPY LICENSE /usr/share/doc/txtsentry/LICENSE

FROM runtime-base AS runtime-torch
COPY --from=build-torch /out/ /
RUN apt-get update \
    && xargs -a /usr/share/txtsentry/runtime-packages apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/*
ENV LD_LIBRARY_PATH=/usr/lib/txtsentry/torch/lib
USER 65532:65532

FROM runtime-base AS runtime
COPY --from=build /out/ /
RUN apt-get update \
    && xargs -a /usr/share/txtsentry/runtime-packages apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/*
USER 65532:65532
