package dev.preceptor.rollout;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.DeadLetters;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.Inbound;
import dev.preceptor.kit.NameWatch;
import dev.preceptor.kit.Outbound;
import dev.preceptor.kit.RunCompute;
import dev.preceptor.kit.WorkThread;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.policy.PolicyChunks;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SamplingKeys;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.run.plan.Wording;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.UnreadableRecordException;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Reads prompts and policy, answers each unit of prompts once it is whole and its version is there,
 * and only then acknowledges them. Everything happens on one thread, the only one that decodes;
 * while it does, both channels wait.
 */
@ApplicationScoped
@Identifier(RolloutService.PROMPTS)
public class RolloutService implements KafkaConsumerRebalanceListener {

  static final String PROMPTS = "prompts";
  private static final Logger LOG = Logger.getLogger(RolloutService.class);

  /** Weights larger than this are refused, bytes. */
  private static final long MAX_POLICY_BYTES = 64L << 30;

  /**
   * Times the prompts that can be in flight. More only wait here when the policy log is not read to
   * its end yet, and leave when it is, because their steps are trained.
   */
  private static final int MAX_HELD_FACTOR = 4;

  /** Rollouts on their way to the broker, below what an emitter buffers. */
  private static final int MAX_WRITTEN_AT_ONCE = 64;

  private final WorkThread sampler = new WorkThread("sampler");
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Inbound<PolicyChunk> chunks;
  private final Inbound<Prompt> prompts;
  private final Outbound<Rollout> rollouts = Outbound.of(Rollout.class);
  private final MutinyEmitter<byte[]> out;
  private final UnitLayout layout;
  private final Activity activity;
  private final Duplicates duplicates;
  private final RunLog log;
  private final int partitions;
  private final int stepsInFlight;
  private final int maxHeld;
  private final SamplingUnits<Message<byte[]>> units;
  private final PolicyAssembler versions;
  private final LoadedPolicy policy;
  private final RolloutProcessor processor;
  private boolean answered;
  private long lastChunkOffset = -1;
  private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

  RolloutService(
      Recipe recipe,
      Activity activity,
      Duplicates duplicates,
      DeadLetters deadLetters,
      RunLog log,
      @Channel("rollouts") MutinyEmitter<byte[]> out,
      @ConfigProperty(name = "preceptor.worker") String worker,
      @ConfigProperty(name = "preceptor.instance") String instance,
      @ConfigProperty(name = "preceptor.policy-patience") Duration policyPatience) {
    NameWatch.over(instance);
    this.activity = activity;
    this.out = out;
    this.log = log;
    this.duplicates = duplicates;
    chunks = Inbound.of(PolicyChunk.class, deadLetters).checking(PolicyChunks::requireKey);
    prompts = Inbound.of(Prompt.class, deadLetters).checking(new PromptCheck(recipe)::require);
    SamplingKeys keys = recipe.sampling();
    partitions = recipe.fleet().partitions();
    stepsInFlight = recipe.fleet().staleness() + 1;
    layout = UnitLayout.of(recipe);
    maxHeld = MAX_HELD_FACTOR * (recipe.fleet().staleness() + 1) * keys.promptsPerStep();
    units = new SamplingUnits<>(layout);
    // When version v is the newest, all steps up to v are trained; a prompt of a later step pins
    // v-staleness or newer.
    versions = new PolicyAssembler(MAX_POLICY_BYTES, recipe.fleet().staleness());
    policy = new LoadedPolicy(versions, () -> RunCompute.of(recipe), this::applied);
    processor =
        new RolloutProcessor(
            policy,
            keys.numGenerations(),
            keys.maxPromptLength(),
            new Sampling(keys.temperature(), keys.maxCompletionLength(), List.of()),
            worker,
            Wording.of(recipe).completionPrefix(),
            System::currentTimeMillis);
    clock.scheduleWithFixedDelay(
        () -> sampler.execute(this::giveUpLostVersion),
        policyPatience.toMillis(),
        policyPatience.toMillis(),
        TimeUnit.MILLISECONDS);
    // Sums depend on how many threads share them: whoever samples must use as many as the recipe
    // says.
    sampler.execute(
        () -> {
          Torch.threads(recipe.fleet().threads());
          activity.waitsFor("prompts");
        });
  }

  /** A slice of weights. */
  @Incoming("policy")
  @Acknowledgment(Acknowledgment.Strategy.PRE_PROCESSING)
  Uni<Void> chunk(ConsumerRecord<String, byte[]> record) {
    return sampler.uni(
        () -> {
          chunks.read(record, versions::accept).ifPresent(this::arrived);
          lastChunkOffset = record.offset();
        });
  }

  /**
   * A version and the first prompts that pin it are one transaction: once a prompt is here, all of
   * the version's chunks are in the log. Where all were read and it cannot be made, garbage has got
   * among them. Its groups fail; the learner then writes the next version whole.
   */
  private void giveUpLostVersion() {
    OptionalInt awaited = units.awaited();
    if (awaited.isPresent()
        && !isUsable(awaited.getAsInt())
        && log.lastOffset(RunEvent.Published.class).orElse(Long.MAX_VALUE) <= lastChunkOffset) {
      LOG.errorf("policy version %d cannot be made of what the log holds", awaited.getAsInt());
      units.lose(awaited.getAsInt());
      sampler.execute(this::answerNext);
    }
  }

