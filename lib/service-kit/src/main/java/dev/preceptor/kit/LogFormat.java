package dev.preceptor.kit;

import dev.preceptor.models.InputException;
import dev.preceptor.run.exported.Label;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtHandler;

/**
 * How this service logs: as text for people, or one JSON object a line for what collects the output
 * of containers. The objects have the labels that the metrics have.
 */
@Singleton
class LogFormat {

  private static final int FIRST = 0;
  private static final String TEXT = "text";
  private static final String JSON = "json";

  void choose(
      @Observes @Priority(FIRST) StartupEvent start,
      @ConfigProperty(name = "preceptor.log-format", defaultValue = TEXT) String format,
      @ConfigProperty(name = "preceptor.run") String run,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    if (BeforeStart.find(() -> isJson(format))) {
      apply(json(run, service), LogManager.getLogManager().getLogger("").getHandlers());
    }
  }

  /**
   * Whether a format is JSON.
   *
   * @throws InputException if it is not text either
   */
  static boolean isJson(String format) {
    return switch (format) {
      case TEXT -> false;
      case JSON -> true;
      default ->
          throw new InputException(
              "PRECEPTOR_LOG_FORMAT %s is unknown; use %s or %s".formatted(format, TEXT, JSON));
    };
  }

  /** With the labels of the metrics. */
  static Formatter json(String run, String service) {
    return new JsonLogFormatter(Map.of(Label.RUN.key(), run, Label.COMPONENT.key(), service));
  }

  /** Quarkus' own handler passes records on to those that write. */
  private static void apply(Formatter formatter, Handler... handlers) {
    for (var handler : handlers) {
      handler.setFormatter(formatter);
      if (handler instanceof ExtHandler passing) {
        apply(formatter, passing.getHandlers());
      }
    }
  }
}
