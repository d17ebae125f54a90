package dev.preceptor.learner;

import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.run.StepMetric;
import dev.preceptor.schemas.History;
import dev.preceptor.schemas.TrainingStep;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The steps that the log already holds, and what a learner needs of each to replay it. */
public final class CommittedSteps {

  /** The metrics that are kept: a run has many steps, and their records are large. */
  private final Set<String> kept;

  /**
   * A record of a step.
   *
   * @param sources the records that the step was made of, by slot; empty where it does not say
   */
  private record Kept(
      String policySha256, Map<String, Double> metrics, Map<Integer, LogPosition> sources) {}

  /**
   * By step and hash, in the order of the log. There is one record of each step, unless strangers
   * have written to the topic.
   */
  private final TreeMap<Integer, LinkedHashMap<String, Kept>> steps = new TreeMap<>();

  private int firstStepKept = 1;

  /**
   * None yet.
   *
   * @param watched metrics that are kept beside what a replay needs
   */
  CommittedSteps(Set<String> watched) {
    kept = new HashSet<>(watched);
    kept.add(TrainingMetric.LEARNING_RATE.key());
    kept.add(StepMetric.NUM_TOKENS.key());
  }

  /**
   * From the records of the training-steps topic.
   *
   * @param watched metrics that are kept beside what a replay needs
   */
  public CommittedSteps(Collection<TrainingStep> records, Set<String> watched) {
    this(watched);
    records.forEach(this::add);
  }

  /** Adds a record of the training-steps topic. Of several of one step the first counts. */
  void add(TrainingStep record) {
    Map<String, Kept> ofStep = steps.computeIfAbsent(record.getStep(), s -> new LinkedHashMap<>());
    if (ofStep.containsKey(record.getPolicySha256())) {
      return;
    }
    Map<String, Double> metrics = new HashMap<>(record.getMetrics());
    metrics.keySet().retainAll(kept);
    Map<Integer, LogPosition> sources = new HashMap<>();
    record
        .getSources()
        .forEach(
            source ->
                sources.put(
                    source.getSlot(), new LogPosition(source.getPartition(), source.getOffset())));
    ofStep.put(record.getPolicySha256(), new Kept(record.getPolicySha256(), metrics, sources));
    firstStepKept = Math.max(firstStepKept, History.firstStep(record).orElse(1));
  }

  /**
   * Compares the records with the weights that were published. A step's record and its weights are
   * one transaction, so of several records of a step that with the published hash is the run's, and
   * a last step whose weights were not published was not taken.
   *
   * @param published hashes of the versions in the log, of the newest ones at least
   */
  void settle(Map<Integer, Set<String>> published) {
    steps.forEach(
        (step, ofStep) ->
            ofStep.keySet().stream()
                .filter(published.getOrDefault(step, Set.of())::contains)
                .findFirst()
                .ifPresent(own -> ofStep.keySet().retainAll(Set.of(own))));
    while (!steps.isEmpty() && !isPublished(steps.lastEntry(), published)) {
      steps.pollLastEntry();
    }
  }

  private static boolean isPublished(
      Map.Entry<Integer, ? extends Map<String, Kept>> step, Map<Integer, Set<String>> published) {
    Set<String> ofVersion = published.getOrDefault(step.getKey(), Set.of());
    return !Collections.disjoint(step.getValue().keySet(), ofVersion);
  }

  /** Whether more hashes would change nothing. */
  boolean isSettledBy(Map<Integer, Set<String>> published) {
    return steps.tailMap(oldestToSettle()).entrySet().stream()
        .allMatch(step -> isPublished(step, published));
  }

  /** The oldest step of which there is more than one record, or else the last step. */
  int oldestToSettle() {
    return steps.entrySet().stream()
        .filter(step -> step.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(last());
  }

  /** Whether a record may be a group's of a step; false only for a step that names another. */
  boolean mayBeOf(int step, int slot, LogPosition position) {
    LogPosition source = kept(step).map(kept -> kept.sources().get(slot)).orElse(position);
    return source.equals(position);
  }

  private Optional<Kept> kept(int step) {
    return Optional.ofNullable(steps.get(step)).map(ofStep -> ofStep.values().iterator().next());
  }

  /** Forgets the steps before one: they are not replayed. */
  void forgetBefore(int step) {
    steps.headMap(step).clear();
  }

  /** The last step; 0 when there is none. */
  public int last() {
    return steps.isEmpty() ? 0 : steps.lastKey();
  }

  /** The first step of whose groups the log keeps all records; 1 where nothing was deleted. */
  public int firstStepKept() {
    return firstStepKept;
  }

  /** The hash that was published for a step's policy. */
  public Optional<String> policySha256(int step) {
    return kept(step).map(Kept::policySha256);
  }

  /** Hands over every step with the metrics that are kept, in order. */
  void forEach(BiConsumer<Integer, Map<String, Double>> use) {
    steps.keySet().forEach(step -> use.accept(step, kept(step).orElseThrow().metrics()));
  }

  /** A step's learning rate ({@code learning_rate}) or the tokens so far ({@code num_tokens}). */
  public OptionalDouble metric(int step, String name) {
    return kept(step)
        .map(kept -> kept.metrics().get(name))
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }
}
