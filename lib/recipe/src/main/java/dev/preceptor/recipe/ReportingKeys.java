package dev.preceptor.recipe;

import java.util.List;
import java.util.Locale;

/** Where a run is shown while it goes on. None of it changes the weights. */
public record ReportingKeys(
    @Meaning(
            "Port of the console that train starts on this machine; 0 takes any that is free, and"
                + " so does a port that is in use. --no-console starts none.")
        @Key(jobs = Job.TRAIN, initial = "0", min = 0, max = 65_535)
        int consolePort,
    @Meaning(
            "Trackers that get every metric too: tensorboard writes event files to the folder"
                + " tensorboard of the run's, csv writes metrics.csv.")
        @Key(jobs = Job.TRAIN, initial = "[]", trl = "TrainingArguments")
        List<Tracker> reportTo) {
  public ReportingKeys {
    reportTo = List.copyOf(reportTo);
    Bounds.check(ReportingKeys.class, consolePort, reportTo);
    EvaluationKeys.requireOnce(
        "report_to", reportTo.stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList());
  }
}
