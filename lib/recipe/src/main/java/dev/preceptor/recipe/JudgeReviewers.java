package dev.preceptor.recipe;

/** A judge that is people, who say in the console's review page what they think of responses. */
public record JudgeReviewers(
    @Meaning(
            "Without a url or a model: people are this judge, in the console's review page. So many"
                + " of them must have said yes or no to a response; more than half decide. Only"
                + " preceptor rescore hears them.")
        @Key(min = 1, max = 100, unit = "reviewers")
        int reviewers)
    implements JudgeSource {

  public JudgeReviewers {
    Bounds.check(JudgeReviewers.class, reviewers);
  }

  @Override
  public String described() {
    return reviewers == 1 ? "a reviewer" : reviewers + " reviewers";
  }
}
