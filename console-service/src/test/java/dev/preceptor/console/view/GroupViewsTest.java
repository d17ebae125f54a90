package dev.preceptor.console.view;

import static dev.preceptor.testkit.Groups.NO;
import static dev.preceptor.testkit.Groups.YES;
import static dev.preceptor.testkit.Groups.judgement;
import static dev.preceptor.testkit.Groups.rollout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.console.index.Events;
import dev.preceptor.console.index.GroupRow;
import dev.preceptor.console.log.GroupRecords;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.ScoredGroup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupViewsTest {

  private static final GroupRow ROW =
      new GroupRow("3-1", 3, 1, "scored", "", "", 2, 2, 0.5f, 0f, 1f, 0.5f, 1f, List.of());

  private static GroupView view(GroupRecords records) {
    return GroupViews.of(
        "my-run",
        ROW,
        records,
        Optional.empty(),
        Optional.of("abc"),
        new TokenPieces(Optional.of(Path.of("/nowhere"))),
        "3-0",
        "");
  }

  @Test
  void aResponseHasItsRewardItsReasonsAndItsJudges() {
    ScoredGroup score = Events.group(3, 1, 0, 1);
    score.setHearings(List.of(new JudgeStatus("strict", true, 0, 0L)));
    GroupView view =
        view(
            new GroupRecords(
                Optional.empty(),
                Optional.of(rollout(3, 1, "<b>left</b>", "right")),
                List.of(judgement("mild", 3, 1, NO, YES)),
                Optional.of(score)));
    assertThat(view.expired()).isFalse();
    assertThat(view.answer()).isEqualTo("B");
    assertThat(view.command()).isEqualTo("preceptor show my-run 3-1");
    ResponseView first = view.responses().get(0);
    assertThat(first.text()).isEqualTo("<b>left</b>");
    assertThat(first.reward()).isZero();
    assertThat(first.advantage()).isEqualTo(-0.5);
    assertThat(first.criteria())
        .extracting(ResponseView.Criterion::why)
        .containsExactly("it has the form");
    assertThat(first.verdicts())
        .extracting(ResponseView.JudgeWord::judge, ResponseView.JudgeWord::verdict)
        .containsExactly(tuple("mild", "no"), tuple("strict", ""));
    assertThat(first.verdicts().get(1).late()).isTrue();
    assertThat(view.facts()).contains(new GroupView.Fact("weights after step 3", "abc"));
  }

  @Test
  void withoutATokenizerTokensAreShownAsIds() {
    GroupView view =
        view(
            new GroupRecords(
                Optional.empty(), Optional.of(rollout(3, 1, "left")), List.of(), Optional.empty()));
    assertThat(view.responses().get(0).pieces()).containsExactly("1");
    assertThat(view.responses().get(0).logprobs()).containsExactly(-0.5f);
    assertThat(view.responses().get(0).reward()).isNull();
  }

  @Test
  void whatTheLogNoLongerHasIsSaidToHaveExpired() {
    GroupView view =
        view(new GroupRecords(Optional.empty(), Optional.empty(), List.of(), Optional.empty()));
    assertThat(view.expired()).isTrue();
    assertThat(view.responses()).isEmpty();
    assertThat(view.state()).isEqualTo("scored");
  }
}
