package dev.preceptor.kit;

import dev.preceptor.recipe.SentinelMode;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.StepsOnRecord;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Ends the service with exit code 0 once the run needs it no more, if {@code PRECEPTOR_EXIT_AT_END}
 * says so: after the last step and all that this service has to do for it, or when the run is
 * stopped or its sentinel has ended it. Where a command supervises the service, that command ends
 * it.
 */
@Singleton
public class EndWatch {

  private static final Logger LOG = Logger.getLogger(EndWatch.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final RunDefinition run;
  private final RunLog log;
  private final StepsOnRecord steps;
  private final Instance<EndCondition> conditions;

  EndWatch(
      RunDefinition run, RunLog log, StepsOnRecord steps, @Any Instance<EndCondition> conditions) {
    this.run = run;
    this.log = log;
    this.steps = steps;
    this.conditions = conditions;
  }

  void watch(
      @Observes StartupEvent start,
      @ConfigProperty(name = "preceptor.exit-at-end", defaultValue = "false") boolean wanted) {
    if (wanted) {
      Thread thread = new Thread(this::watch, "end-watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void watch() {
    try (DefinitionTopic definition = new DefinitionTopic(run.topics(), log, Clock.systemUTC())) {
      String why = "";
      while (why.isEmpty()) {
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        why = why(definition);
      }
      LOG.infof("%s: this service has nothing left to do", why);
      Quarkus.asyncExit(0);
    }
  }

  /** Why the service ends; empty while it does not. */
  private String why(DefinitionTopic definition) {
    try {
      if (definition.isStopped()) {
        return "the run has been stopped";
      }
      if (run.recipe().evaluation().sentinel() == SentinelMode.STOP
          && conditions.stream().noneMatch(EndCondition::endsByItself)
          && steps.isEndedBySentinel()) {
        return "the sentinel has ended the run";
      }
      return steps.isTaken(run.recipe().maxSteps())
              && conditions.stream().allMatch(EndCondition::isDone)
          ? "the run has taken its last step"
          : "";
    } catch (RuntimeException e) {
      LOG.debug("the broker cannot be asked whether the run has ended", e);
      return "";
    }
  }
}
