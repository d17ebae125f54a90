package dev.preceptor.history.ledger;

import dev.preceptor.models.algorithm.Grpo;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.sampling.RandomStream;
import dev.preceptor.policy.PolicyChunks;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.runlog.Consumer;
import dev.preceptor.runlog.Consumer.Role;
import dev.preceptor.runlog.Place;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.TopicTable;
import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.History;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.grading.RewardFunctions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The log of a run as written by its services, for tests to tamper with: 4 groups per step, 2
 * responses per group, two graded rewards and a judge, 2 partitions.
 */
public final class RecordedRun {

  public static final int SLOTS = 4;
  public static final int PARTITIONS = 2;
  public static final Topics TOPICS = new Topics("recorded");
  public static final String YAML =
      """
      model: /nowhere/model
      phantom: {train: 8, test: 4, size: 56, seed: 1}
      seed: 7
      prompts_per_step: 4
      num_generations: 2
      sampling_unit: 2
      max_completion_length: 16
      rewards: [{name: format, weight: 1}, {name: accuracy, weight: 0.5}, {name: strict, weight: 2}]
      judges: [{name: strict, model: /nowhere/judge}]
      partitions: 2
      """;
  public static final Recipe RECIPE = RecipeReader.parse("recorded.yaml", YAML, Job.TRAIN);

  private static final List<String> CHOICES = List.of("liver", "spleen", "kidney", "heart");
  private static final RecordCodec<Prompt> PROMPTS = RecordCodec.of(Prompt.class);
  private static final RecordCodec<Rollout> ROLLOUTS = RecordCodec.of(Rollout.class);
  private static final RecordCodec<Judgement> JUDGEMENTS = RecordCodec.of(Judgement.class);
  private static final RecordCodec<ScoredGroup> SCORES = RecordCodec.of(ScoredGroup.class);
  private static final RecordCodec<TrainingStep> STEPS = RecordCodec.of(TrainingStep.class);
  private static final RecordCodec<PolicyChunk> CHUNKS = RecordCodec.of(PolicyChunk.class);

  private static final TopicTable TABLE = new TopicTable(TOPICS);

  /** A record with its place. */
  public record Line(Place place, String key, byte[] value) {

    /** The record as read from the log. */
    RunEvent event() {
      return TABLE.event(
          new ConsumerRecord<>(
              place.topic(),
              place.partition(),
              place.offset(),
              key == null ? null : key.getBytes(StandardCharsets.UTF_8),
              value));
    }
  }

  private final List<Line> lines = new ArrayList<>();
  private final List<Entry> more = new ArrayList<>();
  private final PolicyPublisher publisher = new PolicyPublisher(2);
  private long retained;
  private final List<Entry.Retained> begins = new ArrayList<>();
  private int historySteps;
  private boolean fillIn;
  private boolean atRest = true;
  private Optional<RunFacts.End> end = Optional.empty();

  /** A run with finished steps, and the prompts of the next step. */
  public static RecordedRun of(int steps) {
    var run = new RecordedRun();
    run.publish(0);
    for (int step = 1; step <= steps; step++) {
      run.issue(step);
      for (int slot = 0; slot < SLOTS; slot++) {
        run.answer(new GroupKey(step, slot));
      }
      run.take(step, steps);
    }
    run.issue(steps + 1);
    return run;
  }

  public void issue(int step) {
    for (int slot = 0; slot < SLOTS; slot++) {
      issue(new GroupKey(step, slot));
    }
  }

  public void issue(GroupKey group) {
    append(TOPICS.prompts(), group, PROMPTS.encode(prompt(group)));
  }

  /** Samples, judges and scores a group. */
  public void answer(GroupKey group) {
    append(TOPICS.rollouts(), group, ROLLOUTS.encode(rollout(group)));
    append(TOPICS.judgements(), group, JUDGEMENTS.encode(judgement(group)));
    append(TOPICS.scoredGroups(), group, SCORES.encode(score(group)));
  }

  public void take(int step, int ofSteps) {
    publish(step);
    append(TOPICS.trainingSteps(), 0, Integer.toString(step), STEPS.encode(step(step)));
  }

  private void publish(int version) {
    publisher
        .publish(version, sha256(version), weights(version))
        .chunks()
        .forEachRemaining(
            chunk -> append(TOPICS.policy(), 0, PolicyChunks.key(chunk), CHUNKS.encode(chunk)));
  }

  private static MemoryModel weights(int version) {
    byte[] bytes = new byte[400];
    bytes[2 * version] = 1;
    return new MemoryModel(
        Map.of("config.json", new byte[] {'{', '}'}),
        Map.of("w", new HostTensor(DType.BF16, new long[] {200}, ByteBuffer.wrap(bytes))));
  }

