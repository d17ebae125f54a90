package dev.preceptor.vqa.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Judges the thinking texts of a group's responses together, and each text only once. */
public final class GroupJudge {

  private final StatementJudge judge;
  private final VerdictCache cache;

  public GroupJudge(StatementJudge judge, VerdictCache cache) {
    this.judge = judge;
    this.cache = cache;
  }

  /**
   * A group's verdicts.
   *
   * @param verdicts one per response, in order
   * @param cached number of responses whose verdict was in the cache
   * @param asked number of statements that the judge was asked about
   */
  public record Verdicts(List<JudgedStatement> verdicts, int cached, int asked) {

    public Verdicts {
      verdicts = List.copyOf(verdicts);
    }

    /**
     * Whether the judge was unavailable for at least one statement, so that the group is to be
     * judged again.
     */
    public boolean isAway() {
      return verdicts.stream().anyMatch(judged -> judged.ruling() == Ruling.AWAY);
    }
  }

  /**
   * Judges a group. The verdict on a response without a thinking text is no.
   *
   * @param responses whole responses, including the prompt's completion prefix
   */
  public Verdicts judge(List<String> responses) {
    List<Statement> statements = responses.stream().map(Statement::of).toList();
    Map<String, JudgedStatement> known = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    for (Statement statement : statements) {
      if (statement.isPresent()
          && !known.containsKey(statement.text())
          && !unknown.contains(statement.text())) {
        cache
            .find(statement.text())
            .ifPresentOrElse(
                verdict -> known.put(statement.text(), verdict),
                () -> unknown.add(statement.text()));
      }
    }
    int cached = (int) statements.stream().filter(each -> known.containsKey(each.text())).count();
    List<JudgedStatement> answers = unknown.isEmpty() ? List.of() : judge.judge(unknown);
    for (int i = 0; i < unknown.size(); i++) {
      known.put(unknown.get(i), answers.get(i));
      if (answers.get(i).isVerdict()) {
        cache.remember(unknown.get(i), answers.get(i));
      }
    }
    return new Verdicts(
        statements.stream()
            .map(
                statement ->
                    statement.isPresent()
                        ? known.get(statement.text())
                        : JudgedStatement.nothingToJudge(statement.why()))
            .toList(),
        cached,
        unknown.size());
  }
}
