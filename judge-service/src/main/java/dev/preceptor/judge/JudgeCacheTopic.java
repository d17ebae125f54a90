package dev.preceptor.judge;

import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.CachedVerdict;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Topics;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/**
 * The run's topic of verdicts: read once from the first record, then followed on a thread of its
 * own, so that a worker knows the verdicts that the others were given. It saves work and decides
 * nothing: where it fails, everything is judged.
 */
@Singleton
class JudgeCacheTopic {

  private static final Logger LOG = Logger.getLogger(JudgeCacheTopic.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final String topic;
  private final RunLog log;
  private final Map<String, Object> kafka;
  private final RecordCodec<CachedVerdict> codec = RecordCodec.of(CachedVerdict.class);
  private volatile Follower follower;
  private volatile KafkaProducer<String, byte[]> producer;
  private volatile boolean closed;

  JudgeCacheTopic(
      Topics topics, RunLog log, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    topic = topics.judgeCache();
    this.log = log;
    this.kafka = Map.copyOf(kafka);
  }

  /**
   * Reads what is there, then follows the topic on a thread of its own.
   *
   * @param learn is called with every verdict and its key until this is closed
   */
  synchronized void open(BiConsumer<String, CachedVerdict> learn) {
    int partitions = log.partitions(topic);
    if (partitions == 0) {
      LOG.warnf("there is no topic %s: this worker remembers only its own verdicts", topic);
      return;
    }
    producer = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer());
    follower = log.follow(List.of(TopicStart.beginning(topic, partitions)), RunLog.DEFAULT_BUDGET);
    if (closed) {
      follower.stop();
    }
    follower.catchUp(event -> learn(event, learn));
    Thread thread = new Thread(() -> follow(learn), "judge-cache");
    thread.setDaemon(true);
    thread.start();
  }

  private void follow(BiConsumer<String, CachedVerdict> learn) {
    try (Follower open = follower) {
      while (!open.isStopped()) {
        open.poll(POLL, event -> learn(event, learn));
      }
    } catch (RuntimeException e) {
      LOG.warnf(
          e,
          "topic %s is no longer read: this worker does not learn the verdicts of others",
          topic);
    }
  }

  private void learn(RunEvent event, BiConsumer<String, CachedVerdict> learn) {
    if (event instanceof RunEvent.VerdictCached cached) {
      cached
          .value()
          .ifReadable()
          .ifPresentOrElse(
              verdict -> learn.accept(event.key(), verdict),
              () -> LOG.debugf("%s: %s", event.place(), cached.value().whyUnreadable().orElse("")));
    }
  }

  /** Sends a verdict to the other workers, and does not wait until it is written. */
  synchronized void share(String key, CachedVerdict verdict) {
    if (producer != null && !closed) {
      producer.send(
          new ProducerRecord<>(topic, key, codec.encode(verdict)),
          (done, failure) -> {
            if (failure != null) {
              LOG.warnf("a verdict was not shared with other workers: %s", failure.toString());
            }
          });
    }
  }

  @PreDestroy
  void close() {
    closed = true;
    Follower open = follower;
    if (open != null) {
      open.stop();
    }
    if (producer != null) {
      producer.close(CLOSE);
    }
  }
}
