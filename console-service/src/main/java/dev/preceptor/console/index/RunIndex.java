package dev.preceptor.console.index;

import dev.preceptor.history.review.CountedReviews;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepRecords;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.runlog.Place;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.History;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One run as the pages see it. Events of a topic must come in log order; those of different topics
 * may come in any. What the run cannot have written is counted and passed over, by the same bounds
 * as everywhere. Safe for use by several threads.
 */
public final class RunIndex {

  /** Steps whose weights' hash is remembered. */
  private static final int MAX_WEIGHTS = 50_000;

  /** Refused records whose places are remembered. */
  private static final int MAX_REFUSED = 100_000;

  private final Recipe recipe;
  private final RunBounds bounds;
  private final StepRecords steps;
  private final StepTable table = new StepTable();
  private final GroupBook groups = new GroupBook();
  private final EvaluationIndex evaluations = new EvaluationIndex();
  private final ReviewIndex reviews = new ReviewIndex();
  private final ReviewRules reviewRules;
  private final Set<Place> refused = new HashSet<>();
  private final Map<Integer, String> weights = new HashMap<>();
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private long lastMillis;
  private long deadLetters;
  private long unreadable;
  private int firstStep = 1;
  private long revision;

  /** Nothing of the run's log yet. */
  public RunIndex(String run, Recipe recipe) {
    this.recipe = recipe;
    reviewRules = ReviewRules.of(run, recipe);
    bounds = RunBounds.of(recipe);
    steps = new StepRecords(bounds);
  }

  /** Enters what a record says. */
  public synchronized void enter(RunEvent event) {
    if (refused.contains(event.place())) {
      return;
    }
    revision++;
    try {
      enterReadable(event);
      if (!(event instanceof RunEvent.Reviewed)) { // the run itself did not go on
        lastMillis = Math.max(lastMillis, event.writtenMillis());
      }
    } catch (UnreadableRecordException e) {
      unreadable++;
    }
  }

  private void enterReadable(RunEvent event) {
    if (event instanceof RunEvent.Stepped stepped) {
      step(stepped.key(), event.writtenMillis(), stepped.value().get());
    } else if (event instanceof RunEvent.Evaluated evaluated) {
      Evaluation record = evaluated.value().get();
      bounds.requireEvaluation(evaluated.key(), record, steps);
      evaluations.enter(event.place(), event.writtenMillis(), record);
    } else if (event instanceof RunEvent.Reviewed reviewed) {
      Review record = reviewed.value().get();
      reviews.enter(reviewRules.require(reviewed.key(), record, steps), record);
    } else if (event instanceof RunEvent.SetAside letter) {
      deadLetters++;
      letter.value().ifReadable().filter(DeadLetter::refused).ifPresent(this::refuse);
    } else if (event instanceof RunEvent.OfGroup ofGroup) {
      GroupKey key = ofGroup.group();
      bounds.requireGroup(key);
      groups.entry(key).ifPresent(entry -> enter(entry, ofGroup));
    }
  }

  private void step(String key, long millis, TrainingStep record) {
    if (!steps.enter(key, record)) {
      return;
    }
    table.add(record.getStep(), millis, record.getMetrics());
    if (weights.size() < MAX_WEIGHTS) {
      weights.put(record.getStep(), record.getPolicySha256());
    }
    Double first = record.getMetrics().get(History.FIRST_STEP);
    firstStep = first == null ? firstStep : Math.max(firstStep, first.intValue());
    for (GroupOutcome outcome : record.getGroups()) {
      outcomes.merge(outcome.getOutcome(), 1L, Long::sum);
      if (bounds.layout().has(outcome.getSlot())) {
        groups
            .entry(new GroupKey(record.getStep(), outcome.getSlot()))
            .ifPresent(entry -> entry.trained(outcome.getOutcome()));
      }
    }
  }

  private void refuse(DeadLetter letter) {
    if (refused.size() < MAX_REFUSED) {
      refused.add(new Place(letter.topic(), letter.partition(), letter.offset()));
    }
  }

