#!/usr/bin/env bash
# As in apache/kafka: the tool for ACLs.
exec java -Xmx64m -XX:+UseSerialGC -cp '/opt/kafka/libs/*' org.apache.kafka.tools.AclCommand "$@"
