# A stand-in for docker.io/apache/kafka where no registry can be reached: the same Kafka, from Maven's jars, with the same
# wrapper that reads KAFKA_* variables. Context: a folder with libs/ (Kafka's jars) and this folder's bin/ and run-kafka.
ARG BASE=docker.io/library/eclipse-temurin:17-jre
FROM ${BASE}
COPY libs /opt/kafka/libs
COPY bin /opt/kafka/bin
COPY run-kafka /etc/kafka/docker/run
RUN mkdir -p /opt/kafka/config /mnt/shared/config /var/lib/kafka/data \
 && for file in server.properties log4j2.yaml tools-log4j2.yaml; do : >/etc/kafka/docker/$file; done \
 && chown -R 1000:1000 /opt/kafka/config /var/lib/kafka
USER 1000:1000
VOLUME ["/var/lib/kafka/data"]
CMD ["/etc/kafka/docker/run"]
