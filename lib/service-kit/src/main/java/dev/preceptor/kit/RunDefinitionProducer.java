package dev.preceptor.kit;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.Topics;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Provides the run's topics, definition and recipe as beans. The definition is read before any
 * channel opens; the service does not start until it exists.
 */
@Singleton
public class RunDefinitionProducer {
  private static final Logger LOG = Logger.getLogger(RunDefinitionProducer.class);
  private static final int BEFORE_CHANNELS_OPEN = 1;

  @Produces
  @Singleton
  @DefaultBean
  Topics topics(@ConfigProperty(name = "preceptor.run") String run) {
    return new Topics(run);
  }

  @Produces
  @Singleton
  @DefaultBean
  RunDefinition definition(
      Topics topics,
      RunLog log,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    return BeforeStart.find(
        () ->
            WaitingRoom.during(
                () -> awaited(topics, log), host, port, "the definition of run " + topics.run()));
  }

  private static RunDefinition awaited(Topics topics, RunLog log) {
    try (DefinitionTopic topic = DefinitionTopic.onceNamed(topics, log, Clock.systemUTC())) {
      return topic.await();
    }
  }

  @Produces
  @Singleton
  @DefaultBean
  Recipe recipe(RunDefinition definition) {
    return definition.recipe();
  }

  void announce(@Observes @Priority(BEFORE_CHANNELS_OPEN) StartupEvent start, RunDefinition run) {
    LOG.infof(
        "run %s, started by version %s: %d steps of %d groups of %d",
        run.topics().run(),
        run.code(),
        run.recipe().maxSteps(),
        run.recipe().sampling().promptsPerStep(),
        run.recipe().sampling().numGenerations());
  }
}
