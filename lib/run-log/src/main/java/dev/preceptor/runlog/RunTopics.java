package dev.preceptor.runlog;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.TopicSpec;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A run's topics on its broker: made before the services start, with the definition in them. */
public final class RunTopics {

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int PROBE_MILLIS = 2_000;
  private static final RecordCodec<Definition> DEFINITIONS = RecordCodec.of(Definition.class);

  private final String bootstrapServers;
  private final Topics topics;

  public RunTopics(String bootstrapServers, Topics topics) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
  }

  /**
   * Checks that a broker answers.
   *
   * @throws InputException if none does
   */
  public static void requireBroker(String bootstrapServers) {
    try (var admin = Admin.create(KafkaSettings.admin(bootstrapServers, TIMEOUT_MILLIS))) {
      admin.describeCluster().nodes().get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (Exception e) {
      throw new InputException(
          "--bootstrap-servers " + bootstrapServers + ": no Kafka broker answers there", e);
    }
  }

  /** Whether something failed because no broker answered, and may work when one does. */
  public static boolean isBrokerUnavailable(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException) {
        return true;
      }
    }
    return false;
  }

  /** Whether the run has topics on this broker. */
  public boolean exist() {
    return names().contains(topics.definition());
  }

  /** The names of all topics on this broker. */
  public Set<String> names() {
    try (var admin = Admin.create(KafkaSettings.admin(bootstrapServers, TIMEOUT_MILLIS))) {
      return get(admin.listTopics().names());
    }
  }

  /** Whether a broker answers at once and has the run's topics. */
  public boolean answer() {
    return answer(PROBE_MILLIS);
  }

  /** The same of a broker that may be busy. */
  public boolean answerInTime() {
    return answer(TIMEOUT_MILLIS);
  }

  private boolean answer(int timeoutMillis) {
    try (var admin = Admin.create(KafkaSettings.admin(bootstrapServers, timeoutMillis))) {
      return get(admin.listTopics().names()).contains(topics.definition());
    } catch (RunFailedException | KafkaException e) {
      return false;
    }
  }

  /** Makes those of the topics that are not there yet. */
  public void create(List<TopicSpec> specs) {
    try (var admin = Admin.create(KafkaSettings.admin(bootstrapServers, TIMEOUT_MILLIS))) {
      Set<String> there = get(admin.listTopics().names());
      Collection<KafkaFuture<Void>> made =
          admin
              .createTopics(
                  specs.stream()
                      .filter(spec -> !there.contains(spec.name()))
                      .map(TopicSpec::newTopic)
                      .toList())
              .values()
              .values();
      made.forEach(RunTopics::getUnlessThere);
    }
  }

  /** The definition that counts; see {@link DefinitionRecords}. */
  public Optional<Definition> definition() {
    return definition(why -> {});
  }

  private Optional<Definition> definition(Consumer<String> unusable) {
    var records = new DefinitionRecords(topics);
    RunLog.at(bootstrapServers, topics)
        .replay(
            List.of(topics.definition()),
            event -> {
              if (event instanceof RunEvent.Defined defined) {
                try {
                  records.enter(defined.key(), defined.value().get());
                } catch (UnreadableRecordException e) {
                  unusable.accept(e.getMessage());
                }
              }
            });
    return records.newest();
  }

  /**
   * The recipe of the definition that was published last.
   *
   * @throws InputException if there is none, or it cannot be read
   */
  public Recipe recipe() {
    var unusable = new AtomicReference<String>();
    var definition =
        definition(unusable::set)
            .orElseThrow(
                () ->
                    new InputException(
                        unusable.get() == null
                            ? "run %s has no definition in topic %s"
                                .formatted(topics.run(), topics.definition())
                            : "the definition of run %s cannot be read: %s"
                                .formatted(topics.run(), unusable.get())));
    return RecipeReader.parse(
        "the definition of run " + topics.run(), definition.getRecipe(), Job.TRAIN);
  }

  /** Publishes what the run is. */
  public void publish(Definition definition) {
    var record =
        new ProducerRecord<>(
            topics.definition(),
            definition.getRun().getBytes(StandardCharsets.UTF_8),
            DEFINITIONS.encode(definition));
    try (var producer =
        new KafkaProducer<>(
            KafkaSettings.writer(bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(record).get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new RunFailedException("the definition cannot be published: " + e.getCause(), e);
    }
  }

  private static void getUnlessThere(KafkaFuture<Void> made) {
    try {
      get(made);
    } catch (RunFailedException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new RunFailedException(
          "the broker refused the request: " + e.getCause().getMessage(), e.getCause());
    }
  }

  private static RunFailedException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new RunFailedException("interrupted while talking to the broker", e);
  }
}
