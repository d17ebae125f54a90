package dev.preceptor.console.written;

import dev.preceptor.models.image.Image;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.QuestionResult;
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
import dev.preceptor.testkit.TestRun;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A made-up run, written to a broker through the real codecs: what a run of so many steps leaves in
 * its topics, apart from the weights. Nothing in it was sampled or learned.
 */
public final class WrittenRun implements AutoCloseable {

  public static final int SLOTS = 8;
  public static final int RESPONSES = 4;
  private static final int PARTITIONS = 4;
  private static final int QUESTIONS = 200;
  private static final int EVAL_EVERY = 10;
  private static final long START_MILLIS = 1_780_000_000_000L;
  private static final long STEP_MILLIS = 3_000;

  /** What hostile models write: none of it may become anything but text. */
  public static final String HOSTILE =
      "<script>window.pwned = 1</script><img src=x onerror=\"window.pwned = 2\">"
          + "<think>because <b>it</b> ]]> & so \u202e on "
          + "word ".repeat(700)
          + "</think><answer>B: &lt;svg onload=window.pwned=3&gt;</answer>";

  private static final List<String> CHOICES =
      List.of("left lung", "right lung", "liver", "<i>no finding</i>");

  private final Topics topics;
  private final int steps;
  private final TestRun run;
  private final KafkaProducer<String, byte[]> producer;
  private final Random random = new Random(7);
  private final byte[] image = image();

  private final RecordCodec<Prompt> prompts = RecordCodec.of(Prompt.class);
  private final RecordCodec<Rollout> rollouts = RecordCodec.of(Rollout.class);
  private final RecordCodec<Judgement> judgements = RecordCodec.of(Judgement.class);
  private final RecordCodec<ScoredGroup> scores = RecordCodec.of(ScoredGroup.class);
  private final RecordCodec<TrainingStep> trainingSteps = RecordCodec.of(TrainingStep.class);
  private final RecordCodec<Evaluation> evaluations = RecordCodec.of(Evaluation.class);

  /**
   * Creates its topics and its definition.
   *
   * @param steps of the whole run
   */
  public WrittenRun(String bootstrapServers, String name, int steps) {
    this.steps = steps;
    topics = new Topics(name);
    run = TestRun.connect(bootstrapServers, name).create(PARTITIONS, recipe());
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "compression.type",
                "zstd",
                "linger.ms",
                20,
                "batch.size",
                1 << 18),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  private String recipe() {
    return """
    model: /nowhere/model
    phantom: {train: 800, test: 200, size: 56, seed: 1}
    max_steps: %d
    eval_steps: %d
    prompts_per_step: %d
    num_generations: %d
    sampling_unit: 1
    max_completion_length: 128
    beta: 0.04
    rewards: [{name: format, weight: 1}, {name: accuracy, weight: 1}, {name: mild, weight: 0.5}, {name: strict, weight: 0.5}]
    judges: [{name: mild, model: /nowhere/judge}, {name: strict, model: /nowhere/judge}]
    partitions: %d
    """
        .formatted(steps, EVAL_EVERY, SLOTS, RESPONSES, PARTITIONS);
  }

  /** Writes all of it but the last step, which {@link #finish} writes. */
  public void write() {
    evaluate(0);
    for (int step = 1; step < steps; step++) {
      step(step);
      if (step % EVAL_EVERY == 0) {
        evaluate(step);
      }
    }
    producer.flush();
  }

  /** Writes the last step and its evaluation. */
  public void finish() {
    step(steps);
    evaluate(steps);
    producer.flush();
  }