  private void arrived(int version) {
    LOG.infof("policy version %d is here", version);
    sampler.execute(this::answerNext);
  }

  private void applied(int version, double seconds) {
    LOG.infof("policy version %d is in use after %.3f s", version, seconds);
    activity.tell("policy version", String.valueOf(version));
    activity.tell("policy apply seconds", "%.3f".formatted(seconds));
  }

  /** Whether a version is here and its weights are those that were announced. */
  private boolean isUsable(int version) {
    try {
      return versions.has(version) && versions.at(version) != null;
    } catch (UnreadableRecordException e) {
      LOG.errorf("%s; this worker waits for the next whole version", e.getMessage());
      return false;
    }
  }

  /** A prompt. It is acknowledged when its rollout is written. */
  @Incoming(PROMPTS)
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> prompt(Message<byte[]> message) {
    return sampler.uni(() -> hold(message)).chain(() -> Uni.createFrom().completionStage(room));
  }

  private void hold(Message<byte[]> message) {
    IncomingKafkaRecordMetadata<?, ?> metadata =
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    PromptOrigin origin = new PromptOrigin(metadata.getPartition(), metadata.getOffset());
    prompts
        .read(message)
        .map(prompt -> held(prompt, origin, message))
        .orElseGet(() -> unreadable(String.valueOf(metadata.getKey()), origin, message))
        .ifPresent(RolloutService::acknowledge);
    sampler.execute(this::answerNext);
  }

  private Optional<Message<byte[]>> held(
      Prompt prompt, PromptOrigin origin, Message<byte[]> message) {
    Optional<Message<byte[]>> superseded = units.hold(prompt, origin, message);
    superseded.ifPresent(older -> duplicates.count(PROMPTS));
    return superseded;
  }

  /**
   * A prompt that this version cannot read fails its group. Garbage in a partition where no such
   * prompt can be is left aside: the group's own prompt is or will be elsewhere.
   */
  private Optional<Message<byte[]>> unreadable(
      String text, PromptOrigin origin, Message<byte[]> message) {
    try {
      GroupKey key = GroupKey.parse(text);
      return layout.has(key.slot()) && layout.unitOf(key.slot()) % partitions == origin.partition()
          ? units.holdUnreadable(
              key, "the prompt could not be read, see dead-letters", origin, message)
          : Optional.of(message);
    } catch (UnreadableRecordException e) {
      return Optional.of(message); // the key is garbage too: no group can be told
    }
  }

  /** One unit at a time, so that what happens meanwhile is seen before the next. */
  private void answerNext() {
    units.retire(versions.newest()).forEach(RolloutService::acknowledge);
    units.next(this::isUsable, versions.newest() + stepsInFlight).ifPresent(this::answer);
    activity.waitsFor(units.lacking());
    if (units.size() < maxHeld) {
      room.complete(null);
    } else if (room.isDone()) {
      room = new CompletableFuture<>();
    }
  }

  private void answer(SamplingUnit<Message<byte[]>> unit) {
    activity.does("sampling unit %d of step %d".formatted(unit.unit(), unit.step()));
    List<Rollout> answers =
        units.isLost(unit.policyVersion())
            ? processor.fail(
                unit,
                "policy version %d cannot be made of what the log holds"
                    .formatted(unit.policyVersion()))
            : processor.answer(unit);
    List<Uni<Void>> written = answers.stream().map(this::write).toList();
    Uni.join()
        .all(written)
        .usingConcurrencyOf(MAX_WRITTEN_AT_ONCE)
        .andFailFast()
        .await()
        .indefinitely();
    unit.prompts().forEach(held -> acknowledge(held.receipt()));
    if (!answered) {
      answered = true;
      LOG.infof("has answered its first unit, %d of step %d", unit.unit(), unit.step());
    }
    sampler.execute(this::answerNext);
  }

  private Uni<Void> write(Rollout rollout) {
    String key = new GroupKey(rollout.getStep(), rollout.getSlot()).toString();
    return out.sendMessage(rollouts.message(key, rollout));
  }

  private static void acknowledge(Message<byte[]> message) {
    Uni.createFrom().completionStage(message.ack()).await().indefinitely();
  }

  /**
   * What was buffered of partitions that now belong to another worker is that worker's to answer.
   */
  @Override
  public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    LOG.infof("gives up partitions %s", numbers(partitions));
    Set<Integer> revoked = numbers(partitions);
    sampler.execute(
        () -> {
          units.revoke(revoked);
          answerNext();
        });
  }

  /**
   * New partitions come with their prompts from the last that was acknowledged on. What is held of
   * them, or of any that is not this worker's any more, is from a time before this process was
   * taken for dead; the broker's word of that may have been lost with an offset that could not be
   * committed any more.
   */
  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    Set<Integer> kept = numbers(consumer.assignment());
    kept.removeAll(numbers(partitions));
    LOG.infof("takes partitions %s on, has %s", numbers(partitions), kept);
    sampler.execute(
        () -> {
          units.keepOnly(kept);
          answerNext();
        });
  }

  private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .map(TopicPartition::partition)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @PreDestroy
  void stop() {
    clock.shutdownNow();
    sampler.close();
  }
}
