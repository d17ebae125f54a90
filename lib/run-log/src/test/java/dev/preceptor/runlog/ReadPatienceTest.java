package dev.preceptor.runlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadPatienceTest {

  private static final Topics TOPICS = new Topics("quickstart");
  private static final TopicPartition STEPS = new TopicPartition(TOPICS.trainingSteps(), 0);
  private static final String SILENT = "the broker has sent nothing for 50 ms";

  private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("earliest");
  private final RunLog log =
      new RunLog(TOPICS, Map.of("default.api.timeout.ms", 50), settings -> kafka);
  private final List<String> keys = new ArrayList<>();

  /** A broker that has two records, and sends none unless a test says so. */
  ReadPatienceTest() {
    kafka.updateBeginningOffsets(Map.of(STEPS, 0L));
    kafka.updateEndOffsets(Map.of(STEPS, 2L));
  }

  @Test
  void aReplayGivesUpWhenTheBrokerSendsNoMore() {
    kafka.schedulePollTask(() -> send(0));
    assertThatThrownBy(() -> log.each(RunEvent.Stepped.class, step -> keys.add(step.key())))
        .isInstanceOf(TimeoutException.class)
        .hasMessageStartingWith(SILENT);
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void aFollowerThatCatchesUpGivesUpWhenTheBrokerSendsNoMore() {
    try (var follower =
        log.follow(List.of(TopicStart.beginning(STEPS.topic(), 1)), RunLog.DEFAULT_BUDGET)) {
      kafka.schedulePollTask(() -> send(0));
      assertThatThrownBy(() -> follower.catchUp(event -> keys.add(event.key())))
          .isInstanceOf(TimeoutException.class)
          .hasMessageStartingWith(SILENT);
      assertThat(keys).containsExactly("0");
    }
  }

  @Test
  void aReadThatComesFurtherGoesOn() {
    kafka.schedulePollTask(() -> send(0));
    kafka.schedulePollTask(() -> send(1));
    try (var follower =
        log.follow(List.of(TopicStart.beginning(STEPS.topic(), 1)), RunLog.DEFAULT_BUDGET)) {
      follower.catchUp(event -> keys.add(event.key()));
    }
    assertThat(keys).containsExactly("0", "1");
  }

  @Test
  void aReadMayTakeAsLongAsTheCallsOfItsConsumer() {
    assertThat(ReadPatience.limit(Map.of("default.api.timeout.ms", "30000")))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(ReadPatience.limit(Map.of())).isEqualTo(Duration.ofMinutes(1));
  }

  private void send(int offset) {
    byte[] key = Integer.toString(offset).getBytes(StandardCharsets.UTF_8);
    kafka.addRecord(new ConsumerRecord<>(STEPS.topic(), 0, offset, key, new byte[] {1}));
  }
}
