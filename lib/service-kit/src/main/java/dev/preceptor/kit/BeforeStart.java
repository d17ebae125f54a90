package dev.preceptor.kit;

import dev.preceptor.models.InputException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** What a service must know before any channel of it opens. */
public final class BeforeStart {

  private static final Logger LOG = Logger.getLogger(BeforeStart.class);

  private BeforeStart() {}

  /**
   * Finds it out. Bad input ends the process with exit status 2, since a restart would meet it
   * again, and at once: nothing has been started yet, and threads that libraries have made would
   * hold the process up.
   */
  public static <T> T find(Supplier<T> find) {
    try {
      return find.get();
    } catch (InputException e) {
      LOG.error(e.getMessage());
      Runtime.getRuntime().halt(WorkThread.BAD_INPUT);
      throw e;
    }
  }
}