  /** The hash of the weights of a step. */
  public static String sha256(int version) {
    return PolicyHash.sha256(weights(version));
  }

  /** All chunks of a version. */
  public static PolicyChunk anchor(int version) {
    return PolicyChunks.split(version, sha256(version), weights(version), 1 << 20).next();
  }

  public static Prompt prompt(GroupKey group) {
    byte[] image = ("image of " + group).getBytes(StandardCharsets.UTF_8);
    return Prompt.newBuilder()
        .setStep(group.step())
        .setSlot(group.slot())
        .setUnit(group.slot() / 2)
        .setUnitSize(2)
        .setRow(1)
        .setQuestion("What is in image " + group + "?")
        .setChoices(CHOICES)
        .setAnswer("B")
        .setText("What is it?")
        .setImage(ByteBuffer.wrap(image))
        .setImageSha256(Sha256.hex(image))
        .setSeed(RandomStream.seed(RECIPE.seed(), group.step(), group.slot()))
        .setPolicyVersion(group.step() - 1)
        .build();
  }

  public static Rollout rollout(GroupKey group) {
    var prompt = prompt(group);
    return Rollout.newBuilder()
        .setStep(group.step())
        .setSlot(group.slot())
        .setPolicyVersion(prompt.getPolicyVersion())
        .setQuestion(prompt.getQuestion())
        .setChoices(prompt.getChoices())
        .setAnswer(prompt.getAnswer())
        .setResponses(List.of(response(group, "A"), response(group, "B")))
        .setWorker("worker-1")
        .setSampleMillis(5)
        .build();
  }

  private static Response response(GroupKey group, String letter) {
    return new Response(
        List.of(group.step(), group.slot(), 9),
        List.of(-0.5f, -1f, -0.25f),
        "<think>" + group + "</think><answer>" + letter + "</answer>",
        Finish.stop);
  }

  public static Judgement judgement(GroupKey group) {
    return Judgement.newBuilder()
        .setStep(group.step())
        .setSlot(group.slot())
        .setJudge("strict")
        .setJudgeHash("hash")
        .setVerdicts(
            List.of(
                new Verdict(VerdictKind.no, -2f, -0.1f, ""),
                new Verdict(VerdictKind.yes, -0.1f, -2f, "")))
        .setLatencyMillis(3)
        .build();
  }

  public static ScoredGroup score(GroupKey group) {
    var rollout = rollout(group);
    List<List<Reward>> rewards = new ArrayList<>();
    double[] sums = new double[rollout.getResponses().size()];
    for (int i = 0; i < sums.length; i++) {
      var graded = new Graded(rollout.getResponses().get(i).getText(), CHOICES, 'B');
      rewards.add(
          List.of(
              new Reward(
                  "format", 1.0, RewardFunctions.byName("format").grade(graded).value(), "", ""),
              new Reward(
                  "accuracy",
                  0.5,
                  RewardFunctions.byName("accuracy").grade(graded).value(),
                  "",
                  ""),
              new Reward("strict", 2.0, (double) i, "", "")));
      for (var reward : rewards.get(i)) {
        sums[i] += reward.getWeight() * reward.getValue();
      }
    }
    double[] advantages = new Grpo().advantages(sums);
    return ScoredGroup.newBuilder()
        .setStep(group.step())
        .setSlot(group.slot())
        .setPolicyVersion(rollout.getPolicyVersion())
        .setResponses(
            IntStream.range(0, sums.length)
                .mapToObj(
                    i ->
                        new ScoredResponse(
                            rollout.getResponses().get(i), rewards.get(i), sums[i], advantages[i]))
                .toList())
        .setSampleMillis(5)
        .setWorker("worker-1")
        .setHearings(List.of(new JudgeStatus("strict", false, 0, 3L)))
        .build();
  }

  public static ScoredGroup failed(GroupKey group) {
    return ScoredGroup.newBuilder(score(group))
        .setFailure("no image")
        .setResponses(List.of())
        .build();
  }

  public static TrainingStep step(int step) {
    return TrainingStep.newBuilder()
        .setStep(step)
        .setPolicyVersion(step)
        .setPolicySha256(sha256(step))
        .setGroups(
            IntStream.range(0, SLOTS)
                .mapToObj(slot -> new GroupOutcome(slot, Outcome.trained, ""))
                .toList())
        .setMetrics(Map.of())
        .setTimestampMillis(step)
        .build();
  }

