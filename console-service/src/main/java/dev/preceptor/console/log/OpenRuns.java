package dev.preceptor.console.log;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The runs that this console shows, in the order in which they were named. */
public final class OpenRuns implements AutoCloseable {

  private final Map<String, RunReader> readers = new LinkedHashMap<>();

  /** Begins to read runs. */
  public OpenRuns(Collection<RunPlace> places) {
    places.forEach(place -> readers.put(place.name(), new RunReader(place)));
  }

  public Collection<RunReader> all() {
    return readers.values();
  }

  /** The run of a name. */
  public Optional<RunReader> find(String name) {
    return Optional.ofNullable(readers.get(name));
  }

  @Override
  public void close() {
    readers.values().forEach(RunReader::close);
  }
}
