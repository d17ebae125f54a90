package dev.preceptor.history.show;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShownGroupTest {

  private static final GroupKey KEY = new GroupKey(12, 3);
  private static final Response RESPONSE =
      new Response(
          List.of(1, 2, 3),
          List.of(-1f, -1f, -1f),
          "<think>\u001b[2Jso</think><answer>B</answer>",
          Finish.stop);

  private static Rollout rollout() {
    return Rollout.newBuilder()
        .setStep(12)
        .setSlot(3)
        .setPolicyVersion(11)
        .setQuestion("Which side?")
        .setChoices(List.of("left", "right"))
        .setAnswer("B")
        .setResponses(List.of(RESPONSE))
        .setWorker("rollout-0")
        .setSampleMillis(5)
        .setThinkingTokens(List.of(1))
        .build();
  }

  private static ScoredGroup score(String failure) {
    return ScoredGroup.newBuilder()
        .setStep(12)
        .setSlot(3)
        .setPolicyVersion(11)
        .setFailure(failure)
        .setResponses(
            failure != null
                ? List.of()
                : List.of(
                    new ScoredResponse(
                        RESPONSE,
                        List.of(
                            new Reward("accuracy", 2.0, 1.0, "letter B, the right one", "letter"),
                            new Reward("semantic", 1.0, null, "left out: late", "semantic")),
                        2.0,
                        -0.5)))
        .setSampleMillis(5)
        .setWorker("rollout-0")
        .build();
  }

  @Test
  void eachResponseIsShownWithItsRewards() {
    ShownGroup shown =
        ShownGroup.of(KEY, Optional.of(rollout()), Map.of(), Optional.of(score(null)));
    JsonNode json = new ObjectMapper().valueToTree(shown);
    assertThat(json.path("group").asText()).isEqualTo("12-3");
    assertThat(json.path("state").asText()).isEqualTo("scored");
    assertThat(json.path("choices").path("B").asText()).isEqualTo("right");
    JsonNode response = json.path("responses").get(0);
    assertThat(response.path("reward").asDouble()).isEqualTo(2);
    assertThat(response.path("advantage").asDouble()).isEqualTo(-0.5);
    assertThat(response.path("thinking_tokens").asInt()).isEqualTo(1);
    assertThat(response.path("rewards").get(0).path("check").asText()).isEqualTo("letter");
    assertThat(response.path("rewards").get(0).path("weight").asDouble()).isEqualTo(2);
    assertThat(response.path("rewards").get(1).path("value").isNull()).isTrue();
    assertThat(shown.text())
        .contains("Which side?", "→ B: right", "reward 2.000", "advantage -0.5000")
        .contains("accuracy 1.000 x 2.0, letter: letter B, the right one")
        .contains("semantic - x 1.0, semantic: left out: late");
  }

  @Test
  void everyVerdictIsShownWhetherItCountsOrNot() {
    Judgement strict =
        Judgement.newBuilder()
            .setStep(12)
            .setSlot(3)
            .setJudge("strict")
            .setJudgeHash("")
            .setVerdicts(List.of(new Verdict(VerdictKind.yes, -0.25f, -1.5f, "")))
            .setLatencyMillis(5)
            .build();
    Judgement slow = Judgement.newBuilder(strict).setJudge("slow").build();
    slow.setVerdicts(List.of(new Verdict(VerdictKind.unscorable, null, null, "\u001bHTTP 500")));
    ScoredGroup score = score(null);
    score.setHearings(
        List.of(
            new JudgeStatus("away", true, 0, 0L),
            new JudgeStatus("slow", true, 0, 0L),
            new JudgeStatus("strict", false, 0, 5L)));
    ShownGroup shown =
        ShownGroup.of(
            KEY,
            Optional.of(rollout()),
            Map.of("strict", strict, "slow", slow),
            Optional.of(score));
    assertThat(shown.text())
        .contains("judge away: no verdict yet, too late to count")
        .contains("judge slow: unscorable, ·HTTP 500, too late to count")
        .contains("judge strict: yes (Yes -0.25, No -1.50)");
    JsonNode words = new ObjectMapper().valueToTree(shown).path("responses").get(0).path("judges");
    assertThat(words.findValuesAsText("judge")).containsExactly("away", "slow", "strict");
    assertThat(words.get(0).path("verdict").isNull()).isTrue();
    assertThat(words.get(2).path("late").asBoolean()).isFalse();
  }

  @Test
  void controlCharactersOfAResponseAreNotPrinted() {
    ShownGroup shown = ShownGroup.of(KEY, Optional.of(rollout()), Map.of(), Optional.empty());
    assertThat(shown.text()).doesNotContain("\u001b").contains("·[2Jso");
    assertThat(shown.state()).isEqualTo("sampled");
  }

  @Test
  void failedAndUnfinishedGroupsShowTheirState() {
    ShownGroup failed =
        ShownGroup.of(KEY, Optional.of(rollout()), Map.of(), Optional.of(score("no letter")));
    assertThat(failed.state()).isEqualTo("failed");
    assertThat(failed.text()).contains("failed: no letter");
    assertThat(ShownGroup.of(KEY, Optional.empty(), Map.of(), Optional.empty()).state())
        .isEqualTo("issued");
  }
}
