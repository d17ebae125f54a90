package dev.preceptor.console.index;

import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the index keeps of one group: what lists show, and where its records lie. The first record
 * of a kind counts. Not thread-safe.
 */
final class GroupEntry {

  private static final int MAX_TEXT_CHARS = 160;
  private static final int MAX_JUDGEMENTS = 16;

  final GroupKey key;
  private final List<Place> judgements = new ArrayList<>(0);
  private final Set<GroupFlag> flags = EnumSet.noneOf(GroupFlag.class);
  private Place prompt;
  private Place rollout;
  private Place score;
  private String question = "";
  private String failure = "";
  private Outcome outcome;
  private int policyVersion = -1;
  private int responses;
  private float mean = Float.NaN;
  private float low = Float.NaN;
  private float high = Float.NaN;
  private float spread = Float.NaN;
  private float tokens = Float.NaN;

  /** Responses that a judge has said yes and no to, a bit each. */
  private long yes;

  private long no;

  GroupEntry(GroupKey key) {
    this.key = key;
  }

  void issued(Place place) {
    prompt = prompt == null ? place : prompt;
  }

  void sampled(Place place, Rollout record) {
    if (rollout != null) {
      return;
    }
    rollout = place;
    question = shortened(record.getQuestion());
    policyVersion = record.getPolicyVersion();
    failed(record.getFailure());
    responses = Math.max(responses, record.getResponses().size());
    tokens =
        (float)
            record.getResponses().stream()
                .mapToInt(response -> response.getTokenIds().size())
                .average()
                .orElse(Double.NaN);
  }

  void judged(Place place, Judgement record) {
    if (judgements.contains(place) || judgements.size() == MAX_JUDGEMENTS) {
      return;
    }
    judgements.add(place);
    List<Verdict> verdicts = record.getVerdicts();
    for (int i = 0; i < Math.min(verdicts.size(), Long.SIZE); i++) {
      VerdictKind kind = verdicts.get(i).getKind();
      yes |= kind == VerdictKind.yes ? 1L << i : 0;
      no |= kind == VerdictKind.no ? 1L << i : 0;
      if (kind == VerdictKind.unscorable) {
        flags.add(GroupFlag.UNSCORABLE);
      }
    }
    if ((yes & no) != 0) {
      flags.add(GroupFlag.DISAGREE);
    }
  }

  void scored(Place place, ScoredGroup record) {
    if (score != null) {
      return;
    }
    score = place;
    policyVersion = record.getPolicyVersion();
    failed(record.getFailure());
    for (JudgeStatus judge : record.getHearings()) {
      if (judge.getLate()) {
        flags.add(GroupFlag.LATE);
      }
    }
    rewards(record.getResponses());
  }

  private void rewards(List<ScoredResponse> scored) {
    responses = Math.max(responses, scored.size());
    double[] rewards = scored.stream().mapToDouble(ScoredResponse::getReward).toArray();
    if (rewards.length == 0) {
      return;
    }
    double sum = 0;
    double least = rewards[0];
    double most = rewards[0];
    for (double reward : rewards) {
      sum += reward;
      least = Math.min(least, reward);
      most = Math.max(most, reward);
    }
    double squares = 0;
    for (double reward : rewards) {
      squares += (reward - sum / rewards.length) * (reward - sum / rewards.length);
    }
    mean = (float) (sum / rewards.length);
    low = (float) least;
    high = (float) most;
    spread = (float) Math.sqrt(squares / rewards.length);
    if (least == most) {
      flags.add(GroupFlag.ZERO_VARIANCE);
    }
  }

  private void failed(String why) {
    if (why != null && failure.isEmpty()) {
      failure = shortened(why);
      flags.add(GroupFlag.FAILED);
    }
  }

  void trained(Outcome result) {
    outcome = result;
    if (result == Outcome.skipped) {
      flags.add(GroupFlag.SKIPPED);
    }
  }

  private static String shortened(String text) {
    return text.length() <= MAX_TEXT_CHARS ? text : text.substring(0, MAX_TEXT_CHARS - 1) + "…";
  }

  /** Where its records lie. */
  GroupPlaces places() {
    return new GroupPlaces(
        Optional.ofNullable(prompt),
        Optional.ofNullable(rollout),
        List.copyOf(judgements),
        Optional.ofNullable(score));
  }

  boolean has(GroupFlag flag) {
    return flags.contains(flag);
  }

  boolean asks(String text) {
    return GroupQuery.folded(question).contains(text);
  }

  float mean() {
    return mean;
  }

  float spread() {
    return spread;
  }

  float tokens() {
    return tokens;
  }

  int responses() {
    return responses;
  }

  /** Whether it has responses that a person could judge. */
  boolean isReviewable() {
    return rollout != null && responses > 0 && !has(GroupFlag.FAILED);
  }

  /** The line of a list. */
  GroupRow row() {
    return new GroupRow(
        key.toString(),
        key.step(),
        key.slot(),
        state(),
        question,
        failure,
        policyVersion,
        responses,
        known(mean),
        known(low),
        known(high),
        known(spread),
        known(tokens),
        flags.stream().map(GroupFlag::label).toList());
  }

  private String state() {
    if (has(GroupFlag.FAILED)) {
      return "failed";
    }
    if (outcome != null) {
      return outcome.toString();
    }
    if (score != null) {
      return "scored";
    }
    return rollout != null ? "sampled" : "issued";
  }

  private static Float known(float value) {
    return Float.isFinite(value) ? value : null;
  }
}