  private void step(int step) {
    double rewards = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      rewards += group(step, slot);
    }
    send(
        topics.trainingSteps(),
        0,
        "" + step,
        millis(step),
        trainingSteps.encode(record(step, rewards / SLOTS)));
  }

  /** Writes a group and gives its mean reward. */
  private double group(int step, int slot) {
    GroupKey key = new GroupKey(step, slot);
    String name = key.toString();
    int partition = key.partition(PARTITIONS);
    long millis = millis(step) - 1_000;
    int version = step - 1;
    String question = question(step, slot);
    List<Response> responses = new ArrayList<>();
    List<ScoredResponse> scored = new ArrayList<>();
    List<Verdict> mild = new ArrayList<>();
    List<Verdict> strict = new ArrayList<>();
    double sum = 0;
    boolean late = step % 40 == 3 && slot == 2;
    for (int i = 0; i < RESPONSES; i++) {
      boolean right = random.nextDouble() < 0.25 + 0.6 * step / steps;
      Response response = response(step, slot, i, right);
      responses.add(response);
      boolean yes = right || random.nextInt(4) == 0;
      mild.add(verdict(yes ? VerdictKind.yes : VerdictKind.no));
      strict.add(
          verdict(
              i == 0 && slot == 5
                  ? VerdictKind.unscorable
                  : right ? VerdictKind.yes : VerdictKind.no));
      double reward = 1 + (right ? 1 : 0) + (yes ? 0.5 : 0) + (late || !right ? 0 : 0.5);
      sum += reward;
      scored.add(
          new ScoredResponse(
              response,
              List.of(
                  new Reward("format", 1.0, 1.0, "think and answer are there", "format"),
                  new Reward(
                      "accuracy",
                      1.0,
                      right ? 1.0 : 0.0,
                      right ? "the letter is B" : "the letter is not B",
                      "letter"),
                  new Reward("mild", 0.5, yes ? 1.0 : 0.0, "1 of 1 judges", "mild"),
                  new Reward(
                      "strict",
                      0.5,
                      late ? null : right ? 1.0 : 0.0,
                      late ? "left out: too late" : "1 of 1 judges",
                      "strict")),
              reward,
              reward - 2));
    }
    Prompt prompt =
        Prompt.newBuilder()
            .setStep(step)
            .setSlot(slot)
            .setUnit(slot)
            .setUnitSize(1)
            .setRow(1 + (step * SLOTS + slot) % 800)
            .setQuestion(question)
            .setChoices(CHOICES)
            .setAnswer("B")
            .setText(question)
            .setImage(ByteBuffer.wrap(image))
            .setImageSha256(Sha256.hex(image))
            .setSeed(42L + step)
            .setPolicyVersion(version)
            .build();
    send(topics.prompts(), slot % PARTITIONS, name, millis, prompts.encode(prompt));
    Rollout rollout =
        Rollout.newBuilder()
            .setStep(step)
            .setSlot(slot)
            .setPolicyVersion(version)
            .setQuestion(question)
            .setChoices(CHOICES)
            .setAnswer("B")
            .setResponses(responses)
            .setWorker("rollout-service-" + slot % 2)
            .setSampleMillis(340)
            .setThinkingTokens(
                responses.stream().map(each -> each.getTokenIds().size() - 6).toList())
            .build();
    send(topics.rollouts(), partition, name, millis, rollouts.encode(rollout));
    send(topics.judgements(), partition, name, millis, judgement("mild", step, slot, mild));
    send(topics.judgements(), partition, name, millis, judgement("strict", step, slot, strict));
    ScoredGroup group =
        ScoredGroup.newBuilder()
            .setStep(step)
            .setSlot(slot)
            .setPolicyVersion(version)
            .setResponses(scored)
            .setSampleMillis(340)
            .setWorker(rollout.getWorker())
            .setHearings(
                List.of(
                    new JudgeStatus("mild", false, 0, 80L),
                    new JudgeStatus("strict", late, slot == 5 ? 1 : 0, late ? 0L : 95L)))
            .build();
    send(topics.scoredGroups(), partition, name, millis, scores.encode(group));
    return sum / RESPONSES;
  }

  private static String question(int step, int slot) {
    return step == 2 && slot == 1
        ? "What is <script>window.pwned = 4</script> shown here?"
        : List.of(
                    "Which organ holds the lesion?",
                    "Where is the opacity?",
                    "What does the arrow point at?",
                    "Which side is affected?")
                .get(slot % 4)
            + " (%d)".formatted(1 + (step * SLOTS + slot) % 800);
  }

  private Response response(int step, int slot, int number, boolean right) {
    String text =
        step == 2 && slot == 1 && number == 0
            ? HOSTILE
            : "<think>The density is %s than the tissue around it, and the border is %s. %s</think><answer>%s</answer>"
                .formatted(
                    number % 2 == 0 ? "higher" : "lower",
                    slot % 2 == 0 ? "sharp" : "blurred",
                    "So I compare both sides. ".repeat(1 + random.nextInt(6)),
                    right ? "B: right lung" : "A: left lung");
    int tokens = 24 + random.nextInt(90);
    return new Response(
        IntStream.range(0, tokens).map(i -> 100 + random.nextInt(900)).boxed().toList(),
        IntStream.range(0, tokens)
            .mapToObj(i -> (float) -Math.pow(random.nextDouble(), 4) * 5)
            .toList(),
        text,
        tokens > 110 ? Finish.length : Finish.stop);
  }

  private static Verdict verdict(VerdictKind kind) {
    return Verdict.newBuilder()
        .setKind(kind)
        .setYesLogprob(kind == VerdictKind.yes ? -0.1f : -2.3f)
        .setNoLogprob(kind == VerdictKind.yes ? -2.3f : -0.1f)
        .setWhy(kind == VerdictKind.unscorable ? "no thinking text" : "")
        .build();
  }

  private byte[] judgement(String judge, int step, int slot, List<Verdict> verdicts) {
    return judgements.encode(
        Judgement.newBuilder()
            .setStep(step)
            .setSlot(slot)
            .setJudge(judge)
            .setJudgeHash("0".repeat(64))
            .setVerdicts(verdicts)
            .setLatencyMillis(80)
            .build());
  }

  private TrainingStep record(int step, double reward) {
    double progress = (double) step / steps;
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("reward", reward);
    metrics.put("reward_std", 0.6 - 0.3 * progress + 0.05 * random.nextGaussian());
    metrics.put("frac_reward_zero_std", Math.min(1, 0.1 + 0.5 * progress));
    metrics.put("rewards/format/mean", 1.0);
    metrics.put("rewards/accuracy/mean", (reward - 1) / 2);
    metrics.put(
        "rewards/mild/mean", Math.min(1, 0.3 + 0.6 * progress + 0.05 * random.nextGaussian()));
    metrics.put(
        "rewards/strict/mean", Math.min(1, 0.2 + 0.6 * progress + 0.05 * random.nextGaussian()));
    metrics.put("kl", 0.002 * step / (1 + 0.01 * step) * (1 + 0.2 * random.nextGaussian()));
    metrics.put("entropy", 1.6 * Math.exp(-2 * progress) + 0.1 + 0.02 * random.nextGaussian());
    metrics.put("completions/mean_length", 60 + 20 * progress + 4 * random.nextGaussian());
    metrics.put("completions/min_length", 25.0);
    metrics.put("completions/max_length", 113.0);
    metrics.put("completions/clipped_ratio", 0.03 * random.nextDouble());
    metrics.put("clip_ratio/low_mean", 0.002 * random.nextDouble());
    metrics.put("clip_ratio/high_mean", 0.003 * random.nextDouble());
    metrics.put("clip_ratio/region_mean", 0.005 * random.nextDouble());
    metrics.put("grad_norm", 0.3 + 0.1 * random.nextDouble() + (step % 997 == 0 ? 4 : 0));
    metrics.put("learning_rate", 1e-6 * (1 - progress));
    metrics.put("loss", 1e-4 * random.nextGaussian());
    metrics.put("num_tokens", 7_000.0 * step);
    metrics.put("step_time", 3.0);
    metrics.put("time/committing", 0.1);
    metrics.put("time/waiting", 1.6 + 0.2 * random.nextDouble());
    metrics.put("time/learning", 1.1 + 0.1 * random.nextDouble());
    metrics.put("time/publishing", 0.15);
    metrics.put("time/sampling", 1.5 + 0.2 * random.nextDouble());
    metrics.put("judges/mild/latency", 0.08);
    metrics.put("judges/strict/latency", 0.095 + 0.01 * random.nextDouble());
    metrics.put("judges/strict/late", step % 40 == 3 ? 1.0 : 0.0);
    metrics.put("groups/trained", (double) SLOTS);
    metrics.put("groups/failed", 0.0);
    metrics.put("policy/bytes", step % 10 == 0 ? 18e6 : 2e5 + 1e4 * random.nextDouble());
    metrics.put("sampling/sampling_logp_difference/mean", 1e-6);
    metrics.put("staleness", 0.0);
    return TrainingStep.newBuilder()
        .setStep(step)
        .setPolicyVersion(step)
        .setPolicySha256(sha256(step))
        .setGroups(
            IntStream.range(0, SLOTS)
                .mapToObj(slot -> new GroupOutcome(slot, Outcome.trained, ""))
                .toList())
        .setMetrics(metrics)
        .setTimestampMillis(millis(step))
        .build();
  }

  private void evaluate(int version) {
    double progress = (double) version / steps;
    List<QuestionResult> results = new ArrayList<>();
    int right = 0;
    for (int row = 1; row <= QUESTIONS; row++) {
      boolean correct =
          new Random(row).nextDouble() < 0.3 + 0.5 * progress + 0.05 * Math.sin(row + version);
      right += correct ? 1 : 0;
      results.add(
          new QuestionResult(
              (long) row,
              "B",
              "<think>The border is sharp.</think><answer>%s</answer>"
                  .formatted(correct ? "B" : "C"),
              correct,
              correct ? "the letter is B" : "the letter is C"));
    }
    Evaluation record =
        Evaluation.newBuilder()
            .setPolicyVersion(version)
            .setMetrics(
                Map.of(
                    "accuracy", (double) right / QUESTIONS,
                    "n", (double) QUESTIONS,
                    "constant_letter_accuracy", 0.27,
                    "format", 1.0,
                    "mean_length", 61.0))
            .setResults(results)
            .setTimestampMillis(millis(version))
            .setPolicySha256(version == 0 ? null : sha256(version))
            .build();
    send(topics.evaluations(), 0, "" + version, millis(version), evaluations.encode(record));
  }

  private static long millis(int step) {
    return START_MILLIS + step * STEP_MILLIS;
  }

  private static String sha256(int step) {
    return Sha256.hex(ByteBuffer.allocate(4).putInt(step).array());
  }

  private static byte[] image() {
    int size = 56;
    byte[] rgb = new byte[3 * size * size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double distance = Math.hypot(x - 34, y - 24);
        byte grey =
            (byte) (distance < 8 ? 210 : Math.max(20, 120 - 2 * Math.hypot(x - 28, y - 28)));
        for (int channel = 0; channel < 3; channel++) {
          rgb[3 * (y * size + x) + channel] = grey;
        }
      }
    }
    return new Image(size, size, rgb).toPng();
  }

  private void send(String topic, int partition, String key, long millis, byte[] value) {
    producer.send(new ProducerRecord<>(topic, partition, millis, key, value));
  }

  /** A record of anybody's. */
  public <T extends SpecificRecord> void send(String topic, String key, Class<T> type, T record) {
    run.send(topic, key, type, record);
  }

  public Topics topics() {
    return topics;
  }

  @Override
  public void close() {
    producer.close();
    run.close();
  }
}
