package dev.preceptor.judge;

import dev.preceptor.kit.ConsumerLag;
import dev.preceptor.kit.EndCondition;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.Topics;
import dev.preceptor.scoring.judging.JudgeTally;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What must be known before the channels open: who this process is, and whose group it joins. */
@Singleton
public class JudgeWiring {

  @Produces
  @Singleton
  JudgeAssignment assignment(
      Recipe recipe, @ConfigProperty(name = "preceptor.judge") Optional<String> judge) {
    return JudgeAssignment.of(recipe.scoring().judges(), judge);
  }

  @Produces
  @Singleton
  JudgeTally tally() {
    return new JudgeTally();
  }

  /** A judge that no group waits for may be behind when the run ends. */
  @Produces
  @Singleton
  EndCondition everyGroupIsJudged(
      @Identifier(JudgeService.ROLLOUTS) JudgeService service, ConsumerLag lag) {
    return () -> lag.unread(JudgeService.ROLLOUTS) + service.waiting() == 0;
  }

  /** Defaults of the channel {@code rollouts}: each judge reads all rollouts, in its own group. */
  @Produces
  @Singleton
  @Identifier("judge-group")
  Map<String, Object> group(JudgeAssignment assignment, Topics topics) {
    return Map.of(ConsumerConfig.GROUP_ID_CONFIG, topics.member(assignment.group()));
  }
}