  /** Prompts are not decoded: their images are fetched when a page shows them. */
  private static void enter(GroupEntry entry, RunEvent.OfGroup event) {
    if (event instanceof RunEvent.Issued) {
      entry.issued(event.place());
    } else if (event instanceof RunEvent.Sampled sampled) {
      entry.sampled(event.place(), sampled.value().get());
    } else if (event instanceof RunEvent.Judged judged) {
      entry.judged(event.place(), judged.value().get());
    } else if (event instanceof RunEvent.Scored scored) {
      entry.scored(event.place(), scored.value().get());
    }
  }

  /** A number that grows with every record, so that a page can tell whether to ask again. */
  public synchronized long revision() {
    return revision;
  }

  /** Where the run stands. */
  public synchronized RunOverview overview() {
    return new RunOverview(
        steps.last(),
        recipe.maxSteps(),
        recipe.sampling().promptsPerStep(),
        recipe.sampling().numGenerations(),
        lastMillis,
        table.names(),
        table.last(),
        evaluations.last().orElse(null),
        groups.size(),
        outcomes.getOrDefault(Outcome.trained, 0L),
        outcomes.getOrDefault(Outcome.skipped, 0L),
        outcomes.getOrDefault(Outcome.failed, 0L),
        firstStep,
        deadLetters,
        unreadable);
  }

  /** Whether all steps are taken and the last version is evaluated. */
  public synchronized boolean isComplete() {
    return steps.last() >= recipe.maxSteps() && evaluations.place(recipe.maxSteps()).isPresent();
  }

  /** Lines for charts; see {@link StepTable#curves}. */
  public synchronized Curves curves(Set<String> names, int from, int to, int points) {
    return table.curves(names, from, to, points);
  }

  /** A page of groups. */
  public synchronized GroupPage groups(GroupQuery query) {
    return groups.page(query);
  }

  /** The line and the places of a group; nothing for one that is not known. */
  public synchronized Optional<GroupPlaces> places(GroupKey key) {
    return groups.find(key).map(GroupEntry::places);
  }

  /** The line of a group. */
  public synchronized Optional<GroupRow> row(GroupKey key) {
    return groups.find(key).map(GroupEntry::row);
  }

  /** The group before another one. */
  public synchronized Optional<GroupKey> before(GroupKey key) {
    return groups.before(key);
  }

  /** The group after another one. */
  public synchronized Optional<GroupKey> after(GroupKey key) {
    return groups.after(key);
  }

  /** SHA-256 of the weights that a step made, if that is remembered. */
  public synchronized Optional<String> weights(int step) {
    return Optional.ofNullable(weights.get(step));
  }

  /** The evaluations by version. */
  public synchronized List<EvaluationRow> evaluations() {
    return evaluations.rows();
  }

  /** Where the evaluation of a version lies. */
  public synchronized Optional<Place> evaluation(int version) {
    return evaluations.place(version);
  }

  /** What became right and wrong between two versions. */
  public synchronized Optional<Flips> flips(int from, int to) {
    return evaluations.flips(from, to);
  }

  /** The responses that are to be reviewed, in order. */
  public synchronized List<ReviewSubject> queue(ReviewQuery query) {
    return groups.queue(query);
  }

  /** What a reviewer says of a text. */
  public synchronized Optional<Review> review(ReviewSubject subject, String reviewer) {
    return reviews.of(subject, reviewer);
  }

  /** Whether a decision of a reviewer is on record. */
  public synchronized boolean isDecided(String decision) {
    return reviews.has(decision);
  }

  /** A copy of the reviews that are wanted. */
  public synchronized CountedReviews reviews(Predicate<Review> wanted) {
    return reviews.copy(wanted);
  }

  /**
   * Checks that a review can be one of this run.
   *
   * @throws dev.preceptor.schemas.UnreadableRecordException if it cannot
   */
  public synchronized void requireReview(ReviewSubject subject, Review review) {
    reviewRules.require(subject.toString(), review, steps);
  }
}
