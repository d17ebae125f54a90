package dev.preceptor.judge;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.DeadLetters;
import dev.preceptor.kit.Inbound;
import dev.preceptor.kit.NameWatch;
import dev.preceptor.kit.Outbound;
import dev.preceptor.kit.RunCompute;
import dev.preceptor.kit.RunInputs;
import dev.preceptor.kit.WorkThread;
import dev.preceptor.kit.trace.GroupTraces;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.runlog.StepsOnRecord;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.scoring.judging.JudgeProcessor;
import dev.preceptor.scoring.judging.JudgeTally;
import dev.preceptor.scoring.judging.LoadedJudge;
import dev.preceptor.scoring.judging.RememberedVerdicts;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Wires the {@link JudgeLoop} to its channels: rollouts come in, judgements go out. Where the
 * recipe has no judge, rollouts are acknowledged unread.
 */
@ApplicationScoped
@Identifier(JudgeService.ROLLOUTS)
public class JudgeService implements KafkaConsumerRebalanceListener {

  static final String ROLLOUTS = "rollouts";
  private static final Logger LOG = Logger.getLogger(JudgeService.class);

  /** Groups that are held here at one time, about 25 MB of rollouts. */
  private static final int MAX_HELD = 512;

  /** Verdicts that are remembered, about 30 MB. */
  private static final int MAX_REMEMBERED = 100_000;

  /** How often a judge that is away is looked for; when it is asked, its breaker decides. */
  private static final Duration REST = Duration.ofMillis(500);

  private static final int GROUPS_BETWEEN_REPORTS = 100;

  /** Receiving does not wait for judging, because what is most urgent may come last. */
  private final WorkThread receiver = new WorkThread("receiver");

  private final WorkThread bench = new WorkThread("judge");
  private final Inbound<Rollout> rollouts;
  private final Outbound<Judgement> judgements = Outbound.of(Judgement.class);
  private final Activity activity;
  private final JudgeTally tally;
  private final GroupTraces traces;
  private final MutinyEmitter<byte[]> out;
  private final Optional<JudgeKeys> keys;
  private final long deadlineMillis;
  private final JudgeLoop<Message<byte[]>> loop =
      new JudgeLoop<>(MAX_HELD, bench::execute, System::currentTimeMillis, new Output());
  private Optional<OpenedJudge> judge = Optional.empty();

  JudgeService(
      Recipe recipe,
      JudgeAssignment assignment,
      Activity activity,
      JudgeTally tally,
      GroupTraces traces,
      DeadLetters deadLetters,
      JudgeCacheTopic cache,
      RunInputs inputs,
      RunBounds bounds,
      StepsOnRecord steps,
      @Channel("judgements") MutinyEmitter<byte[]> out,
      @ConfigProperty(name = "preceptor.instance") String instance) {
    NameWatch.over(instance);
    this.activity = activity;
    this.tally = tally;
    this.traces = traces;
    this.out = out;
    keys = assignment.judge();
    deadlineMillis = Duration.ofSeconds(recipe.scoring().judgeDeadlineSeconds()).toMillis();
    rollouts =
        Inbound.of(Rollout.class, deadLetters)
            .checking(
                (record, rollout) -> {
                  GroupKey.require(record.key(), rollout.getStep(), rollout.getSlot());
                  bounds.requireIssued(new GroupKey(rollout.getStep(), rollout.getSlot()), steps);
                });
    bench.execute(
        () -> {
          judge = keys.map(assigned -> open(assigned, recipe, inputs, cache));
          judge.ifPresentOrElse(loop::open, () -> LOG.info("the recipe has no judge"));
          activity.waitsFor(Awaited.ROLLOUTS, ROLLOUTS);
        });
  }

  private OpenedJudge open(
      JudgeKeys assigned, Recipe recipe, RunInputs inputs, JudgeCacheTopic cache) {
    LoadedJudge loaded = LoadedJudge.of(assigned.source(), () -> RunCompute.of(recipe));
    inputs.requireJudge(assigned.name(), loaded.sha256());
    RememberedVerdicts remembered =
        new RememberedVerdicts(assigned.name(), loaded.sha256(), MAX_REMEMBERED, cache::share);
    cache.open(remembered::add);
    String described = assigned.source().described();
    LOG.infof(
        "judge %s: %s; it remembers %d verdicts", assigned.name(), described, remembered.size());
    return new OpenedJudge(
        described,
        loaded,
        new JudgeProcessor(
            assigned.name(),
            loaded.sha256(),
            loaded.judge(),
            remembered,
            tally,
            System::currentTimeMillis));
  }

  /** A rollout. It is acknowledged once its judgement is written. */
  @Incoming(ROLLOUTS)
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> rollout(Message<byte[]> message) {
    return receiver
        .uni(() -> receive(message))
        .chain(() -> Uni.createFrom().completionStage(loop.room()));
  }

  private void receive(Message<byte[]> message) {
    Optional<Rollout> rollout = rollouts.read(message).filter(r -> r.getFailure() == null);
    if (rollout.isEmpty() || keys.isEmpty()) {
      acknowledge(message);
      return;
    }
    IncomingKafkaRecordMetadata<?, ?> origin =
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    HeldGroup<Message<byte[]>> group =
        HeldGroup.of(
            rollout.get(),
            origin.getTimestamp().toEpochMilli() + deadlineMillis,
            origin.getPartition(),
            message);
    traces.arrived(group.key(), origin.getHeaders());
    loop.receive(group);
  }

  private static void acknowledge(Message<byte[]> message) {
    Uni.createFrom().completionStage(message.ack()).await().indefinitely();
  }

  /** Groups that are held here and not judged yet. */
  int waiting() {
    return loop.waiting();
  }

  /** Whether the judge could not be asked when it was last tried. */
  boolean isAway() {
    return loop.isAway();
  }

  @Override
  public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    loop.revoke(partitions.stream().map(TopicPartition::partition).toList());
  }

  @PreDestroy
  void stop() {
    receiver.close();
    bench.close();
    judge.map(OpenedJudge::loaded).ifPresent(LoadedJudge::close);
  }

  /** The way out of the loop: the channel of judgements, and what operators see. */
  private final class Output implements JudgeLoop.Outlet<Message<byte[]>> {

    @Override
    public void publish(Judgement judgement) {
      GroupKey group = new GroupKey(judgement.getStep(), judgement.getSlot());
      out.sendMessageAndAwait(
          judgements.message(
              group.toString(), judgement, traces.done("judge " + judgement.getJudge(), group)));
      if (tally.groups() % GROUPS_BETWEEN_REPORTS == 0) {
        LOG.info(tally);
      }
    }

    @Override
    public void acknowledge(Message<byte[]> receipt) {
      JudgeService.acknowledge(receipt);
    }

    @Override
    public void countLate() {
      tally.countLate();
    }

    @Override
    public void does(String what) {
      activity.does(what);
    }

    @Override
    public void waitsFor(Awaited awaited, String what) {
      activity.waitsFor(awaited, what);
    }

    @Override
    public void later(Runnable task) {
      CompletableFuture.delayedExecutor(REST.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> bench.execute(task));
    }
  }
}
