# The images of Preceptor: one target for each service and one for the `preceptor` command.
#
#   docker build --target judge-service -t preceptor/judge-service:0.1.0 .        one image
#   ./preceptor image                                                             all of them
#
# All share one base: the Java runtime, the libraries and PyTorch unpacked. A service adds 2 to 3 MB, reward-service 72 MB for Kafka Streams.
# Needs BuildKit (Docker 23 or newer has it on; before that DOCKER_BUILDKIT=1).

# What builds, and what the images stand on. Any Linux x86-64 image with a JDK 17 and with a Java 17 will do.
ARG BUILD=docker.io/library/eclipse-temurin:17-jdk
ARG BASE=docker.io/library/eclipse-temurin:17-jre

# --- build ----------------------------------------------------------------------------------------------------------
FROM ${BUILD} AS build
# Maven's wrapper checks the sum of a zip.
RUN command -v unzip >/dev/null || { apt-get update -q && apt-get install -y -q --no-install-recommends unzip; }
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -ntp -Dmaven.test.skip=true -P '!thorough,inventory' package
# Another libtorch 2.7.1 than the one for CPUs, such as pytorch.org's zip of cu128: its address and SHA-256.
# Images with it have never been run.
ARG LIBTORCH_URL=
ARG LIBTORCH_SHA256=
RUN LIBTORCH_URL=${LIBTORCH_URL} LIBTORCH_SHA256=${LIBTORCH_SHA256} tools/deploy/image/layers /layers

# --- base -----------------------------------------------------------------------------------------------------------
FROM ${BASE} AS base
LABEL org.opencontainers.image.title="Preceptor" \
      org.opencontainers.image.description="Event-driven reinforcement learning of medical vision-language models on Apache Kafka" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /layers/djl /opt/preceptor/djl
COPY --from=build /layers/libtorch /opt/preceptor/libtorch
COPY --from=build /layers/lib /opt/preceptor/lib
COPY --from=build /layers/own /opt/preceptor/own
COPY --from=build /build/recipes /opt/preceptor/recipes
COPY --from=build /build/LICENSE /opt/preceptor/LICENSE
# What is in the images: the bill of materials (CycloneDX), and every library with its licence.
COPY --from=build /build/target/preceptor-sbom.json /build/target/THIRD-PARTY.txt /opt/preceptor/inventory/
COPY --from=build /build/tools/deploy/image/bin /opt/preceptor/bin
# The libraries' own settings are those that `preceptor train` gives its services (lib/local-fleet/…/ServiceFleet.java).
ENV PATH=/opt/preceptor/bin:$PATH \
    LC_ALL=C.UTF-8 \
    DJL_CACHE_DIR=/opt/preceptor/djl \
    OMP_WAIT_POLICY=PASSIVE \
    GOMP_SPINCOUNT=5000 \
    MALLOC_ARENA_MAX=2 \
    PRECEPTOR_MODELS=/models:/opt/preceptor/recipes \
    PRECEPTOR_DATA=/data:/opt/preceptor/recipes \
    PRECEPTOR_CACHE=/tmp/cache
# Where models, data and checkpoints are mounted.
RUN mkdir /models /data && install -d -o 10001 -g 10001 /runs /opt/preceptor/runs
# A number, so that Kubernetes can tell that it is not root. No home and no name are needed.
USER 10001:10001
WORKDIR /tmp
ARG VERSION=unknown
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.version=${VERSION} \
      org.opencontainers.image.revision=${REVISION} \
      org.opencontainers.image.source=${SOURCE}

FROM base AS service
ENV QUARKUS_HTTP_HOST=0.0.0.0 \
    QUARKUS_HTTP_PORT=8080 \
    PRECEPTOR_EXIT_AT_END=true
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["healthy", "live"]
ENTRYPOINT ["service"]

# --- one for each service -------------------------------------------------------------------------------------------
FROM service AS reward-service
COPY --from=build /layers/reward-service /opt/preceptor/app

FROM service AS learner-service
COPY --from=build /layers/learner-service /opt/preceptor/app

# Workers come and go: each takes its own name, that of its container, into its consumer group.
FROM service AS rollout-service
COPY --from=build /layers/rollout-service /opt/preceptor/app
ENTRYPOINT ["service", "--named-by-host"]

FROM service AS judge-service
COPY --from=build /layers/judge-service /opt/preceptor/app
ENTRYPOINT ["service", "--named-by-host"]

FROM service AS eval-service
COPY --from=build /layers/eval-service /opt/preceptor/app

FROM service AS console-service
COPY --from=build /layers/console-service /opt/preceptor/app

# --- the command ----------------------------------------------------------------------------------------------------
FROM base AS preceptor
COPY --from=build /layers/preceptor /opt/preceptor/app
WORKDIR /opt/preceptor
ENTRYPOINT ["preceptor"]
CMD ["--help"]
