package dev.preceptor.learner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepRecords;
import dev.preceptor.runlog.TopicTable;
import dev.preceptor.schemas.CachedVerdict;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.ReviewVerdict;
import dev.preceptor.schemas.Topics;
import dev.preceptor.testkit.Records;
import dev.preceptor.testkit.TestRecipes;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ForeignRecordsTest {

  private static final Topics TOPICS = new Topics("run");

  /** The learner has trained step 2 itself; step 1 is an earlier learner's. */
  private final ForeignRecords foreign =
      new ForeignRecords(
          TOPICS,
          TestRecipes.drawn("max_steps: 5", "judges: [{name: own, model: /nowhere}]"),
          RunBounds.of(TestRecipes.drawn("max_steps: 5")),
          new OwnSteps(() -> 2, onRecord(), () -> {}),
          step -> Optional.ofNullable(Map.of(2, "sha-of-2").get(step)));

  private static StepRecords onRecord() {
    StepRecords records = new StepRecords(RunBounds.of(TestRecipes.drawn("max_steps: 5")));
    records.enter("1", Records.step(1, 0, 2));
    records.enter("2", Records.step(2, 0, 2));
    return records;
  }

  private boolean enter(String topic, String key, SpecificRecord record) {
    return foreign.require(
        new TopicTable(TOPICS)
            .event(new ConsumerRecord<>(topic, 0, 0, key.getBytes(UTF_8), encode(record))));
  }

  @SuppressWarnings("unchecked")
  private static byte[] encode(SpecificRecord record) {
    return RecordCodec.of((Class<SpecificRecord>) record.getClass()).encode(record);
  }

  private void refuses(String topic, String key, SpecificRecord record, String why) {
    assertThatThrownBy(() -> enter(topic, key, record))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessage(why);
  }

  @Test
  void theLearnerKnowsWhichStepsItWrote() {
    String steps = TOPICS.trainingSteps();
    assertThat(enter(steps, "1", Records.step(1, 0, 2))).isTrue();
    var other = Records.step(2, 0, 2);
    other.setPolicySha256("other");
    refuses(steps, "2", other, "step 2 with SHA-256 'other': the run's learner made sha-of-2");
    assertThat(enter(steps, "2", Records.step(2, 0, 2))).isTrue();
    assertThat(enter(steps, "2", Records.step(2, 0, 2))).as("word for word").isFalse();
    refuses(steps, "2", Records.step(2, 1, 2), "step 2 is on record already, with another content");
    refuses(steps, "3", Records.step(3, 0, 2), "step 3: the run's learner has not taken it yet");
    refuses(steps, "9", Records.step(9, 0, 2), "step 9: the run has steps 1 to 5");
  }

  @Test
  void evaluationsOfVersionsThatAreNotThereAreRefused() {
    String evaluations = TOPICS.evaluations();
    assertThat(enter(evaluations, "2", Records.evaluation(2, 0.5))).isTrue();
    assertThat(enter(evaluations, "2", Records.evaluation(2, 0.5))).isFalse();
    refuses(
        evaluations,
        "2",
        Records.evaluation(2, 0.6),
        "the evaluation of version 2 is on record already, with another content");
    refuses(
        evaluations,
        "5",
        Records.evaluation(5, 0.5),
        "policy version 5 is ahead of the run, which has not taken step 5 yet");
    Evaluation ofOtherWeights = Records.evaluation(1, 0.5);
    ofOtherWeights.setPolicySha256("forged");
    refuses(
        evaluations,
        "1",
        ofOtherWeights,
        "policy version 1 announces SHA-256 'forged', which step 1 did not record");
    refuses(
        evaluations,
        "1",
        Records.evaluation(2, 0.5),
        "the evaluation of version 2 has the key '1'");
  }

  @Test
  void verdictsOfJudgesThatTheRunDoesNotHaveAreRefused() {
    String key = "0".repeat(64);
    assertThat(enter(TOPICS.judgeCache(), key, new CachedVerdict("own", key, true, null, null)))
        .isTrue();
    refuses(
        TOPICS.judgeCache(),
        key,
        new CachedVerdict("stranger", key, true, null, null),
        "a verdict of judge 'stranger' with the hash '%s…', which the run does not have"
            .formatted("0".repeat(60)));
  }

  @Test
  void aReviewIsOfWhatTheRunHasReached() {
    var review =
        new ReviewSubject.OfAnswer(2, 7)
            .into(Review.newBuilder())
            .setRun("run")
            .setId("0123-abcd")
            .setCriterion("reasoning")
            .setVerdict(ReviewVerdict.yes)
            .setReviewer("Ada")
            .setTextSha256("0".repeat(64))
            .setBlinded(true)
            .setReviewedMillis(0)
            .build();
    assertThat(enter(TOPICS.reviews(), "v2-7", review)).isTrue();
    review.setPolicyVersion(3);
    refuses(
        TOPICS.reviews(),
        "v3-7",
        review,
        "policy version 3 is ahead of the run, which has not taken step 3 yet");
  }
}
