package dev.preceptor.fleet.train;

import dev.preceptor.run.RunFolder;
import java.nio.file.Path;

/**
 * The command that resumes a run.
 *
 * @param text as it can be entered in a shell
 */
record ResumeCommand(String text) {

  /** With the options that the run was started with, as far as its folder does not hold them. */
  static ResumeCommand of(RunFolder run, TrainOptions options) {
    var command = new StringBuilder("preceptor train --run " + run.name() + " --resume");
    if (!run.runs().equals(Path.of(RunFolder.DEFAULT_RUNS).toAbsolutePath())) {
      command.append(" --runs-dir ").append(run.runs());
    }
    options.kafka().asOptions().forEach(option -> command.append(' ').append(option));
    options
        .services()
        .forEach(
            (service, login) ->
                login
                    .file()
                    .ifPresent(
                        file ->
                            command.append(
                                " --service-kafka-config %s=%s".formatted(service.role(), file))));
    return new ResumeCommand(command.toString());
  }
}
