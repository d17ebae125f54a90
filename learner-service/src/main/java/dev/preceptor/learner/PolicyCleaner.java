package dev.preceptor.learner;

import dev.preceptor.kit.WorkThread;
import dev.preceptor.policy.PolicyPublisher.Publication;
import dev.preceptor.policy.PolicyRetention;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.StepsOnRecord;
import dev.preceptor.schemas.Topics;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Deletes old weights from the log, whenever an anchor was written: none that a prompt in flight
 * pins, and none that is still to be evaluated. Where the recipe bounds the history, the weights of
 * its steps stay and no others; else {@link Topics#POLICY_BYTES_KEPT} stay.
 */
@Singleton
class PolicyCleaner {

  private static final Logger LOG = Logger.getLogger(PolicyCleaner.class);

  private final WorkThread thread = new WorkThread("policy-cleaner");
  private final PolicyRetention retention;
  private final Map<String, Object> kafka;
  private final RunLog log;
  private final Topics topics;
  private final Recipe recipe;
  private final RunBounds bounds;
  private final StepsOnRecord steps;

  PolicyCleaner(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      RunLog log,
      Topics topics,
      Recipe recipe,
      RunBounds bounds,
      StepsOnRecord steps) {
    this.kafka = Map.copyOf(kafka);
    this.log = log;
    this.topics = topics;
    this.recipe = recipe;
    this.bounds = bounds;
    this.steps = steps;
    retention =
        new PolicyRetention(recipe.checkpoints().historySteps() > 0 ? 0 : Topics.POLICY_BYTES_KEPT);
  }

  /**
   * Takes note of a version that is in the log.
   *
   * @param offset of its first record
   */
  void written(long offset, Publication publication) {
    thread.execute(
        () -> {
          if (publication.anchor()) {
            retention.anchor(publication.version(), offset, publication.bytes());
            clean(publication.version());
          } else {
            retention.delta(publication.bytes());
          }
        });
  }

  private void clean(int newest) {
    try {
      retention.deletable(oldestNeeded(newest)).ifPresent(this::deleteBefore);
    } catch (KafkaException e) {
      LOG.warnf("old weights stay in the log until the next anchor: %s", e.getMessage());
    }
  }

  private int oldestNeeded(int newest) {
    EvalPlan plan = EvalPlan.of(recipe, log.evaluated(bounds, steps));
    return oldestNeeded(
        newest, Math.max(recipe.fleet().staleness(), recipe.checkpoints().historySteps()), plan);
  }

  /**
   * The oldest version that is still needed.
   *
   * @param newest version in the log
   * @param before how many versions older than that prompts may pin, in flight or in the kept
   *     history
   * @param plan versions that are still to be evaluated are needed too
   */
  static int oldestNeeded(int newest, int before, EvalPlan plan) {
    int pinned = newest - before;
    return plan.first().stream().map(due -> Math.min(due, pinned)).findFirst().orElse(pinned);
  }

  private void deleteBefore(long offset) {
    TopicPartition policy = new TopicPartition(topics.policy(), 0);
    try (Admin admin = Admin.create(kafka)) {
      admin.deleteRecords(Map.of(policy, RecordsToDelete.beforeOffset(offset))).all().get();
      LOG.infof("weights before offset %d are deleted", offset);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.warnf("old weights stay in the log until the next anchor: %s", e.getCause().getMessage());
    }
  }

  @PreDestroy
  void stop() {
    thread.close();
  }
}
