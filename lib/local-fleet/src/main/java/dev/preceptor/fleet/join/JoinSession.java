package dev.preceptor.fleet.join;

import dev.preceptor.fleet.process.ChildFailure;
import dev.preceptor.fleet.process.RestartDelay;
import dev.preceptor.fleet.process.Supervisor;
import dev.preceptor.fleet.services.ServiceFleet;
import dev.preceptor.models.InputException;
import dev.preceptor.run.BrokerAddress;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.progress.ClockTime;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.runlog.ConsumerGroups;
import dev.preceptor.runlog.Members;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps workers running for a run until the user stops them or the run ends, then removes them from
 * the consumer group.
 */
public final class JoinSession {

  private static final Duration GRACE = Duration.ofSeconds(35);
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  /** A broker that is unreachable for longer counts as gone. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final JoinPlan plan;
  private final Installation installation;
  private final boolean local;
  private final Display display;
  private final StopSignal stop;
  private final Members members;
  private long answeredNanos = System.nanoTime();
  private boolean unreachable;

  /**
   * @param local whether the run's folder is on this machine, so that it shows when the run has
   *     ended
   */
  public JoinSession(
      JoinPlan plan, Installation installation, boolean local, Display display, StopSignal stop) {
    this.plan = plan;
    this.installation = installation;
    this.local = local;
    this.display = display;
    this.stop = stop;
    this.members = plan.members();
  }

  /**
   * Runs until the end.
   *
   * @param result receives the report before this process may end
   */
  public void run(Consumer<JoinReport> result) {
    stop.guarding(
        () -> {
          result.accept(join());
          return null;
        });
  }

  private JoinReport join() {
    var policyBytes = policyBytes();
    if (policyBytes.isEmpty()) {
      return new JoinReport(plan, List.of(), "stopped");
    }
    var fleet =
        new ServiceFleet(
            installation, plan.run(), plan.recipe(), policyBytes.getAsLong(), plan.broker());
    var work = new CrewWork(plan.names(), partitions(), System.currentTimeMillis());
    String why;
    try (var feed =
            new RunFeed(
                plan.broker(), plan.run().topics(), partitions(), RunBounds.of(plan.recipe()));
        var groups = new ConsumerGroups(plan.broker())) {
      try (var services = new Supervisor(RestartDelay.DEFAULT, GRACE, display::note)) {
        for (var name : plan.names()) {
          display.note("starting %s; its log is %s".formatted(name, plan.run().log(name)));
          services.start(fleet.child(plan.service(), name, plan.judge()));
        }
        why = follow(feed, groups, services, work);
        display.note(why + ": removing the workers…");
      } finally {
        leave(groups);
      }
    }
    return new JoinReport(plan, work.workers(), why);
  }

  /**
   * The maximum size of a version of the policy; empty if the user stops the wait for it. The first
   * record of the run in its log always belongs to an anchor.
   */
  private OptionalLong policyBytes() {
    boolean announced = false;
    var log = RunLog.at(plan.broker(), plan.run().topics());
    var bounds = RunBounds.of(plan.recipe());
    try (var steps = log.steps(bounds)) {
      while (!stop.requested()) {
        var chunks =
            log.first(
                RunEvent.Published.class,
                published -> {
                  var chunk = published.value().get();
                  bounds.requireWeights(chunk.getVersion(), chunk.getSha256(), steps);
                  return Optional.of((long) chunk.getChunks());
                });
        if (chunks.isPresent()) {
          return OptionalLong.of(chunks.get() * Topics.POLICY_CHUNK_BYTES);
        }
        if (!announced) {
          display.note("waiting for the first version of the policy…");
          announced = true;
        }
        LockSupport.parkNanos(POLL_INTERVAL.toNanos());
      }
    }
    return OptionalLong.empty();
  }

  private int partitions() {
    return plan.recipe().fleet().partitions();
  }

  /** Follows the run until there is a reason to stop. */
  private String follow(RunFeed feed, ConsumerGroups groups, Supervisor services, CrewWork work) {
    long refreshedNanos = System.nanoTime() - POLL_INTERVAL.toNanos();
    while (true) {
      feed.poll(rollout -> wrote(rollout, work));
      if (System.nanoTime() - refreshedNanos >= POLL_INTERVAL.toNanos()) {
        refreshMembers(groups, work);
        refreshedNanos = System.nanoTime();
      }
      display.underway(underway(feed, work));
      services.failure().ifPresent(this::fail);
      if (stop.requested()) {
        return "stopped";
      }
      if (feed.lastStep() >= plan.recipe().maxSteps()) {
        return "the run has taken its last step";
      }
      if (local && !isBrokerUnchanged()) {
        return "the run has been stopped";
      }
      requireBroker();
    }
  }

  private void wrote(Rollout rollout, CrewWork work) {
    work.wrote(rollout.getWorker(), OptionalLong.of(rollout.getStep()), System.currentTimeMillis())
        .forEach(display::note);
  }

  private void refreshMembers(ConsumerGroups groups, CrewWork work) {
    try {
      Map<String, List<Integer>> now = new HashMap<>();
      for (var member : groups.members(members.group())) {
        now.put(
            member.name(),
            member.partitions().stream()
                .filter(partition -> partition.topic().equals(members.topic()))
                .map(TopicPartition::partition)
                .toList());
      }
      answered();
      work.membership(now, System.currentTimeMillis()).forEach(display::note);
    } catch (RunFailedException | KafkaException e) {
      if (!unreachable) {
        display.note(
            "the broker at %s does not answer; the workers wait for it"
                .formatted(plan.broker().bootstrapServers()));
      }
      unreachable = true;
    }
  }

  private void answered() {
    if (unreachable) {
      display.note("the broker answers again");
    }
    unreachable = false;
    answeredNanos = System.nanoTime();
  }

  private void requireBroker() {
    var silence = Duration.ofNanos(System.nanoTime() - answeredNanos);
    if (silence.compareTo(PATIENCE) > 0) {
      throw new RunFailedException(
          "the broker at %s has not answered for %s; the workers have been stopped"
              .formatted(plan.broker().bootstrapServers(), ClockTime.of(silence)));
    }
  }

  /** The run's own broker ends with the run, and has another address after a resume. */
  private boolean isBrokerUnchanged() {
    try {
      return BrokerAddress.read(plan.run())
          .map(BrokerAddress::bootstrapServers)
          .equals(Optional.of(plan.broker().bootstrapServers()));
    } catch (IOException e) {
      throw InputException.cannotBe("read", plan.run().broker(), e);
    }
  }

  private String underway(RunFeed feed, CrewWork work) {
    return "step %d of %d  %d of %d groups sampled here"
        .formatted(
            Math.min(feed.lastStep() + 1, plan.recipe().maxSteps()),
            plan.recipe().maxSteps(),
            work.ownGroups(),
            work.groups());
  }

  private void leave(ConsumerGroups groups) {
    try {
      groups.remove(members.group(), plan.names());
    } catch (RunFailedException | InputException | KafkaException e) {
      display.note(
          "the workers could not be removed from the consumer group; the broker will notice in a few seconds");
    }
  }

  private void fail(ChildFailure failure) {
    if (failure.exitCode() == Supervisor.BAD_INPUT) {
      throw new InputException(failure.reason());
    }
    if (failure.exitCode() == Supervisor.NOT_FINITE) {
      throw new RunFailedException(failure.reason());
    }
    throw new RunFailedException(
        "%s\n  %s".formatted(failure.summary(), String.join("\n  ", failure.lastLines())));
  }
}
