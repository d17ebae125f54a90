package dev.preceptor.console.log;

import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Follows a run's reviews. A run of an older version has no such topic until somebody reviews, so
 * it is looked for now and then. One thread uses it.
 */
final class ReviewFollower implements AutoCloseable {

  private static final int BUDGET = 200;
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final RunLog log;
  private final RunTopics run;
  private final Topics topics;
  private Optional<Follower> follower = Optional.empty();
  private long lookedNanos;

  ReviewFollower(RunLog log, RunTopics run, Topics topics) {
    this.log = log;
    this.run = run;
    this.topics = topics;
    look();
  }

  private void look() {
    lookedNanos = System.nanoTime();
    if (run.names().contains(topics.reviews())) {
      follower =
          Optional.of(log.follow(List.of(TopicStart.beginning(topics.reviews(), 1)), BUDGET));
    }
  }

  /** Hands over all that are there. */
  void catchUp(Consumer<RunEvent> use) {
    follower.ifPresent(open -> open.catchUp(use));
  }

  /** Hands over what has come, without waiting. */
  void poll(Consumer<RunEvent> use) {
    if (follower.isEmpty() && System.nanoTime() - lookedNanos > BETWEEN_LOOKS.toNanos()) {
      look();
    }
    follower.ifPresent(open -> open.poll(Duration.ZERO, use));
  }

  @Override
  public void close() {
    follower.ifPresent(Follower::close);
  }
}