  /** All records, in the order in which they were written. */
  public List<Line> lines() {
    return lines;
  }

  /** The first record of a topic with a key. */
  public Line line(String topic, Object key) {
    return lines.stream()
        .filter(line -> line.place().topic().equals(topic) && line.key().equals(key.toString()))
        .findFirst()
        .orElseThrow();
  }

  public Line drop(Line line) {
    lines.remove(line);
    return line;
  }

  /** Appends a copy to the partition. */
  public Line repeat(Line line) {
    return append(line.place().topic(), line.place().partition(), line.key(), line.value());
  }

  /** Replaces the value of a record. */
  public Line replace(Line line, byte[] value) {
    var other = new Line(line.place(), line.key(), value);
    lines.set(lines.indexOf(line), other);
    return other;
  }

  /** Exchanges the contents of two records, with or without their keys. */
  public void swap(Line one, Line other, boolean withKeys) {
    lines.set(
        lines.indexOf(one),
        new Line(one.place(), withKeys ? other.key() : one.key(), other.value()));
    lines.set(
        lines.indexOf(other),
        new Line(other.place(), withKeys ? one.key() : other.key(), one.value()));
  }

  public Line alterPrompt(Object key, UnaryOperator<Prompt.Builder> change) {
    var line = line(TOPICS.prompts(), key);
    return replace(line, altered(PROMPTS, line, r -> change.apply(Prompt.newBuilder(r)).build()));
  }

  public Line alterRollout(Object key, UnaryOperator<Rollout.Builder> change) {
    var line = line(TOPICS.rollouts(), key);
    return replace(line, altered(ROLLOUTS, line, r -> change.apply(Rollout.newBuilder(r)).build()));
  }

  public Line alterJudgement(Object key, UnaryOperator<Judgement.Builder> change) {
    var line = line(TOPICS.judgements(), key);
    return replace(
        line, altered(JUDGEMENTS, line, r -> change.apply(Judgement.newBuilder(r)).build()));
  }

  public Line alterScore(Object key, UnaryOperator<ScoredGroup.Builder> change) {
    var line = line(TOPICS.scoredGroups(), key);
    return replace(
        line, altered(SCORES, line, r -> change.apply(ScoredGroup.newBuilder(r)).build()));
  }

  public Line alterStep(int step, UnaryOperator<TrainingStep.Builder> change) {
    var line = line(TOPICS.trainingSteps(), step);
    return replace(
        line, altered(STEPS, line, r -> change.apply(TrainingStep.newBuilder(r)).build()));
  }

  public Line alterVersion(int version, UnaryOperator<PolicyChunk.Builder> change) {
    var line = version(version);
    return replace(
        line, altered(CHUNKS, line, r -> change.apply(PolicyChunk.newBuilder(r)).build()));
  }

  private static <T extends SpecificRecord> byte[] altered(
      RecordCodec<T> codec, Line line, UnaryOperator<T> change) {
    return codec.encode(change.apply(codec.decode(line.value())));
  }

  private Line append(String topic, GroupKey group, byte[] value) {
    return append(topic, group.slot() % PARTITIONS, group.toString(), value);
  }

  public Line append(String topic, int partition, String key, byte[] value) {
    var line = new Line(new Place(topic, partition, next(topic, partition)), key, value);
    lines.add(line);
    return line;
  }

  /** The offset after the last record of a partition. */
  public long next(String topic, int partition) {
    return lines.stream()
        .map(Line::place)
        .filter(place -> place.topic().equals(topic) && place.partition() == partition)
        .mapToLong(place -> place.offset() + 1)
        .max()
        .orElse(0);
  }

  /** Adds an entry that does not come from a record, such as a version of the policy. */
  public RecordedRun with(Entry entry) {
    more.add(entry);
    return this;
  }

  /** The record of a version of the policy; versions 0, 2, 4 … are anchors, others deltas. */
  public Line version(int version) {
    return line(TOPICS.policy(), version + "/0");
  }

  /** Deletes the versions before one, as retention does. */
  public RecordedRun cutBefore(int version) {
    retained = version(version).place().offset();
    lines.removeIf(
        line -> line.place().topic().equals(TOPICS.policy()) && line.place().offset() < retained);
    return this;
  }

