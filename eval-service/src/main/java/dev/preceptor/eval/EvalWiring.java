package dev.preceptor.eval;

import dev.preceptor.policy.AnchorSearch;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** What must be known before the channel opens: what is to be measured, and where that starts. */
@Singleton
public class EvalWiring {

  private static final Logger LOG = Logger.getLogger(EvalWiring.class);

  @Produces
  @Singleton
  EvalPlan plan(RunLog log, Recipe recipe) {
    Set<Integer> evaluated = new HashSet<>();
    log.each(
        RunEvent.Evaluated.class,
        evaluation -> evaluated.add(evaluation.value().get().getPolicyVersion()));
    return EvalPlan.of(recipe, evaluated);
  }

  /**
   * Defaults of the channel {@code policy}: versions before the first to be measured are not read.
   */
  @Produces
  @Singleton
  @Identifier("policy-start")
  Map<String, Object> policyStart(EvalPlan plan, RunLog log) {
    AnchorSearch search = new AnchorSearch(newest -> plan.first().orElse(newest));
    log.backwards(
        RunEvent.Published.class,
        published -> search.see(published.place().offset(), published.value().get()));
    long start = search.start().orElse(0);
    LOG.infof("reads the policy from offset %d on", start);
    return Map.of("assign-seek", "0:" + start);
  }
}
