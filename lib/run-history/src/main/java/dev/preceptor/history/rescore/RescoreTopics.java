package dev.preceptor.history.rescore;

import dev.preceptor.models.InputException;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.Replay;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Topics;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The topics of one rescore: its groups, and the verdicts of judges that were asked for it.
 *
 * @param topics topics of the run
 * @param name name of the rescore
 */
public record RescoreTopics(Topics topics, String name) {

  public RescoreTopics {
    try {
      topics.rescored(name);
    } catch (IllegalArgumentException e) {
      throw new InputException("--name: " + e.getMessage(), e);
    }
  }

  /** The topic of its groups; an unfinished rescore has written none. */
  String groups() {
    return topics.rescored(name);
  }

  String judgements() {
    return topics.rescoredJudgements(name);
  }

  /**
   * Creates the topics that do not exist yet.
   *
   * @throws InputException if there is a finished rescore of that name
   */
  public void create(BrokerAccess broker) {
    var run = new RunTopics(broker, topics);
    try (var replay = RunLog.at(broker, topics).open()) {
      if (run.names().contains(groups()) && hasRecords(replay)) {
        throw new InputException(
            "--name %s: run %s already has a rescore of that name, in topic %s; choose another name"
                .formatted(name, topics.run(), groups()));
      }
      run.create(topics.rescoreSpecs(name, replay.ends(topics.rollouts()).size()));
    }
  }

  private boolean hasRecords(Replay replay) {
    var records = new AtomicLong();
    replay
        .ends(groups())
        .keySet()
        .forEach(partition -> records.addAndGet(replay.count(partition, 0)));
    return records.get() > 0;
  }
}
