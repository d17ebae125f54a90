package dev.preceptor.kit;

import dev.preceptor.run.exported.Label;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The labels of every metric, also of those of Java and of Kafka's clients. */
@Singleton
class CommonLabels {

  @Produces
  @Singleton
  MeterFilter labels(
      @ConfigProperty(name = "preceptor.run") String run,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    return MeterFilter.commonTags(Tags.of(Label.RUN.key(), run, Label.COMPONENT.key(), service));
  }
}
