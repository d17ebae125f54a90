package dev.preceptor.history.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupPreferenceTest {

  private static ScoredGroup group(String failure, double... rewards) {
    List<ScoredResponse> responses = new ArrayList<>();
    for (double reward : rewards) {
      responses.add(
          ScoredResponse.newBuilder()
              .setResponse(
                  Response.newBuilder()
                      .setTokenIds(List.of(1))
                      .setLogprobs(List.of(-1f))
                      .setText("response " + responses.size())
                      .setFinish(Finish.stop)
                      .build())
              .setRewards(List.of())
              .setReward(reward)
              .setAdvantage(0)
              .build());
    }
    return ScoredGroup.newBuilder()
        .setStep(1)
        .setSlot(0)
        .setPolicyVersion(0)
        .setFailure(failure)
        .setResponses(responses)
        .setSampleMillis(1)
        .setWorker("w")
        .build();
  }

  @Test
  void theFirstOfTheBestIsPreferredToTheFirstOfTheWorst() {
    assertThat(GroupPreference.of(group(null, 1, 2, 0, 2, 0), 0))
        .contains(new GroupPreference("response 1", "response 2", 2));
  }

  @Test
  void rewardsThatDifferByNoMoreThanTheMarginMakeNoPair() {
    assertThat(GroupPreference.of(group(null, 1, 1), 0)).isEmpty();
    assertThat(GroupPreference.of(group(null, 1, 0.5), 0.5)).isEmpty();
    assertThat(GroupPreference.of(group(null, 1, 0.5), 0.4)).isPresent();
  }

  @Test
  void aFailedGroupMakesNoPair() {
    assertThat(GroupPreference.of(group("the judge was late", 1, 0), 0)).isEmpty();
    assertThat(GroupPreference.of(group(null), 0)).isEmpty();
  }
}
