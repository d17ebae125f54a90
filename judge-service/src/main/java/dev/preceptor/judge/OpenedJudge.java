package dev.preceptor.judge;

import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.scoring.judging.JudgeProcessor;
import dev.preceptor.scoring.judging.LoadedJudge;
import java.util.List;
import java.util.Optional;

/**
 * A judge of the recipe that is loaded.
 *
 * @param described its folder or its server
 * @param loaded the model, or the way to the server
 * @param processor turns what it says into judgements
 */
record OpenedJudge(String described, LoadedJudge loaded, JudgeProcessor processor)
    implements JudgeLoop.Judge {

  @Override
  public boolean isThere() {
    return loaded.judge().isThere();
  }

  @Override
  public Optional<Judgement> judge(GroupKey group, List<String> responses) {
    return processor.judge(group, responses);
  }

  @Override
  public Judgement giveUp(GroupKey group, List<String> responses, String why) {
    return processor.giveUp(group, responses, why);
  }
}
