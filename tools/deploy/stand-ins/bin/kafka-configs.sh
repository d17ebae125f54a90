#!/usr/bin/env bash
# As in apache/kafka: the tool for settings and users.
exec java -Xmx64m -XX:+UseSerialGC -cp '/opt/kafka/libs/*' kafka.admin.ConfigCommand "$@"
