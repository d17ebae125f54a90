package dev.preceptor.models.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A resource with methods of a script.
 *
 * @param owner a class in the resource's package
 * @param resource its file name
 */
public record ScriptPart(Class<?> owner, String resource) {

  /** The methods' source, indented once, of the class {@code __torch__.Model}. */
  String source() {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "no resource " + resource + " in the package of " + owner.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
