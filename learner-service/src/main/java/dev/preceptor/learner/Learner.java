package dev.preceptor.learner;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.checkpoint.WeightsDifference;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.models.training.Trainer;
import dev.preceptor.models.training.TrainingGroup;
import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.policy.PolicyPublisher.Publication;
import dev.preceptor.run.StepMetric;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.GroupSource;
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
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Takes a run's steps in order, each in one of two ways. A step that is not in the log is
 * {@linkplain #train trained}: its new weights are to be published, and the prompts of a later step
 * issued. A step that an earlier learner committed after its last checkpoint is {@linkplain #replay
 * replayed}: trained again from the same groups, compared by hash with what was published, and not
 * written.
 */
public final class Learner {

  /** Far more than whoever reads the log is behind. */
  private static final int REMEMBERED_STEPS = 1_000;

  private final StepPlan plan;
  private final UnitLayout layout;
  private final PromptsAhead prompts;
  private final Trainer trainer;
  private final Schedule schedule;
  private final CommittedSteps committed;
  private final PolicyPublisher publisher;
  private final IntFunction<Optional<MemoryModel>> published;
  private final KeptHistory history;
  private final SentinelWatch sentinel;
  private final Stopwatch stopwatch;

  /** Of the last steps that were trained here, the hashes of what they made. For any thread. */
  private final ConcurrentSkipListMap<Integer, String> made = new ConcurrentSkipListMap<>();

  private MemoryModel policy;
  private String policySha256;
  private double tokensSeen;

  /** Units of the next step that the trainer has. */
  private int begunUnits;

  /**
   * A learner whose trainer is at a checkpoint or at the run's start.
   *
   * @param trainedSteps how many steps the trainer has taken
   * @param published a version of the policy as the log holds it, if it still does; asked when
   *     something is wrong
   * @param sentinel knows the steps that the log holds
   */
  Learner(
      StepPlan plan,
      UnitLayout layout,
      PromptIssuer issuer,
      Trainer trainer,
      Schedule schedule,
      CommittedSteps committed,
      int trainedSteps,
      PolicyPublisher publisher,
      IntFunction<Optional<MemoryModel>> published,
      KeptHistory history,
      SentinelWatch sentinel,
      Stopwatch stopwatch) {
    this.plan = plan;
    this.layout = layout;
    this.prompts = new PromptsAhead(issuer);
    this.trainer = trainer;
    this.schedule = schedule;
    this.committed = committed;
    this.publisher = publisher;
    this.published = published;
    this.history = history;
    this.sentinel = sentinel;
    this.stopwatch = stopwatch;
    this.tokensSeen = committed.metric(trainedSteps, StepMetric.NUM_TOKENS.key()).orElse(0);
    takePolicy();
    publisher.published(trainedSteps, policy);
    requirePublished(
        trainedSteps,
        "the checkpoint of step %d has a policy with SHA-256 %s, but %s was published: %s; the"
            + " checkpoint is damaged, or the program has changed since: remove it to resume from"
            + " an older one");
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
                "the policy topic no longer holds version %d, so the first difference is not known"
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

  /** Whether the log holds a step already: then it is to be replayed, not trained. */
  public boolean isInLog(int step) {
    return committed.policySha256(step).isPresent();
  }

  /**
   * Whether a record may be the one that its step is to be trained on. Of a step that is in the log
   * only the record that it was made of is.
   */
  boolean mayUse(ScoredGroup group, LogPosition position) {
    return committed.mayBeOf(group.getStep(), group.getSlot(), position);
  }

  /**
   * The hash of what a step made, if it was trained here; known before its record can be read. For
   * any thread.
   */
  Optional<String> made(int step) {
    return Optional.ofNullable(made.get(step));
  }

  /** The last step that is known to be in the log. */
  int lastCommitted() {
    return committed.last();
  }

  /** The hash of the policy as it is now. */
  String policySha256() {
    return policySha256;
  }

  /**
   * Learns from a sampling unit of the next step while other units are still awaited. The weights
   * stay as they are until the step is {@linkplain #train trained} or replayed with all its groups,
   * which makes the same of it as if this had not been called.
   *
   * @param groups of the first unit that was not begun yet
   */
  public void begin(List<ScoredGroup> groups) {
    stopwatch.beginUnit();
    addUnit(groups);
    stopwatch.endUnit();
  }

  private void addUnit(List<ScoredGroup> groups) {
    List<TrainingGroup> usable =
        groups.stream().filter(Learner::isUsable).map(this::trainingGroup).toList();
    if (!usable.isEmpty()) {
      trainer.add(usable);
      tokensSeen += usable.stream().mapToLong(Learner::tokens).sum();
    }
    begunUnits++;
  }

  private static boolean isUsable(ScoredGroup group) {
    return group.getFailure() == null;
  }

  /** Trains a step that is not in the log, and makes what its transaction is to write. */
  public StepResult train(AssembledStep assembled) {
    int step = assembled.step();
    String before = policySha256;
    Map<String, Double> metrics = learn(assembled, schedule.at(step));
    made.put(step, policySha256);
    made.headMap(step - REMEMBERED_STEPS).clear();
    List<GroupOutcome> outcomes = assembled.groups().stream().map(this::outcome).toList();
    metrics.put(StepMetric.GROUPS_TRAINED.key(), count(outcomes, Outcome.trained));
    metrics.put(StepMetric.GROUPS_SKIPPED.key(), count(outcomes, Outcome.skipped));
    metrics.put(StepMetric.GROUPS_FAILED.key(), count(outcomes, Outcome.failed));
    metrics.put(StepMetric.POLICY_CHANGED.key(), policySha256.equals(before) ? 0.0 : 1.0);
    Publication publication = publisher.publish(step, policySha256, policy);
    metrics.put(StepMetric.POLICY_BYTES.key(), (double) publication.bytes());
    metrics.put(StepMetric.POLICY_SHARE_OF_FULL.key(), publication.shareOfFull());
    metrics.put(StepMetric.POLICY_DENSITY.key(), publication.density());
    if (history.isBounded()) {
      metrics.put(StepMetric.FIRST_STEP.key(), (double) history.after(step));
    }
    stopwatch.end().putInto(metrics);
    sentinel.watch(step, metrics);
    TrainingStep record =
        TrainingStep.newBuilder()
            .setStep(step)
            .setPolicyVersion(step)
            .setPolicySha256(policySha256)
            .setGroups(outcomes)
            .setSources(sources(assembled))
            .setMetrics(metrics)
            .setTimestampMillis(stopwatch.wallMillis())
            .build();
    prompts.trained(step);
    List<Prompt> issued = prompts.prompts(plan.issuedBy(step));
    prompts.prepare(plan.issuedBy(step + 1));
    return new StepResult(record, reached(assembled), publication, issued);
  }

  /**
   * Trains a step that is in the log again, from the same groups and at the same learning rate,
   * even if the run is to be longer now. Nothing of it is written.
   *
   * @throws InputException if the weights are not those that were published
   */
  public ReachedStep replay(AssembledStep assembled) {
    int step = assembled.step();
    learn(
        assembled,
        committed
            .metric(step, TrainingMetric.LEARNING_RATE.key())
            .orElseGet(() -> schedule.at(step)));
    requirePublished(
        step,
        "step %d: replaying it gave a policy with SHA-256 %s, but %s was published: %s; the"
            + " machine, its thread count, the model, the training data or the program has"
            + " changed since: resume the run with those that it was started with");
    publisher.published(step, policy);
    history.after(step);
    stopwatch.end();
    prompts.trained(step);
    prompts.prepare(plan.issuedBy(step + 1));
    return reached(assembled);
  }

  /** Makes the policy of a step; returns the step's metrics. */
  private Map<String, Double> learn(AssembledStep assembled, double learningRate) {
    try {
      return learn(assembled.step(), assembled.groups(), learningRate);
    } catch (NotFiniteException e) {
      throw e.in("step " + assembled.step());
    }
  }

  private Map<String, Double> learn(int step, List<ScoredGroup> groups, double learningRate) {
    stopwatch.begin();
    List<List<ScoredGroup>> units = layout.byUnit(groups, ScoredGroup::getSlot);
    units.subList(begunUnits, units.size()).forEach(this::addUnit);
    begunUnits = 0;
    Map<String, Double> metrics = new HashMap<>(StepMetrics.of(step, groups));
    if (groups.stream().noneMatch(Learner::isUsable)) {
      stopwatch.learnt();
      publisher.beginAgain(); // perhaps the workers cannot make the version that its prompts pin
    } else {
      metrics.putAll(trainer.finish(learningRate).metrics());
      stopwatch.learnt();
      takePolicy();
    }
    metrics.put(StepMetric.NUM_TOKENS.key(), tokensSeen);
    return metrics;
  }

  private ReachedStep reached(AssembledStep assembled) {
    return new ReachedStep(assembled.step(), policy, policySha256, assembled.nextOffsets());
  }

  /** The step that was trained last is written. */
  void committed() {
    stopwatch.committed();
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

  /** So that a replay trains on the same records, whatever else the topic holds. */
  private static List<GroupSource> sources(AssembledStep assembled) {
    List<GroupSource> sources = new ArrayList<>();
    for (int i = 0; i < assembled.groups().size(); i++) {
      LogPosition position = assembled.positions().get(i);
      sources.add(
          new GroupSource(
              assembled.groups().get(i).getSlot(), position.partition(), position.offset()));
    }
    return sources;
  }

  /**
   * What became of a group. One without a difference between its responses is in the step's
   * computation, as in TRL's, and adds nothing to its gradients, apart from the KL divergence.
   */
  private GroupOutcome outcome(ScoredGroup group) {
    if (group.getFailure() != null) {
      return new GroupOutcome(group.getSlot(), Outcome.failed, group.getFailure());
    }
    return trainer.learnsWithoutAdvantages() || StepMetrics.differ(group)
        ? new GroupOutcome(group.getSlot(), Outcome.trained, without(group))
        : new GroupOutcome(
            group.getSlot(),
            Outcome.skipped,
            "all %d responses have the same reward, so there is nothing to learn from them"
                .formatted(group.getResponses().size()));
  }

  /** The rewards that a group was trained without, with the reasons; empty if it has them all. */
  private static String without(ScoredGroup group) {
    return group.getResponses().get(0).getRewards().stream()
        .filter(reward -> reward.getValue() == null)
        .map(reward -> reward.getName() + " " + reward.getWhy())
        .collect(Collectors.joining("; "));
  }

  private static double count(List<GroupOutcome> outcomes, Outcome wanted) {
    return outcomes.stream().filter(group -> group.getOutcome() == wanted).count();
  }
}
