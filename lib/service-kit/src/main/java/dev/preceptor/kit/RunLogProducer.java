package dev.preceptor.kit;

import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.Topics;
import io.quarkus.arc.DefaultBean;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Gives every bean the run's log, read outside of any channel or group. */
@Singleton
public class RunLogProducer {

  @Produces
  @Singleton
  @DefaultBean
  RunLog log(Topics topics, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new RunLog(topics, settings);
  }
}
