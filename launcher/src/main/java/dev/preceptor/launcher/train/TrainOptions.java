package dev.preceptor.launcher.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was asked for.
 *
 * @param recipe file
 * @param overrides {@code key=value}, a later one wins
 * @param port of the run's own broker, where it must be a certain one
 * @param bootstrapServers of another broker that is to carry the run
 */
record TrainOptions(
    Path recipe, List<String> overrides, OptionalInt port, Optional<String> bootstrapServers) {

  TrainOptions {
    overrides = List.copyOf(overrides);
  }
}
