package dev.preceptor.runlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class TopicTableTest {

  private static final Topics TOPICS = new Topics("run");

  private final TopicTable table = new TopicTable(TOPICS);

  private RunEvent event(String topic, String key, byte... value) {
    return table.event(
        new ConsumerRecord<>(topic, 1, 7, key == null ? null : key.getBytes(UTF_8), value));
  }

  @Test
  void everyTopicOfARunHasItsOwnTypeOfEvent() {
    Set<Class<?>> types = new HashSet<>();
    for (var spec : TOPICS.specs(2)) {
      var event = event(spec.name(), "3-1");
      types.add(event.getClass());
      assertThat(table.topic(event.getClass())).isEqualTo(spec.name());
      assertThat(event.place()).isEqualTo(new Place(spec.name(), 1, 7));
      assertThat(event.key()).isEqualTo("3-1");
    }
    assertThat(types).hasSameSizeAs(TOPICS.specs(2));
  }

  @Test
  void aRescoresTopicsAreToldFromTheRunsAndFromEachOther() {
    var group = event(TOPICS.rescored("strict"), "3-1");
    assertThat(group).isInstanceOf(RunEvent.Rescored.class);
    assertThat(((RunEvent.Rescored) group).rescore()).isEqualTo("strict");
    var judgement = event(TOPICS.rescoredJudgements("strict"), "3-1");
    assertThat(judgement).isInstanceOf(RunEvent.JudgedAgain.class);
    assertThat(((RunEvent.JudgedAgain) judgement).rescore()).isEqualTo("strict");
  }

  @Test
  void aRecordOfAnotherRunIsRefused() {
    assertThatThrownBy(() -> event("other.prompts", "3-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topic other.prompts is none of run run");
  }

  @Test
  void aGroupsEventNamesTheGroupOfItsKeyOrSaysThatItHasNone() {
    assertThat(((RunEvent.OfGroup) event(TOPICS.rollouts(), "3-1")).group()).hasToString("3-1");
    var without = (RunEvent.OfGroup) event(TOPICS.rollouts(), null);
    assertThatThrownBy(without::group).isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void anUnreadableRecordIsAnEventWithItsReasonAndItsBytes() {
    var event = event(TOPICS.trainingSteps(), "1", (byte) 1, (byte) 2);
    assertThat(event).isInstanceOf(RunEvent.Stepped.class);
    assertThat(event.value().ifReadable()).isEmpty();
    assertThat(event.value().whyUnreadable().orElseThrow()).startsWith("not a TrainingStep: ");
    assertThat(event.value().bytes()).containsExactly(1, 2);
    assertThatThrownBy(() -> event.value().get())
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("not a TrainingStep: ");
  }

  @Test
  void aDeadLetterIsReadFromItsHeadersWhateverItsBytesAre() {
    var letter = new DeadLetter(TOPICS.prompts(), 0, 5, "garbage", true);
    var record =
        new ConsumerRecord<byte[], byte[]>(TOPICS.deadLetters(), 0, 0, null, new byte[] {9});
    letter.headers().forEach(record.headers()::add);
    var event = (RunEvent.SetAside) table.event(record);
    assertThat(event.value().get()).isEqualTo(letter);
    assertThat(event.value().bytes()).isEqualTo(new byte[] {9});
    assertThat(event(TOPICS.deadLetters(), null, (byte) 9).value().whyUnreadable()).isPresent();
  }

  @Test
  void aRescoreHasNoTopicOfItsTypeAlone() {
    for (var type : List.of(RunEvent.Rescored.class, RunEvent.JudgedAgain.class)) {
      assertThatThrownBy(() -> table.topic(type)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
