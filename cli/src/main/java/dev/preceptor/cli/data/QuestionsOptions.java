package dev.preceptor.cli.data;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A file of questions and the folder of their images; a mixin. */
final class QuestionsOptions {

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      required = true,
      description = "CSV file of the questions.")
  private Path csv;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      required = true,
      description = "Folder or ZIP file of the images named in the CSV file.")
  private Path images;

  Path csv() {
    return csv;
  }

  Path images() {
    return images;
  }
}
