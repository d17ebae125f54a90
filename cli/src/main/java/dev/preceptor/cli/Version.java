package dev.preceptor.cli;

import dev.preceptor.run.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "preceptor " + ProgramVersion.current(),
      "Java %s (%s)"
          .formatted(Runtime.version(), System.getProperty("java.vm.vendor", "unknown vendor"))
    };
  }
}
