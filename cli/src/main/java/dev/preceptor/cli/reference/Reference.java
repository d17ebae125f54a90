package dev.preceptor.cli.reference;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code preceptor reference}: writes the reference pages, for those who change the code. */
@Command(
    name = "reference",
    hidden = true,
    description = {
      "Writes the pages of docs/reference from the code.",
      "",
      "For contributors: a test fails if the pages differ from the code.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor reference --out docs/reference",
    })
public final class Reference implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the pages; existing pages are replaced.")
  private Path out;

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try {
      Files.createDirectories(out);
      for (var page : ReferencePage.all(spec.root().commandLine())) {
        Files.writeString(out.resolve(page.file()), page.text());
      }
    } catch (IOException e) {
      throw InputException.cannotBe("written", "--out " + out, e);
    }
    return ExitCode.SUCCESS;
  }
}
