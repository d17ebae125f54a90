package dev.preceptor.learner;

import dev.preceptor.kit.Outbound;
import dev.preceptor.kit.ReplacedException;
import dev.preceptor.policy.PolicyChunks;
import dev.preceptor.policy.PolicyPublisher.Publication;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Writes a step as one Kafka transaction: what was consumed, the policy version, the step's record
 * and the prompts of a later step become visible together or not at all. The transactional id
 * fences off an earlier learner.
 */
@Singleton
class StepTransaction {

  /** The outgoing channel whose producer has the transactional id. */
  static final String CHANNEL = "step";

  /** The incoming channel whose group the consumed offsets belong to. */
  static final String SCORED_GROUPS = "scored-groups";

  private final KafkaClientService clients;
  private final Topics topics;
  private final String instance;
  private final UnitLayout layout;
  private final int partitions;
  private final PolicyCleaner cleaner;
  private final Outbound<PolicyChunk> chunks = Outbound.of(PolicyChunk.class);
  private final Outbound<TrainingStep> steps = Outbound.of(TrainingStep.class);
  private final Outbound<Prompt> prompts = Outbound.of(Prompt.class);
  private volatile Future<RecordMetadata> firstChunk;

  StepTransaction(
      KafkaClientService clients,
      Topics topics,
      Recipe recipe,
      PolicyCleaner cleaner,
      @ConfigProperty(name = "preceptor.instance") String instance) {
    this.cleaner = cleaner;
    this.clients = clients;
    this.instance = instance;
    this.topics = topics;
    this.layout = UnitLayout.of(recipe);
    this.partitions = recipe.fleet().partitions();
  }

  /**
   * Makes sure that no earlier learner can write any more, and that its open transaction is ended:
   * only then may the log be read.
   */
  void fenceOffEarlierLearners() {
    // The channel's producer is made with initTransactions, which does both.
    producer()
        .runOnSendingThread((Consumer<Producer<String, byte[]>>) made -> {})
        .await()
        .indefinitely();
  }

  /**
   * Asks the broker whether this learner may still write. Writes nothing.
   *
   * @throws ReplacedException if a later learner has fenced off this one
   */
  void requireNotReplaced() {
    onSendingThread(
        producer -> {
          producer.beginTransaction();
          try {
            producer.sendOffsetsToTransaction(
                Map.of(new TopicPartition(topics.scoredGroups(), 0), new OffsetAndMetadata(0)),
                new ConsumerGroupMetadata(topics.member("learner")));
          } finally {
            producer.abortTransaction();
          }
        });
  }

  /** Writes what is missing before the first step. */
  void commit(Opening opening) {
    inTransaction(
        producer -> {
          opening.policy().ifPresent(policy -> send(producer, policy));
          opening.prompts().forEach(prompt -> send(producer, prompt));
        });
    opening.policy().ifPresent(this::written);
  }

  /** Writes a step. */
  void commit(StepResult result) {
    TrainingStep record = result.record();
    Publication publication = result.publication();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    result
        .reached()
        .nextOffsets()
        .forEach(
            (partition, offset) ->
                offsets.put(
                    new TopicPartition(topics.scoredGroups(), partition),
                    new OffsetAndMetadata(offset)));
    ConsumerGroupMetadata group = consumer().consumerGroupMetadata().await().indefinitely();
    inTransaction(
        producer -> {
          send(producer, publication);
          producer.send(
              steps.producerRecord(
                  topics.trainingSteps(), Integer.toString(record.getStep()), record));
          result.prompts().forEach(prompt -> send(producer, prompt));
          producer.sendOffsetsToTransaction(offsets, group);
        });
    written(publication);
  }

  private void send(Producer<String, byte[]> producer, Publication publication) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    publication
        .chunks()
        .forEachRemaining(
            chunk ->
                sent.add(
                    producer.send(
                        chunks.producerRecord(topics.policy(), PolicyChunks.key(chunk), chunk))));
    firstChunk = sent.get(0);
  }

  private void written(Publication publication) {
    try {
      cleaner.written(firstChunk.get().offset(), publication);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a committed record was not written", e);
    }
  }

  /** The prompts of a unit go to one partition, so that one worker gets them all. */
  private void send(Producer<String, byte[]> producer, Prompt prompt) {
    producer.send(
        prompts.producerRecord(
            topics.prompts(),
            layout.unitOf(prompt.getSlot()) % partitions,
            new GroupKey(prompt.getStep(), prompt.getSlot()).toString(),
            prompt));
  }

  private void inTransaction(Consumer<Producer<String, byte[]>> write) {
    onSendingThread(
        producer -> {
          producer.beginTransaction();
          try {
            write.accept(producer);
            producer.commitTransaction();
          } catch (RuntimeException e) {
            abort(producer, e);
            throw e;
          }
        });
  }

  private static void abort(Producer<String, byte[]> producer, RuntimeException cause) {
    try {
      producer.abortTransaction();
    } catch (KafkaException e) {
      cause.addSuppressed(e); // fenced, or already aborted; the next learner ends the transaction
    }
  }

  private void onSendingThread(Consumer<Producer<String, byte[]>> work) {
    try {
      producer().runOnSendingThread(work).await().indefinitely();
    } catch (RuntimeException e) {
      if (isFenced(e)) {
        throw new ReplacedException(
            "learner %s (process %d) of run %s ends: a learner that was started later has taken its place; only the last to start may write"
                .formatted(instance, ProcessHandle.current().pid(), topics.run()),
            e);
      }
      throw e;
    }
  }

  /**
   * A partition only reports that the producer's epoch is old, which may have other causes.
   * Aborting asks the coordinator, which knows whether there is a later producer: that is the
   * suppressed one.
   */
  private static boolean isFenced(Throwable e) {
    return e instanceof ProducerFencedException
        || (e.getCause() != null && isFenced(e.getCause()))
        || Stream.of(e.getSuppressed()).anyMatch(StepTransaction::isFenced);
  }

  private KafkaProducer<String, byte[]> producer() {
    return clients.getProducer(CHANNEL);
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return clients.getConsumer(SCORED_GROUPS);
  }
}
