package dev.preceptor.console.index;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.TopicTable;
import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.QuestionResult;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.testkit.Groups;
import dev.preceptor.testkit.Records;
import dev.preceptor.testkit.TestRecipes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Events as the log would hand them over; offsets count up in each topic. */
public final class Events {

  public static final Topics TOPICS = new Topics("shown");

  /** 4 groups of 2 a step. */
  public static final Recipe RECIPE = TestRecipes.drawn("max_steps: 20", "eval_steps: 1");

  private final TopicTable table = new TopicTable(TOPICS);
  private final Map<String, Long> offsets = new HashMap<>();

  /** An event of any record. */
  public <T extends SpecificRecord> RunEvent of(String topic, String key, Class<T> type, T record) {
    return bytes(topic, key, RecordCodec.of(type).encode(record));
  }

  /** An event of bytes. */
  RunEvent bytes(String topic, String key, byte[] value) {
    long offset = offsets.merge(topic, 1L, Long::sum) - 1;
    return table.event(
        new ConsumerRecord<>(topic, 0, offset, key.getBytes(StandardCharsets.UTF_8), value));
  }

  RunEvent step(int step) {
    return of(
        TOPICS.trainingSteps(), "" + step, TrainingStep.class, Records.step(step, 0.1 * step, 4));
  }

  RunEvent issued(String group) {
    return bytes(TOPICS.prompts(), group, new byte[] {1});
  }

  RunEvent sampled(int step, int slot, String... texts) {
    return of(
        TOPICS.rollouts(), step + "-" + slot, Rollout.class, Groups.rollout(step, slot, texts));
  }

  RunEvent judged(Judgement judgement) {
    return of(
        TOPICS.judgements(),
        judgement.getStep() + "-" + judgement.getSlot(),
        Judgement.class,
        judgement);
  }

  RunEvent scored(int step, int slot, double... rewards) {
    return of(
        TOPICS.scoredGroups(), step + "-" + slot, ScoredGroup.class, group(step, slot, rewards));
  }

  /** A scored group of a few rewards. */
  public static ScoredGroup group(int step, int slot, double... rewards) {
    return ScoredGroup.newBuilder()
        .setStep(step)
        .setSlot(slot)
        .setPolicyVersion(step - 1)
        .setResponses(
            Arrays.stream(rewards)
                .mapToObj(
                    reward ->
                        new ScoredResponse(
                            new Response(List.of(1), List.of(-0.5f), "right", Finish.stop),
                            List.of(new Reward("format", 1.0, reward, "it has the form", "format")),
                            reward,
                            reward - 0.5))
                .toList())
        .setSampleMillis(10)
        .setWorker("worker-1")
        .build();
  }

  /** An evaluation of questions that are right or not. */
  RunEvent evaluated(int version, boolean... correct) {
    Evaluation record = Records.evaluation(version, 0.5);
    record.setMetrics(Map.of("accuracy", 0.5, "n", 100.0));
    record.setResults(
        IntStream.range(0, correct.length)
            .mapToObj(i -> new QuestionResult(10L + i, "B", "the answer", correct[i], "letter"))
            .toList());
    return of(TOPICS.evaluations(), "" + version, Evaluation.class, record);
  }

  /** A service has refused the record of an event. */
  RunEvent refused(RunEvent event) {
    var place = event.place();
    long offset = offsets.merge(TOPICS.deadLetters(), 1L, Long::sum) - 1;
    var record =
        new ConsumerRecord<>(TOPICS.deadLetters(), 0, offset, (byte[]) null, new byte[] {1});
    new DeadLetter(place.topic(), place.partition(), place.offset(), "none of the run's", true)
        .headers()
        .forEach(record.headers()::add);
    return table.event(record);
  }
}
