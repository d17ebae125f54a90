package dev.preceptor.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this program. */
public final class Version implements IVersionProvider {

  /** The project's version, such as {@code 0.1.0}. */
  public static String current() {
    try (var in = Version.class.getResourceAsStream("version.properties")) {
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "preceptor " + current(),
      "Java %s (%s)"
          .formatted(Runtime.version(), System.getProperty("java.vm.vendor", "unknown vendor"))
    };
  }
}
