package dev.preceptor.learner;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.DeadLetters;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.Inbound;
import dev.preceptor.kit.RunCompute;
import dev.preceptor.kit.RunInputs;
import dev.preceptor.kit.WorkThread;
import dev.preceptor.kit.trace.GroupTraces;
import dev.preceptor.models.InputException;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.models.training.Trainer;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.RunInput;
import dev.preceptor.run.checkpoint.CheckpointStore;
import dev.preceptor.run.checkpoint.SealedCheckpoint;
import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.StepsOnRecord;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.UnreadableRecordException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jboss.logging.Logger;

/**
 * Wires the {@link LearnerLoop} to its channels and its files: scored groups come in, from the last
 * checkpoint on, and each step goes out in one transaction.
 */
@ApplicationScoped
@Identifier(StepTransaction.SCORED_GROUPS)
public class LearnerService implements KafkaConsumerRebalanceListener {

  private static final Logger LOG = Logger.getLogger(LearnerService.class);

  /** What seals a checkpoint; it holds where the topic of scored groups is read on, too. */
  private static final String SEAL = "learner.json";

  /** Between two tries to write a checkpoint on a full disk. */
  private static final Duration BETWEEN_SAVES = Duration.ofSeconds(1);

  private final WorkThread thread = new WorkThread("learner");

  /** Nothing, once the service is about to end. */
  private final CompletableFuture<Optional<Map<Integer, Long>>> resumeOffsets =
      new CompletableFuture<>();

  private final Recipe recipe;
  private final RunInputs inputs;
  private final Activity activity;
  private final Duplicates duplicates;
  private final StepPlan plan;
  private final LearnerLog log;
  private final RunBounds bounds;
  private final Topics topics;
  private final RunLog runLog;
  private final SentinelWatch sentinel;
  private final LogWarden warden;
  private final StepTransaction transaction;
  private final HistoryCleaner cleaner;
  private final LearnerMeters meters;
  private final GroupTraces traces;
  private final CheckpointStore checkpoints;
  private final Multi<ConsumerRecord<String, byte[]>> channel;
  private final Inbound<ScoredGroup> groups;
  private final TakenSteps taken;
  private final GroupCheck check;
  private final Duration patience;
  private Trainer trainer;
  private KeptHistory history;
  private volatile EvaluationFeed evaluations;
  private volatile LearnerLoop loop;

  LearnerService(
      Recipe recipe,
      RunInputs inputs,
      Activity activity,
      Duplicates duplicates,
      RunBounds bounds,
      StepsOnRecord steps,
      LearnerLog log,
      Topics topics,
      RunLog runLog,
      LogWarden warden,
      StepTransaction transaction,
      HistoryCleaner cleaner,
      LearnerMeters meters,
      GroupTraces traces,
      DeadLetters deadLetters,
      @Channel(StepTransaction.SCORED_GROUPS) Multi<ConsumerRecord<String, byte[]>> channel,
      @Channel(StepTransaction.CHANNEL) Emitter<byte[]> channelOfTheTransactionsProducer,
      @ConfigProperty(name = "preceptor.run-dir") Path runFolder,
      @ConfigProperty(name = "preceptor.shutdown-patience") Duration patience) {
    this.recipe = recipe;
    this.inputs = inputs;
    this.activity = activity;
    this.duplicates = duplicates;
    this.log = log;
    this.bounds = bounds;
    this.topics = topics;
    this.runLog = runLog;
    sentinel = new SentinelWatch(recipe);
    this.warden = warden;
    this.transaction = transaction;
    this.channel = channel;
    this.cleaner = cleaner;
    this.meters = meters;
    this.traces = traces;
    this.patience = patience;
    plan = StepPlan.of(recipe);
    checkpoints =
        new CheckpointStore(
            runFolder.resolve("checkpoints"), SEAL, recipe.checkpoints().saveTotalLimit());
    taken = new OwnSteps(() -> loop.lastTaken(), steps, transaction::requireNotReplaced);
    check = new GroupCheck(bounds, taken, recipe.sampling().numGenerations(), log.partitions());
    groups =
        Inbound.of(ScoredGroup.class, deadLetters)
            .checking((record, group) -> check.require(record.key(), record.partition(), group));
  }

