package dev.preceptor.learner;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.checkpoint.WeightsDifference;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.models.training.TrainingGroup;
import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.policy.PolicyPublisher.Publication;
import dev.preceptor.run.StepMetric;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.TrainingStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Trains step after step: decides what a step's groups teach, what is published, and what is asked
 * next. Steps that the log already holds are replayed: trained again from the same groups, compared
 * by hash, and not published.
 */
public final class Learner {

  private final StepPlan plan;
  private final PromptsAhead prompts;
  private final Trainer trainer;
  private final Schedule schedule;
  private final CommittedSteps committed;
  private final PolicyPublisher publisher;
  private final IntFunction<Optional<MemoryModel>> published;
  private final KeptHistory history;
  private final Stopwatch stopwatch;
  private MemoryModel policy;
  private String policySha256;
  private double tokensSeen;

  /**
   * A learner whose trainer stands at a checkpoint or at the start.
   *
   * @param trainedSteps how many steps the trainer has behind it
   * @param published a version of the policy as the log holds it, if it still does; asked when
   *     something is wrong
   */
  public Learner(
      StepPlan plan,
      PromptIssuer issuer,
      Trainer trainer,
      Schedule schedule,
      CommittedSteps committed,
      int trainedSteps,
      PolicyPublisher publisher,
      IntFunction<Optional<MemoryModel>> published,
      KeptHistory history,
      Stopwatch stopwatch) {
    this.plan = plan;
    this.prompts = new PromptsAhead(issuer);
    this.trainer = trainer;
    this.schedule = schedule;
    this.committed = committed;
    this.publisher = publisher;
    this.published = published;
    this.history = history;
    this.stopwatch = stopwatch;
    this.tokensSeen = committed.metric(trainedSteps, StepMetric.NUM_TOKENS.key()).orElse(0);
    takePolicy();
    publisher.published(trainedSteps, policy);
    requirePublished(
        trainedSteps,
        "the checkpoint of step %d has a policy with SHA-256 %s, published was %s: %s; it is damaged,"
            + " or the program changed since: remove it to resume from an older one");
  }

  private void takePolicy() {
    policy = trainer.policy();
    policySha256 = PolicyHash.sha256(policy);
  }

  /**
   * Makes sure that the policy is the one that was published for a step, if one was.
   *
   * @param message of the exception, takes the step, both hashes and what differs first
   */
  private void requirePublished(int step, String message) {
    Optional<String> expected = committed.policySha256(step);
    if (expected.isPresent() && !expected.get().equals(policySha256)) {
      throw new InputException(
          message.formatted(step, policySha256, expected.get(), difference(step)));
    }
  }

  private String difference(int version) {
    return published
        .apply(version)
        .map(
            before ->
                WeightsDifference.between(before, policy)
                    .map(WeightsDifference::text)
                    .orElse("the policy topic has the same weights, so the step's record is wrong"))
        .orElseGet(
            () ->
                "the policy topic does not hold version %d any more to tell what differs first"
                    .formatted(version));
  }

  /**
   * What is missing in the log.
   *
   * @param issued the last step with prompts in the log; 0 in a fresh run
   */
  public Opening opening(int issued) {
    return new Opening(
        issued == 0 ? Optional.of(publisher.publish(0, policySha256, policy)) : Optional.empty(),
        prompts.prompts(plan.overdue(committed.last(), issued)));
  }

  /** The prompts that fill in for groups of a step that have failed. */
  public List<Prompt> spares(int step, List<Integer> slots) {
    return prompts.spares(step, slots);
  }

