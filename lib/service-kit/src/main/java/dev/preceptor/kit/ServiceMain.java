package dev.preceptor.kit;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Locale;

/**
 * The main method of every service. Numbers and dates look the same in every environment, also in
 * what libraries write.
 */
@QuarkusMain
public final class ServiceMain {

  private ServiceMain() {}

  public static void main(String... args) {
    Locale.setDefault(Locale.ROOT);
    Quarkus.run(args);
  }
}
