package dev.preceptor.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this program. */
public final class ProgramVersion {

  private ProgramVersion() {}

  /** The project's version, such as {@code 0.1.0}. */
  public static String current() {
    try (var in = ProgramVersion.class.getResourceAsStream("version.properties")) {
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