  void start(@Observes StartupEvent event) {
    thread.execute(
        () -> {
          try {
            open();
          } finally {
            resumeOffsets.complete(Optional.empty());
          }
        });
  }

  /** Loads the model and reads the log at the same time, because both take about as long. */
  private void open() {
    WorkThread.Beside<EarlierLearners> reading =
        WorkThread.beside("earlier-learners", this::earlierLearners);
    WorkThread.Beside<Boolean> hashing =
        WorkThread.beside(
            "model-hash",
            () -> {
              inputs.requireModel();
              return true;
            });
    Torch.threads(recipe.fleet().threads());
    LearnerSetup setup =
        LearnerSetup.of(
            inputs.withQuestions(),
            plan,
            RunCompute.of(recipe),
            inputs.sha256(RunInput.TRAIN_ROWS));
    hashing.join();
    trainer = setup.trainer();
    EarlierLearners earlier = reading.join();
    history =
        new KeptHistory(
            recipe.checkpoints().historySteps(),
            earlier.committed().firstStepKept(),
            checkpoints::oldestStep);
    history.requireAfter(earlier.trained());
    sentinel.recall(earlier.committed());
    earlier.committed().forgetBefore(earlier.trained());
    earlier.checkpoint().ifPresent(from -> trainer.restore(checkpoints.state(from)));
    Learner learner =
        new Learner(
            plan,
            UnitLayout.of(recipe),
            setup.issuer(),
            trainer,
            setup.schedule(),
            earlier.committed(),
            earlier.trained(),
            new PolicyPublisher(recipe.checkpoints().policyAnchorSteps()),
            log::policy,
            history,
            sentinel,
            new Stopwatch(System::nanoTime, System::currentTimeMillis));
    loop =
        new LearnerLoop(
            plan,
            UnitLayout.of(recipe),
            learner,
            earlier.trained(),
            new Spares(earlier.committed().last(), earlier.issued().spares()),
            sentinel,
            new Output());
    LOG.infof(
        "starting after step %d; the log holds %d steps",
        earlier.trained(), earlier.committed().last());
    evaluations = new EvaluationFeed(topics, runLog, bounds, taken, sentinel::heard);
    loop.open(isOpened(learner, earlier) ? earlier.issued().lastStep() : 0);
    cleaner.keepFrom(history.firstStep());
    warden.watch(learner, taken);
    meters.watch(loop, sentinel);
    resumeOffsets.complete(
        Optional.of(earlier.checkpoint().map(SealedCheckpoint::nextOffsets).orElse(Map.of())));
  }

  /** Version 0 and the first prompts are one transaction: prompts without it are nobody's. */
  private boolean isOpened(Learner learner, EarlierLearners earlier) {
    return earlier.committed().last() > 0
        || earlier.trained() > 0
        || log.isPublished(0, learner.policySha256());
  }

  /**
   * Earlier learners are fenced off before anything is read and before the consumer group is
   * joined: so a learner that loses its place in the group has been fenced off already.
   */
  private EarlierLearners earlierLearners() {
    transaction.fenceOffEarlierLearners();
    channel
        .onItem()
        .transformToUniAndConcatenate(record -> thread.uni(() -> receive(record)))
        .subscribe()
        .with(done -> {}, this::unsubscribed);
    checkpoints.clearRemains();
    CommittedSteps committed = log.committedSteps(sentinel.metrics());
    return new EarlierLearners(
        committed, log.issued(committed.last()), checkpoints.newest(committed.last(), LOG::warn));
  }

  private void unsubscribed(Throwable cause) {
    thread.execute(
        () -> {
          loop.handOver();
          if (cause instanceof FencedInstanceIdException) {
            transaction.requireNotReplaced();
          }
          throw new IllegalStateException("scored groups cannot be read any more", cause);
        });
  }

