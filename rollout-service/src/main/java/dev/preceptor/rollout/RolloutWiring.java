package dev.preceptor.rollout;

import dev.preceptor.policy.AnchorSearch;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.StepsOnRecord;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jboss.logging.Logger;

/** What must be known before the channels open: where in the policy log this worker starts. */
@Singleton
public class RolloutWiring {

  private static final Logger LOG = Logger.getLogger(RolloutWiring.class);

  /**
   * Defaults of the channel {@code policy}. When version v is the newest, all steps up to v are
   * trained; a prompt of a later step pins v-staleness or newer.
   */
  @Produces
  @Singleton
  @Identifier("policy-start")
  Map<String, Object> policyStart(
      RunLog log, Recipe recipe, RunBounds bounds, StepsOnRecord steps) {
    AnchorSearch search =
        new AnchorSearch(
            newest -> newest - recipe.fleet().staleness(),
            chunk -> bounds.hasWeights(chunk.getVersion(), chunk.getSha256(), steps));
    log.backwards(
        RunEvent.Published.class,
        published -> search.see(published.place().offset(), published.value().get()));
    long start = search.start().orElse(0);
    LOG.infof("reads the policy from offset %d on", start);
    return Map.of("assign-seek", "0:" + start);
  }
}
