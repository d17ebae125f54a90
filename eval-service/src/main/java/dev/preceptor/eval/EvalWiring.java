package dev.preceptor.eval;

import dev.preceptor.kit.BeforeStart;
import dev.preceptor.policy.AnchorSearch;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.StepsOnRecord;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What must be known before the channel opens: what is to be measured, and where that starts. */
@Singleton
public class EvalWiring {

  private static final Logger LOG = Logger.getLogger(EvalWiring.class);

  @Produces
  @Singleton
  EvalShare share(
      @ConfigProperty(name = "preceptor.eval-worker", defaultValue = "0") int worker,
      Recipe recipe) {
    return BeforeStart.find(() -> new EvalShare(worker, recipe.fleet().evalWorkers()));
  }

  @Produces
  @Singleton
  EvalPlan plan(
      EvaluationWriter writer, RunLog log, Recipe recipe, RunBounds bounds, StepsOnRecord steps) {
    return BeforeStart.find(
        () -> {
          writer.fenceOffEarlierServices();
          return EvalPlan.of(recipe, log.evaluated(bounds, steps));
        });
  }

  /**
   * Defaults of the channel {@code policy}: versions before the first to be measured are not read.
   */
  @Produces
  @Singleton
  @Identifier("policy-start")
  Map<String, Object> policyStart(
      EvalPlan plan, RunLog log, RunBounds bounds, StepsOnRecord steps) {
    AnchorSearch search =
        new AnchorSearch(
            newest -> plan.first().orElse(newest),
            chunk -> bounds.hasWeights(chunk.getVersion(), chunk.getSha256(), steps));
    log.backwards(
        RunEvent.Published.class,
        published -> search.see(published.place().offset(), published.value().get()));
    long start = search.start().orElse(0);
    LOG.infof("reads the policy from offset %d on", start);
    return Map.of("assign-seek", "0:" + start);
  }
}
