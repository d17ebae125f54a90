package dev.preceptor.fleet.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A run that was submitted.
 *
 * @param run its name
 * @param continued whether there was a run of this name, which goes on
 * @param maxSteps its last step
 * @param modelSha256 hash of the initial weights
 * @param judges the judges that need workers
 */
public record SubmittedRun(
    @JsonProperty("run") String run,
    @JsonProperty("continued") boolean continued,
    @JsonProperty("max_steps") int maxSteps,
    @JsonProperty("model_sha256") String modelSha256,
    @JsonProperty("judges") List<String> judges) {

  public SubmittedRun {
    judges = List.copyOf(judges);
  }

  /** What was done and what to do next, in lines. */
  public String text() {
    return """
        run %s %s: %,d steps
          services need  PRECEPTOR_RUN=%s%s
          follow it      preceptor watch %s"""
        .formatted(
            run,
            continued ? "goes on" : "is defined",
            maxSteps,
            run,
            judges.isEmpty()
                ? ""
                : "; judge-service also PRECEPTOR_JUDGE, one of " + String.join(", ", judges),
            run);
  }
}