  /** Reads on from the checkpoint, whatever the group's committed offsets are. */
  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    resumeOffsets.join().ifPresent(offsets -> seek(consumer, partitions, offsets));
  }

  private static void seek(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Map<Integer, Long> offsets) {
    for (TopicPartition partition : partitions) {
      if (offsets.containsKey(partition.partition())) {
        consumer.seek(partition, offsets.get(partition.partition()));
      } else {
        consumer.seekToBeginning(List.of(partition));
      }
    }
  }

  private void receive(ConsumerRecord<String, byte[]> record) {
    LogPosition position = new LogPosition(record.partition(), record.offset());
    groups
        .read(record, Optional::of, why -> receiveUnusable(why, record, position))
        .ifPresent(
            group -> {
              traces.arrived(new GroupKey(group.getStep(), group.getSlot()), record.headers());
              loop.receive(group, position);
            });
  }

  private void receiveUnusable(
      UnreadableRecordException why, ConsumerRecord<String, byte[]> record, LogPosition position) {
    if (why instanceof RefusedRecordException) {
      loop.refuse(position);
      return;
    }
    try {
      GroupKey key = GroupKey.parse(record.key());
      check.requirePlace(key, record.partition());
      if (why instanceof UntrainableGroupException) {
        loop.receiveUntrainable(key, position, why.getMessage());
      } else {
        loop.receiveUnreadable(key, position);
      }
    } catch (UnreadableRecordException e) {
      loop.refuse(position); // it stands for no group that there is
    }
  }

  private boolean save(ReachedStep reached) {
    try {
      return checkpoints.trySave(
          reached.step(), reached.policy(), trainer.state(), reached.nextOffsets());
    } catch (InputException e) {
      transaction.requireNotReplaced(); // a later learner clears what this one leaves unfinished
      throw e;
    }
  }

  /** A checkpoint at the end spares the next start the replay. */
  void stop(@Observes ShutdownEvent event) {
    Optional<LearnerLoop> running = Optional.ofNullable(loop);
    running.ifPresent(LearnerLoop::stop);
    Optional<EvaluationFeed> feed = Optional.ofNullable(evaluations);
    feed.ifPresent(EvaluationFeed::stop);
    resumeOffsets.complete(Optional.empty());
    if (thread.close(patience)) {
      feed.ifPresent(EvaluationFeed::close);
      running.flatMap(LearnerLoop::last).ifPresent(this::save);
      if (trainer != null) {
        trainer.close();
      }
    }
  }

  /** The way out of the loop: the transaction, the checkpoints, and what operators see. */
  private final class Output implements LearnerLoop.Outlet {

    /** The step whose checkpoint had no room last. */
    private final AtomicInteger full = new AtomicInteger();

    @Override
    public void commit(Opening opening) {
      transaction.commit(opening);
    }

    @Override
    public void commit(StepResult result) {
      transaction.commit(result);
      meters.committed(result.record());
      trained(result.record());
      if (sentinel.isOn()) {
        evaluations.poll();
      }
      cleaner.keepFrom(history.firstStep());
    }

    private void trained(TrainingStep step) {
      step.getGroups()
          .forEach(group -> traces.done("train", new GroupKey(step.getStep(), group.getSlot())));
    }

    @Override
    public boolean save(ReachedStep reached) {
      boolean saved = LearnerService.this.save(reached);
      if (!saved && full.getAndSet(reached.step()) != reached.step()) {
        LOG.warnf(
            "the disk of the checkpoints is full: the run waits for room for that of step %d",
            reached.step());
      }
      return saved;
    }

    @Override
    public void pause() {
      LockSupport.parkNanos(BETWEEN_SAVES.toNanos());
    }

    @Override
    public boolean hears(int version) {
      return evaluations.hears(version);
    }

    @Override
    public void countDuplicate() {
      duplicates.count(StepTransaction.SCORED_GROUPS);
    }

    @Override
    public void does(String what) {
      activity.does(what);
    }

    @Override
    public void waitsFor(Awaited awaited, String what) {
      activity.waitsFor(awaited, what);
    }
  }
}
