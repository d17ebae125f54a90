package dev.preceptor.console.view;

import dev.preceptor.console.index.GroupRow;
import dev.preceptor.console.log.GroupRecords;
import dev.preceptor.console.view.GroupView.Fact;
import dev.preceptor.console.view.ResponseView.Criterion;
import dev.preceptor.console.view.ResponseView.JudgeWord;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes the view of a group from its records. */
public final class GroupViews {

  /** Responses that a page shows; a recipe may ask for more. */
  private static final int MAX_RESPONSES = 64;

  /** Longest text of a response, characters; the rest is on the terminal. */
  private static final int MAX_TEXT_CHARS = 100_000;

  /** Tokens of a response that are coloured. */
  private static final int MAX_TOKENS = 4_096;

  private final GroupRecords records;
  private final TokenPieces pieces;

  private GroupViews(GroupRecords records, TokenPieces pieces) {
    this.records = records;
    this.pieces = pieces;
  }

  /**
   * The view.
   *
   * @param row what the index knows
   * @param weights hash of the weights of the step that it was trained in, if known
   */
  public static GroupView of(
      String run,
      GroupRow row,
      GroupRecords records,
      Optional<Place> rollout,
      Optional<String> weights,
      TokenPieces pieces,
      String before,
      String after) {
    var views = new GroupViews(records, pieces);
    return new GroupView(
        run,
        row.group(),
        row.state(),
        views.failure().orElse(row.failure()),
        records.rollout().isEmpty() && records.score().isEmpty() && records.prompt().isEmpty(),
        views.question(),
        records
            .rollout()
            .map(Rollout::getChoices)
            .or(() -> records.prompt().map(prompt -> prompt.getChoices()))
            .orElse(List.of()),
        records
            .rollout()
            .map(Rollout::getAnswer)
            .or(() -> records.prompt().map(prompt -> prompt.getAnswer()))
            .orElse(""),
        records.prompt().filter(prompt -> prompt.getImage() != null).isPresent(),
        views.responses(),
        views.facts(row, rollout, weights),
        "preceptor show %s %s".formatted(run, row.group()),
        before,
        after);
  }

  private Optional<String> failure() {
    return records
        .score()
        .map(ScoredGroup::getFailure)
        .or(() -> records.rollout().map(Rollout::getFailure));
  }

  private String question() {
    return records
        .rollout()
        .map(Rollout::getQuestion)
        .or(() -> records.prompt().map(prompt -> prompt.getQuestion()))
        .orElse("");
  }

  private List<ResponseView> responses() {
    List<ScoredResponse> scored = records.score().map(ScoredGroup::getResponses).orElse(List.of());
    List<Response> sampled =
        records
            .rollout()
            .map(Rollout::getResponses)
            .orElse(scored.stream().map(ScoredResponse::getResponse).toList());
    List<Integer> thinking = records.rollout().map(Rollout::getThinkingTokens).orElse(List.of());
    List<ResponseView> views = new ArrayList<>();
    for (int i = 0; i < Math.min(MAX_RESPONSES, sampled.size()); i++) {
      Response response = sampled.get(i);
      Optional<ScoredResponse> own =
          i < scored.size() ? Optional.of(scored.get(i)) : Optional.empty();
      List<Integer> ids = first(response.getTokenIds());
      views.add(
          new ResponseView(
              shortened(response.getText()),
              response.getFinish().toString(),
              response.getTokenIds().size(),
              i < thinking.size() ? thinking.get(i) : null,
              own.map(ScoredResponse::getReward).orElse(null),
              own.map(ScoredResponse::getAdvantage).orElse(null),
              own.map(GroupViews::criteria).orElse(List.of()),
              verdicts(i),
              pieces.of(ids).orElseGet(() -> ids.stream().map(String::valueOf).toList()),
              first(response.getLogprobs())));
    }
    return views;
  }

  private static <T> List<T> first(List<T> values) {
    return List.copyOf(values.subList(0, Math.min(MAX_TOKENS, values.size())));
  }

  private static String shortened(String text) {
    return text.length() <= MAX_TEXT_CHARS ? text : text.substring(0, MAX_TEXT_CHARS) + "…";
  }

  private static List<Criterion> criteria(ScoredResponse response) {
    return response.getRewards().stream()
        .map(
            reward ->
                new Criterion(
                    reward.getName(),
                    reward.getValue(),
                    reward.getWeight(),
                    reward.getCheck(),
                    reward.getWhy()))
        .toList();
  }

  private List<JudgeWord> verdicts(int response) {
    Set<String> late =
        records.score().map(ScoredGroup::getHearings).orElse(List.of()).stream()
            .filter(JudgeStatus::getLate)
            .map(JudgeStatus::getJudge)
            .collect(Collectors.toSet());
    Set<String> judges = new TreeSet<>(late);
    records.judgements().forEach(judgement -> judges.add(judgement.getJudge()));
    List<JudgeWord> words = new ArrayList<>();
    for (String judge : judges) {
      Optional<Verdict> verdict =
          records.judgements().stream()
              .filter(judgement -> judgement.getJudge().equals(judge))
              .map(Judgement::getVerdicts)
              .filter(verdicts -> response < verdicts.size())
              .map(verdicts -> verdicts.get(response))
              .findFirst();
      words.add(
          new JudgeWord(
              judge,
              verdict.map(each -> each.getKind().toString()).orElse(""),
              late.contains(judge),
              verdict.map(Verdict::getYesLogprob).orElse(null),
              verdict.map(Verdict::getNoLogprob).orElse(null),
              verdict.map(Verdict::getWhy).orElse("no verdict yet")));
    }
    return words;
  }

  private List<Fact> facts(GroupRow row, Optional<Place> rollout, Optional<String> weights) {
    List<Fact> facts = new ArrayList<>();
    if (row.policyVersion() >= 0) {
      facts.add(new Fact("policy version", String.valueOf(row.policyVersion())));
    }
    records.rollout().map(Rollout::getWorker).ifPresent(it -> facts.add(new Fact("worker", it)));
    records
        .rollout()
        .ifPresent(it -> facts.add(new Fact("sampled in", it.getSampleMillis() + " ms")));
    records
        .prompt()
        .ifPresent(
            prompt -> {
              facts.add(new Fact("row", String.valueOf(prompt.getRow())));
              facts.add(new Fact("seed", String.valueOf(prompt.getSeed())));
              facts.add(
                  new Fact(
                      "sampling unit",
                      "%d, of %d groups".formatted(prompt.getUnit(), prompt.getUnitSize())));
              if (!prompt.getImageSha256().isEmpty()) {
                facts.add(new Fact("image SHA-256", prompt.getImageSha256()));
              }
            });
    rollout.ifPresent(
        at ->
            facts.add(
                new Fact(
                    "rollout", "partition %d, offset %d".formatted(at.partition(), at.offset()))));
    for (Judgement judgement : records.judgements()) {
      facts.add(
          new Fact(
              "judge " + judgement.getJudge(),
              "%d ms, hash %s".formatted(judgement.getLatencyMillis(), judgement.getJudgeHash())));
    }
    weights.ifPresent(sha256 -> facts.add(new Fact("weights after step " + row.step(), sha256)));
    return facts;
  }
}
