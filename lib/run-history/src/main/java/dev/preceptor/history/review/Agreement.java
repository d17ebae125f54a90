package dev.preceptor.history.review;

import dev.preceptor.history.review.AgreementReport.Between;
import dev.preceptor.history.review.AgreementReport.ByJudge;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.ReviewSubject.OfResponse;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares what clinicians say with what a run's judges say of the same responses. Of several
 * judgements of a judge the first counts, as in the run. Not thread-safe.
 */
public final class Agreement {

  /** Pairs of reviewers that are compared, at most. */
  private static final int MAX_PAIRS = 45;

  private final CountedReviews reviews;
  private final Set<GroupKey> groups;
  private final Map<GroupKey, Map<String, Judgement>> judgements = new HashMap<>();
  private final Map<GroupKey, Asked> asked = new HashMap<>();

  /** The type of a group's question, and SHA-256 of its responses' texts. */
  private record Asked(QuestionType type, List<String> texts) {}

  /** Of reviews; judgements and rollouts are entered afterwards. */
  public Agreement(CountedReviews reviews) {
    this.reviews = reviews;
    groups =
        reviews.subjects().stream()
            .flatMap(subject -> group(subject).stream())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Optional<GroupKey> group(ReviewSubject subject) {
    return subject instanceof OfResponse response
        ? Optional.of(response.group())
        : Optional.empty();
  }

  /** The groups of which responses are reviewed. */
  public Set<GroupKey> groups() {
    return groups;
  }

  /** Enters what a judge says of a group; of a group without reviews, nothing happens. */
  public void judgement(Judgement judgement) {
    GroupKey group = new GroupKey(judgement.getStep(), judgement.getSlot());
    if (groups.contains(group)) {
      judgements
          .computeIfAbsent(group, of -> new TreeMap<>())
          .putIfAbsent(judgement.getJudge(), judgement);
    }
  }

  /** Enters what a group was asked and has answered; the first of a group counts. */
  public void rollout(Rollout rollout) {
    GroupKey group = new GroupKey(rollout.getStep(), rollout.getSlot());
    if (groups.contains(group)) {
      asked.putIfAbsent(
          group,
          new Asked(
              QuestionType.of(rollout.getQuestion()),
              rollout.getResponses().stream()
                  .map(response -> ReviewRules.sha256(response.getText()))
                  .toList()));
    }
  }

  /** The result, with the verdict of more than half of the reviewers as the clinicians'. */
  public AgreementReport report(String run, String criterion) {
    Map<String, Integer> byReviewer = new TreeMap<>();
    Map<String, Integer> byRule = new TreeMap<>();
    int blinded = 0;
    for (ReviewSubject subject : reviews.subjects()) {
      for (Review review : reviews.of(subject).values()) {
        byReviewer.merge(review.getReviewer(), 1, Integer::sum);
        byRule.merge(review.getRule(), 1, Integer::sum);
        blinded += review.getBlinded() ? 1 : 0;
      }
    }
    return new AgreementReport(
        run,
        criterion,
        reviews.subjects().size(),
        byReviewer,
        byRule,
        blinded,
        judges(),
        between(List.copyOf(byReviewer.keySet())));
  }

  private List<ByJudge> judges() {
    Set<String> names = new TreeSet<>();
    judgements.values().forEach(each -> names.addAll(each.keySet()));
    return names.stream().map(this::judge).toList();
  }

  private ByJudge judge(String name) {
    var all = new PairTally();
    Map<QuestionType, PairTally> types = new TreeMap<>();
    for (ReviewSubject subject : reviews.subjects()) {
      Optional<Verdict> verdict = verdict(name, subject);
      Optional<Asked> of = group(subject).map(asked::get);
      if (verdict.isPresent() && of.isPresent()) {
        OfResponse response = (OfResponse) subject;
        String group = response.group().toString();
        VerdictKind clinicians = clinicians(response, of.get()).verdict(1);
        all.enter(group, clinicians, verdict.get().getKind());
        types
            .computeIfAbsent(of.get().type(), type -> new PairTally())
            .enter(group, clinicians, verdict.get().getKind());
      }
    }
    Map<String, PairAgreement> byType = new TreeMap<>();
    types.forEach((type, tally) -> byType.put(type.label(), tally.agreement()));
    return new ByJudge(name, all.agreement(), byType);
  }

  /** Of the text on record; a review of another one says nothing about it. */
  private Consensus clinicians(OfResponse response, Asked of) {
    return response.response() < of.texts().size()
        ? Consensus.of(reviews.of(response).values(), of.texts().get(response.response()))
        : new Consensus(0, 0, 0);
  }

  private Optional<Verdict> verdict(String judge, ReviewSubject subject) {
    return group(subject)
        .map(group -> judgements.getOrDefault(group, Map.of()).get(judge))
        .map(Judgement::getVerdicts)
        .filter(verdicts -> ((OfResponse) subject).response() < verdicts.size())
        .map(verdicts -> verdicts.get(((OfResponse) subject).response()));
  }

  private List<Between> between(List<String> reviewers) {
    List<Between> pairs = new ArrayList<>();
    for (int i = 0; i < reviewers.size(); i++) {
      for (int j = i + 1; j < reviewers.size() && pairs.size() < MAX_PAIRS; j++) {
        var pair = between(reviewers.get(i), reviewers.get(j));
        if (pair.all().n() + pair.all().undecided() + pair.all().unscorable() > 0) {
          pairs.add(pair);
        }
      }
    }
    return pairs;
  }

  private Between between(String first, String second) {
    var tally = new PairTally();
    for (ReviewSubject subject : reviews.subjects()) {
      Review one = reviews.of(subject).get(first);
      Review other = reviews.of(subject).get(second);
      if (one != null && other != null) {
        tally.enter(
            group(subject).map(GroupKey::toString).orElseGet(subject::toString),
            vote(one),
            vote(other));
      }
    }
    return new Between(first, second, tally.agreement());
  }

  private static VerdictKind vote(Review review) {
    return switch (review.getVerdict()) {
      case yes -> VerdictKind.yes;
      case no -> VerdictKind.no;
      case unsure -> VerdictKind.unscorable;
    };
  }
}
