package dev.preceptor.learner;

import dev.preceptor.kit.WorkThread;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jboss.logging.Logger;

/**
 * Deletes the records of old groups: in each partition, all before the first record of a step that
 * is kept. An old record that arrived after it is deleted when the bound has passed it.
 *
 * <p>A broker frees segments, not records. So that a segment covers about a tenth of the history
 * whatever a step takes, they are made to last as long as the bound takes from one move to the
 * next.
 */
@Singleton
class HistoryCleaner {

  private static final Logger LOG = Logger.getLogger(HistoryCleaner.class);
  private static final Duration SHORTEST_SEGMENT = Duration.ofSeconds(30);

  private final WorkThread thread = new WorkThread("history-cleaner");
  private final Map<String, Object> kafka;
  private final RunLog log;
  private final Topics topics;
  private final int maxSteps;
  private int cleanedTo = 1;
  private long lastCleanNanos = System.nanoTime();
  private long segmentMillis;

  HistoryCleaner(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      RunLog log,
      Topics topics,
      Recipe recipe) {
    this.kafka = Map.copyOf(kafka);
    this.log = log;
    this.topics = topics;
    maxSteps = recipe.maxSteps();
  }

  /** Deletes the records before a step, unless that was done; returns at once. */
  void keepFrom(int step) {
    thread.execute(
        () -> {
          if (step > cleanedTo) {
            clean(step);
          }
        });
  }

  private void clean(int firstStep) {
    try (Admin admin = Admin.create(kafka)) {
      fitSegments(admin);
      Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
      log.firstOffsets(topics.ofGroups(), key -> isKept(firstStep, key))
          .forEach(
              (partition, offset) ->
                  deletions.put(partition, RecordsToDelete.beforeOffset(offset)));
      admin.deleteRecords(deletions).all().get();
      cleanedTo = firstStep;
      LOG.infof("records of groups before step %d are deleted", firstStep);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | KafkaException e) {
      LOG.warnf("old records stay in the log for now: %s", e.getMessage());
    }
  }

  /** Records of steps that the run does not have keep nothing. */
  private boolean isKept(int firstStep, String key) {
    try {
      int step = GroupKey.parse(key).step();
      return step >= firstStep && step <= maxSteps;
    } catch (UnreadableRecordException e) {
      return false; // of no group; it is deleted with those around it
    }
  }

  private void fitSegments(Admin admin) throws InterruptedException, ExecutionException {
    long now = System.nanoTime();
    long wanted =
        Math.max(SHORTEST_SEGMENT.toMillis(), Duration.ofNanos(now - lastCleanNanos).toMillis());
    lastCleanNanos = now;
    if (wanted > segmentMillis / 2 && wanted < segmentMillis * 2) {
      return;
    }
    AlterConfigOp set =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(wanted)),
            AlterConfigOp.OpType.SET);
    admin
        .incrementalAlterConfigs(
            Stream.concat(topics.ofGroups().stream(), Stream.of(topics.policy()))
                .collect(
                    Collectors.toMap(
                        name -> new ConfigResource(ConfigResource.Type.TOPIC, name),
                        name -> List.of(set))))
        .all()
        .get();
    segmentMillis = wanted;
  }

  @PreDestroy
  void stop() {
    thread.close();
  }
}