  /** Trains a step. */
  public StepResult train(AssembledStep assembled) {
    int step = assembled.step();
    stopwatch.begin();
    List<ScoredGroup> usable =
        assembled.groups().stream().filter(group -> group.getFailure() == null).toList();
    Map<String, Double> metrics = new HashMap<>(StepMetrics.of(step, assembled.groups()));
    if (!usable.isEmpty()) {
      List<TrainingGroup> groups = usable.stream().map(this::trainingGroup).toList();
      metrics.putAll(trainer.step(groups, learningRate(step)));
      tokensSeen += groups.stream().mapToLong(Learner::tokens).sum();
      stopwatch.learnt();
      takePolicy();
    } else {
      stopwatch.learnt();
    }
    metrics.put(StepMetric.NUM_TOKENS.key(), tokensSeen);
    boolean replayed = committed.policySha256(step).isPresent();
    requirePublished(
        step,
        "step %d: replaying it gave a policy with SHA-256 %s, published was %s: %s; the machine,"
            + " its thread count, the model, the training data or the program changed since: resume"
            + " where and with what the run was started");
    if (usable.isEmpty()) {
      publisher.beginAgain(); // perhaps the workers cannot make the version that its prompts pin
    }
    Optional<Publication> publication = publication(step, replayed);
    publication.ifPresent(
        made -> {
          metrics.put(StepMetric.POLICY_BYTES.key(), (double) made.bytes());
          metrics.put(StepMetric.POLICY_SHARE_OF_FULL.key(), made.shareOfFull());
          metrics.put(StepMetric.POLICY_DENSITY.key(), made.density());
        });
    if (history.isBounded()) {
      metrics.put(StepMetric.FIRST_STEP.key(), (double) history.after(step));
    }
    stopwatch.end().putInto(metrics);
    TrainingStep record =
        TrainingStep.newBuilder()
            .setStep(step)
            .setPolicyVersion(step)
            .setPolicySha256(policySha256)
            .setGroups(assembled.groups().stream().map(Learner::outcome).toList())
            .setMetrics(metrics)
            .setTimestampMillis(stopwatch.wallMillis())
            .build();
    prompts.trained(step);
    List<Prompt> issued = replayed ? List.of() : prompts.prompts(plan.issuedBy(step));
    prompts.prepare(plan.issuedBy(step + 1));
    return new StepResult(record, policy, publication, issued, assembled.nextOffsets());
  }

  /** The step that was trained last is written. */
  void committed() {
    stopwatch.committed();
  }

  private Optional<Publication> publication(int step, boolean replayed) {
    if (replayed) {
      publisher.published(step, policy);
      return Optional.empty();
    }
    return Optional.of(publisher.publish(step, policySha256, policy));
  }

  /** A replayed step learns at the rate it learnt at, even if the run is to be longer now. */
  private double learningRate(int step) {
    return committed
        .metric(step, TrainingMetric.LEARNING_RATE.key())
        .orElseGet(() -> schedule.at(step));
  }

  private TrainingGroup trainingGroup(ScoredGroup group) {
    List<int[]> completions = new ArrayList<>();
    List<float[]> logprobs = new ArrayList<>();
    double[] advantages = new double[group.getResponses().size()];
    for (int i = 0; i < advantages.length; i++) {
      ScoredResponse scored = group.getResponses().get(i);
      Response response = scored.getResponse();
      completions.add(response.getTokenIds().stream().mapToInt(Integer::intValue).toArray());
      logprobs.add(floats(response.getLogprobs()));
      advantages[i] = scored.getAdvantage();
    }
    return new TrainingGroup(
        prompts.modelInput(group.getStep(), group.getSlot()),
        completions,
        logprobs,
        Optional.empty(),
        advantages);
  }

  private static float[] floats(List<Float> values) {
    float[] out = new float[values.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = values.get(i);
    }
    return out;
  }

  /** Tokens of a group as TRL counts them: the prompt once for every response. */
  private static long tokens(TrainingGroup group) {
    return group.completions().stream()
        .mapToLong(completion -> completion.length + group.prompt().ids().length)
        .sum();
  }

  private static GroupOutcome outcome(ScoredGroup group) {
    return group.getFailure() == null
        ? new GroupOutcome(group.getSlot(), Outcome.trained, "")
        : new GroupOutcome(group.getSlot(), Outcome.failed, group.getFailure());
  }
}
