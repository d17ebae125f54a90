package dev.preceptor.eval;

import dev.preceptor.kit.TopicReader;
import dev.preceptor.policy.AnchorSearch;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Topics;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** What must be known before the channel opens: what is to be measured, and where that starts. */
@Singleton
public class EvalWiring {

  private static final Logger LOG = Logger.getLogger(EvalWiring.class);

  @Produces
  @Singleton
  EvalPlan plan(TopicReader log, Topics topics, Recipe recipe) {
    return EvalPlan.of(
        recipe,
        log.all(topics.evaluations(), Evaluation.class).stream()
            .map(Evaluation::getPolicyVersion)
            .collect(Collectors.toSet()));
  }

  /**
   * Defaults of the channel {@code policy}: versions before the first to be measured are not read.
   */
  @Produces
  @Singleton
  @Identifier("policy-start")
  Map<String, Object> policyStart(EvalPlan plan, TopicReader log, Topics topics) {
    AnchorSearch search = new AnchorSearch(newest -> plan.first().orElse(newest));
    log.backwards(topics.policy(), PolicyChunk.class, search::see);
    long start = search.start().orElse(0);
    LOG.infof("reads the policy from offset %d on", start);
    return Map.of("assign-seek", "0:" + start);
  }
}
