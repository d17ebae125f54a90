package dev.preceptor.recipe;

/** Where a run is shown while it goes on. None of it changes the weights. */
public record ReportingKeys(
    @Meaning(
            "Port of the console that train starts on this machine; 0 takes any that is free, and"
                + " so does a port that is in use. --no-console starts none.")
        @Key(jobs = Job.TRAIN, initial = "0", min = 0, max = 65_535)
        int consolePort) {
  public ReportingKeys {
    Bounds.check(ReportingKeys.class, consolePort);
  }
}