  /** A run of two steps with spares: group 1-0 has failed and was replaced by 1-4. */
  public static RecordedRun filledIn() {
    var run = new RecordedRun();
    run.fillIn = true;
    var spare = new GroupKey(1, SLOTS);
    run.publish(0);
    run.issue(1);
    run.fail(new GroupKey(1, 0));
    for (int slot = 1; slot < SLOTS; slot++) {
      run.answer(new GroupKey(1, slot));
    }
    run.issue(spare);
    run.answer(spare);
    run.take(1, 2);
    run.alterStep(
        1,
        step -> {
          List<GroupOutcome> outcomes = new ArrayList<>(step.getGroups());
          outcomes.set(0, new GroupOutcome(0, Outcome.failed, "no image"));
          outcomes.add(new GroupOutcome(SLOTS, Outcome.trained, ""));
          return step.setGroups(outcomes);
        });
    run.issue(2);
    return run;
  }

  /** Writes a rollout that failed. */
  public void fail(GroupKey group) {
    append(
        TOPICS.rollouts(),
        group,
        ROLLOUTS.encode(
            Rollout.newBuilder(rollout(group))
                .setFailure("no image")
                .setResponses(List.of())
                .build()));
    append(TOPICS.scoredGroups(), group, SCORES.encode(failed(group)));
  }

  /**
   * Limits the history.
   *
   * @param keeps the first step kept, as recorded by each step
   */
  public RecordedRun bounded(int steps, IntUnaryOperator keeps) {
    historySteps = steps;
    for (int step = 1; hasTaken(step); step++) {
      double first = keeps.applyAsInt(step);
      alterStep(step, record -> record.setMetrics(Map.of(History.FIRST_STEP, first)));
    }
    return this;
  }

  private boolean hasTaken(int step) {
    return lines.stream()
        .anyMatch(
            line ->
                line.place().topic().equals(TOPICS.trainingSteps())
                    && line.key().equals(Integer.toString(step)));
  }

  /** Deletes the records of groups before a step, as the learner does. */
  public RecordedRun expireBefore(int step) {
    for (var topic : TOPICS.ofGroups()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        expireBefore(step, topic, partition);
      }
    }
    return this;
  }

  private void expireBefore(int step, String topic, int partition) {
    long kept =
        lines.stream()
            .filter(line -> isIn(line, topic, partition))
            .filter(line -> GroupKey.parse(line.key()).step() >= step)
            .mapToLong(line -> line.place().offset())
            .min()
            .orElse(next(topic, partition));
    lines.removeIf(line -> isIn(line, topic, partition) && line.place().offset() < kept);
    begins.add(new Entry.Retained(new Place(topic, partition, kept)));
  }

  private static boolean isIn(Line line, String topic, int partition) {
    return line.place().topic().equals(topic) && line.place().partition() == partition;
  }

  public RecordedRun live() {
    atRest = false;
    return this;
  }

  public RecordedRun ended(int steps, String sha256) {
    end = Optional.of(new RunFacts.End(steps, sha256));
    return this;
  }

  /**
   * The committed offsets of consumers that have processed everything but the last step's prompts.
   */
  public List<Entry> committedBeforeTheNextStep() {
    List<Entry> all = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      all.add(committed(Role.ROLLOUT, "rollout", TOPICS.prompts(), partition, 2));
      all.add(committed(Role.JUDGE, "strict", TOPICS.rollouts(), partition, 0));
      all.add(committed(Role.REWARD, "reward", TOPICS.rollouts(), partition, 0));
      all.add(committed(Role.LEARNER, "learner", TOPICS.scoredGroups(), partition, 0));
    }
    return all;
  }

  /** An offset a number of records before the end of the partition. */
  public Entry.Committed committed(
      Role role, String name, String topic, int partition, long before) {
    long next = next(topic, partition);
    return new Entry.Committed(
        new Consumer(role, name), new Place(topic, partition, next - before), next);
  }

  /** All entries for the ledger. */
  public List<Entry> entries() {
    var reader = new EntryReader(TOPICS.run(), RECIPE);
    List<Entry> entries = new ArrayList<>(more);
    entries.add(new Entry.PolicyRetained(new Place(TOPICS.policy(), 0, retained)));
    entries.addAll(begins);
    var policy = new PolicyReading();
    for (var line : lines) {
      if (line.event() instanceof RunEvent.Published published) {
        entries.addAll(policy.read(published));
      } else {
        entries.add(reader.read(line.event()));
      }
    }
    return entries;
  }

  public RunFacts facts() {
    return new RunFacts(SLOTS, fillIn, historySteps, end, atRest);
  }

  public LedgerReport report() {
    return report(entries());
  }

  public LedgerReport report(List<Entry> entries) {
    var ledger = new Ledger(TOPICS, RecordedRun.RECIPE);
    entries.forEach(ledger::enter);
    return ledger.report(facts());
  }
}
