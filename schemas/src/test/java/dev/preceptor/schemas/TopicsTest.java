package dev.preceptor.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  private final Topics topics = new Topics("quickstart");
  private final Map<String, TopicSpec> specs =
      topics.specs(6).stream().collect(Collectors.toMap(TopicSpec::name, Function.identity()));

  @Test
  void aRunHasAllTopics() {
    assertThat(specs.keySet())
        .containsExactlyInAnyOrder(
            "quickstart.definition",
            "quickstart.prompts",
            "quickstart.rollouts",
            "quickstart.judgements",
            "quickstart.judge-cache",
            "quickstart.scored-groups",
            "quickstart.policy",
            "quickstart.training-steps",
            "quickstart.evaluations",
            "quickstart.answers",
            "quickstart.reviews",
            "quickstart.dead-letters");
    specs.keySet().forEach(Topic::validate);
  }

  @Test
  void aTopicIsNamedWithoutTheRun() {
    assertThat(topics.withoutRun(topics.scoredGroups())).isEqualTo("scored-groups");
    assertThat(topics.withoutRun("other.rollouts")).isEqualTo("other.rollouts");
  }

  @Test
  void nothingIsDeletedByAgeOrSize() {
    for (TopicSpec spec : specs.values()) {
      assertThat(spec.config())
          .containsEntry("retention.ms", "-1")
          .containsEntry("retention.bytes", "-1");
    }
    assertThat(specs.get(topics.definition()).config()).containsEntry("cleanup.policy", "compact");
    assertThat(specs.get(topics.judgeCache()).config()).containsEntry("cleanup.policy", "compact");
  }

  @Test
  void topicsThatAreMergedByKeyHaveTheSamePartitions() {
    assertThat(
            List.of(
                topics.prompts(), topics.rollouts(), topics.judgements(), topics.scoredGroups()))
        .allSatisfy(name -> assertThat(specs.get(name).partitions()).isEqualTo(6));
    assertThat(specs.get(topics.policy()).partitions()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "../x", "a b", "-x", "ä"})
  void aRunNameThatIsNoValidTopicNameIsRefused(String run) {
    assertThatThrownBy(() -> new Topics(run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("run '" + run + "': a run's name is");
  }
}
