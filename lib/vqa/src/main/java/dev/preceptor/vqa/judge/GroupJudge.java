package dev.preceptor.vqa.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Has the thinking of a group's responses judged together, and nothing judged twice. */
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
   * @param verdicts one a response, in order
   * @param cached responses whose verdict was known before
   * @param asked statements that the judge was asked about
   */
  public record Verdicts(List<JudgedStatement> verdicts, int cached, int asked) {

    public Verdicts {
      verdicts = List.copyOf(verdicts);
    }

    /** Whether the judge could not be asked about any of them, so that it is to be asked again. */
    public boolean isAway() {
      return verdicts.stream().anyMatch(judged -> judged.ruling() == Ruling.AWAY);
    }
  }

  /**
   * Judges a group. A response without a thinking text is a no.
   *
   * @param responses whole responses, their prompt's completion prefix included
   */
  public Verdicts judge(List<String> responses) {
    List<Statement> statements = responses.stream().map(Statement::of).toList();
    Map<String, JudgedStatement> known = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    for (Statement statement : statements) {
      if (statement.isThere()
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
                    statement.isThere()
                        ? known.get(statement.text())
                        : JudgedStatement.nothingToJudge(statement.why()))
            .toList(),
        cached,
        unknown.size());
  }
}
